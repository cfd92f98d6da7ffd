//! Which attributes `Fn::GetAtt` takes: what cfn-lint's `GetAtts` does.

use serde_json::{Map, Value, json};

use super::rules::Rules;
use super::schema::{self, References};
use super::{Result, pointer};

/// The schema of each attribute, by its path.
pub fn attributes(source: &Value, rules: &Rules) -> Result<Value> {
    let name = source["typeName"].as_str().ok_or("`typeName` is not a text")?;
    let mut found = Found { source, attributes: Map::new() };
    if rules.every_property.contains(name) {
        for (property, schema) in members(source, "properties") {
            found.leaves(property, schema)?;
        }
        return Ok(Value::Object(found.attributes));
    }
    for attribute in rules.more_attributes.get(name).into_iter().flatten() {
        found.at(attribute)?;
    }
    // The paths of open-ended attributes are regular expressions.
    match name {
        "AWS::CloudFormation::Stack" => return Ok(json!({ "Outputs..*": { "type": ["string"] } })),
        "AWS::CloudFormation::CustomResource" => {
            let anything = json!({ "type": ["string", "integer", "number", "boolean", "object", "array"] });
            found.attributes.insert(".*".into(), anything);
        }
        _ => {}
    }
    for pointer in source["readOnlyProperties"].as_array().into_iter().flatten() {
        let path = pointer.as_str().and_then(|pointer| pointer.strip_prefix("/properties/"));
        let path = path.ok_or_else(|| format!("`readOnlyProperties` has {pointer}, which is no property"))?;
        if name == "AWS::ServiceCatalog::CloudFormationProvisionedProduct" && path == "Outputs" {
            found.attributes.insert("Outputs..*".into(), json!({ "type": ["string"] }));
        } else {
            found.at(path)?;
        }
    }
    Ok(Value::Object(found.attributes))
}

struct Found<'a> {
    source: &'a Value,
    attributes: Map<String, Value>,
}

impl Found<'_> {
    /// Adds the attribute that a path `A/B` of properties makes.
    fn at(&mut self, path: &str) -> Result<()> {
        let parts: Vec<_> = path.split('/').collect();
        let schema = pointer::find(self.source, self.source, &parts)
            .ok_or_else(|| format!("the attribute {path} leads to no property"))?;
        self.attributes.insert(parts.join("."), schema::convert(schema, References::Named)?);
        Ok(())
    }

    /// Adds what lies at and below a property, down to values that are not objects.
    fn leaves(&mut self, path: &str, schema: &Value) -> Result<()> {
        let types = match &schema["type"] {
            Value::Array(types) => types.as_slice(),
            only => std::slice::from_ref(only),
        };
        if types.iter().any(|name| name == "object") {
            for (property, schema) in members(schema, "properties") {
                self.leaves(&format!("{path}/{property}"), schema)?;
            }
            Ok(())
        } else if types.iter().any(|name| name == "array") {
            // `Fn::GetAtt` does not go into lists of objects or of lists.
            match schema["items"]["type"].as_str() {
                Some("object" | "array") => Ok(()),
                _ => self.at(path),
            }
        } else if schema.get("$ref").is_some() {
            let target =
                pointer::dereference(self.source, schema).ok_or_else(|| format!("the `$ref` of {path} leads nowhere"))?;
            self.leaves(path, target)
        } else {
            self.at(path)
        }
    }
}

fn members<'a>(schema: &'a Value, member: &str) -> impl Iterator<Item = (&'a String, &'a Value)> {
    schema.get(member).and_then(Value::as_object).into_iter().flatten()
}
