//! What only the database of the CDK knows: ARN templates, what `Ref` identifies, and which value belongs in a property.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use flate2::read::GzDecoder;
use serde_json::{Map, Value, json};
use tar::Archive;

use super::Result;

const DATABASE: &str = "package/db.json.gz";

/// Adds `arn`, `refId` and `rel` to the records of the types that the CDK knows too.
pub fn merge(package: &Path, types: &mut Map<String, Value>) -> Result<()> {
    let layout = |error: String| {
        format!(
            "{} is not laid out as expected: {error}; read what changed in the CDK's database and adapt \
             examples/refresher/cdk.rs",
            package.display()
        )
    };
    let database = database(package).map_err(layout)?;
    let schema = &database["schema"];
    let definitions = entities(schema, "typeDefinition").map_err(layout)?;
    let definitions: BTreeMap<_, _> = definitions.iter().filter_map(|type_| Some((type_["$id"].as_str()?, type_))).collect();
    for resource in entities(schema, "resource").map_err(layout)? {
        let name = resource["cloudFormationType"].as_str().ok_or_else(|| layout("a resource has no type".into()))?;
        let Some(record) = types.get_mut(name).and_then(Value::as_object_mut) else {
            continue;
        };
        for (member, source) in [("arn", "arnTemplate"), ("refId", "cfnRefIdentifier")] {
            if let Some(value) = resource.get(source) {
                record.insert(member.into(), value.clone());
            }
        }
        let mut references = References { definitions: &definitions, within: Vec::new(), found: Map::new() };
        references.properties(resource, "").map_err(|error| layout(format!("{error}, in {name}")))?;
        if !references.found.is_empty() {
            record.insert("rel".into(), Value::Object(references.found));
        }
    }
    Ok(())
}

fn database(package: &Path) -> Result<Value> {
    let file = File::open(package).map_err(|error| format!("cannot open it: {error}"))?;
    let mut archive = Archive::new(GzDecoder::new(file));
    for entry in archive.entries().map_err(|error| error.to_string())? {
        let entry = entry.map_err(|error| error.to_string())?;
        if entry.path().is_ok_and(|path| path == Path::new(DATABASE)) {
            let mut json = Vec::new();
            GzDecoder::new(entry).read_to_end(&mut json).map_err(|error| format!("cannot unpack {DATABASE}: {error}"))?;
            return serde_json::from_slice(&json).map_err(|error| format!("{DATABASE} does not hold JSON: {error}"));
        }
    }
    Err(format!("it has no {DATABASE}"))
}

fn entities<'a>(schema: &'a Value, table: &str) -> Result<&'a Vec<Value>> {
    schema[table]["entities"].as_array().ok_or_else(|| format!("schema.{table}.entities is not a list"))
}

/// Collects the references of one resource type.
struct References<'a> {
    definitions: &'a BTreeMap<&'a str, &'a Value>,
    /// The definitions that are being looked into: some contain themselves.
    within: Vec<&'a str>,
    /// Lists of `[type, attribute]`, by property path. Lists leave no trace in a path: `Subnets.SubnetId`.
    found: Map<String, Value>,
}

impl<'a> References<'a> {
    fn properties(&mut self, owner: &'a Value, path: &str) -> Result<()> {
        let properties = owner["properties"].as_object().ok_or("something has no `properties`")?;
        for (name, property) in properties {
            let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            if let Some(targets) = property["relationshipRefs"].as_array() {
                let targets: Vec<_> =
                    targets.iter().map(|target| json!([target["cloudFormationType"], target["propertyName"]])).collect();
                self.found.insert(path.clone(), targets.into());
            }
            self.type_(&property["type"], &path)?;
        }
        Ok(())
    }

    fn type_(&mut self, type_: &'a Value, path: &str) -> Result<()> {
        match type_["type"].as_str().ok_or_else(|| format!("{path} has no type"))? {
            "array" | "map" => self.type_(&type_["element"], path),
            "union" => {
                let types = type_["types"].as_array().ok_or_else(|| format!("{path} is a union of nothing"))?;
                types.iter().try_for_each(|type_| self.type_(type_, path))
            }
            "ref" => {
                let id = type_["reference"]["$ref"].as_str().ok_or_else(|| format!("{path} refers to nothing"))?;
                if self.within.contains(&id) {
                    return Ok(());
                }
                let definition = *self.definitions.get(id).ok_or_else(|| format!("{path} refers to an unknown type"))?;
                self.within.push(id);
                self.properties(definition, path)?;
                self.within.pop();
                Ok(())
            }
            _ => Ok(()),
        }
    }
}
