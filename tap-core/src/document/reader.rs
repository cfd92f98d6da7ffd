//! From the JSON of a template to what it means; whatever CloudFormation would refuse when it is given one is refused here.

use super::expression::brief;
use super::for_each;
use super::parameter::{Pattern, text};
use super::{Document, Expression, Output, Parameter, Problem, Resource, Rule, Source};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use tap_schema::PSEUDO_PARAMETERS;
use tap_schema::name::help;

const SECTIONS: &[&str] = &[
    "AWSTemplateFormatVersion",
    "Conditions",
    "Description",
    "Hooks",
    "Mappings",
    "Metadata",
    "Outputs",
    "Parameters",
    "Resources",
    "Rules",
    "Transform",
];

const ATTRIBUTES: &[&str] = &[
    "Condition",
    "CreationPolicy",
    "DeletionPolicy",
    "DependsOn",
    "Metadata",
    "Properties",
    "Type",
    "UpdatePolicy",
    "UpdateReplacePolicy",
];

/// Attributes whose values are not CloudFormation's alone; what they refer to is needed as well.
const OTHER_ATTRIBUTES: &[&str] = &["CreationPolicy", "Metadata", "UpdatePolicy"];

pub(super) fn read(source: Source, json: Value) -> Result<Document, Problem> {
    let transforms = Reader { source: &source }.transforms(json.get("Transform"))?;
    let (json, origins) = for_each::expand(json, &transforms).map_err(|(path, message)| source.problem(&path, message))?;
    let source = source.with_origins(origins);
    let reader = Reader { source: &source };
    let Value::Object(sections) = &json else {
        return reader.wrong(&[], format!("a template is an object, not {}", brief(&json)));
    };
    for name in sections.keys() {
        if !SECTIONS.contains(&name.as_str()) {
            let help = help(name, SECTIONS.iter().copied());
            return reader.wrong(&[name], format!("unknown section `{name}`{help}"));
        }
    }
    if sections.get("Resources").and_then(Value::as_object).is_none_or(Map::is_empty) {
        return reader.wrong(&["Resources"], "a template has at least one resource");
    }
    let document = Document {
        transforms,
        parameters: reader.section(sections, "Parameters", Reader::parameter)?,
        mappings: reader.section(sections, "Mappings", Reader::mapping)?,
        conditions: reader.section(sections, "Conditions", |reader, path, value| reader.expression(path, value))?,
        rules: reader.section(sections, "Rules", Reader::rule)?,
        resources: reader.section(sections, "Resources", Reader::resource)?,
        outputs: reader.section(sections, "Outputs", Reader::output)?,
        source: source.clone(),
        json: Value::Null,
    };
    reader.resolve(&document)?;
    Ok(Document { json, ..document })
}

struct Reader<'s> {
    source: &'s Source,
}

impl Reader<'_> {
    fn wrong<T>(&self, path: &[&str], message: impl Into<String>) -> Result<T, Problem> {
        let path: Vec<String> = path.iter().map(ToString::to_string).collect();
        Err(self.source.problem(&path, message))
    }

    fn section<T>(
        &self,
        sections: &Map<String, Value>,
        name: &str,
        read: impl Fn(&Self, &[&str], &Value) -> Result<T, Problem>,
    ) -> Result<BTreeMap<String, T>, Problem> {
        let members = match sections.get(name) {
            None | Some(Value::Null) => return Ok(BTreeMap::new()),
            Some(Value::Object(members)) => members,
            Some(other) => return self.wrong(&[name], format!("`{name}` is an object, not {}", brief(other))),
        };
        let each = |(id, value): (&String, &Value)| {
            if id.starts_with("Fn::ForEach::") {
                return self.wrong(&[name, id], format!("`{id}` is a loop, which cannot stand in `{name}`"));
            }
            if id.starts_with("Fn::") {
                return self.wrong(&[name, id], format!("`{id}` is for AWS to expand\nhelp: give the processed template"));
            }
            Ok((id.clone(), read(self, &[name, id], value)?))
        };
        members.iter().map(each).collect()
    }

    fn expression(&self, path: &[&str], value: &Value) -> Result<Expression, Problem> {
        Expression::parse(value).map_err(|(inner, message)| {
            let path: Vec<String> = path.iter().map(ToString::to_string).chain(inner).collect();
            self.source.problem(&path, message)
        })
    }

    fn object<'v>(&self, path: &[&str], value: &'v Value, what: &str) -> Result<&'v Map<String, Value>, Problem> {
        match value {
            Value::Object(members) => Ok(members),
            other => self.wrong(path, format!("{what}, not {}", brief(other))),
        }
    }

    fn text(&self, path: &[&str], value: Option<&Value>, what: &str) -> Result<Option<String>, Problem> {
        match value {
            None => Ok(None),
            Some(value) => match text(value) {
                Some(text) => Ok(Some(text)),
                None => self.wrong(path, format!("{what}, not {}", brief(value))),
            },
        }
    }

    fn transforms(&self, value: Option<&Value>) -> Result<Vec<String>, Problem> {
        let items = match value {
            None | Some(Value::Null) => return Ok(Vec::new()),
            Some(Value::Array(items)) => items.as_slice(),
            Some(one) => std::slice::from_ref(one),
        };
        let name = |item: &Value| match item {
            Value::String(name) => Ok(name.clone()),
            Value::Object(members) => Ok(members.get("Name").and_then(text).unwrap_or_default()),
            other => self.wrong(&["Transform"], format!("a transform is a name, not {}", brief(other))),
        };
        items.iter().map(name).collect()
    }

    fn parameter(&self, path: &[&str], value: &Value) -> Result<Parameter, Problem> {
        let members = self.object(path, value, "a parameter is an object with a `Type`")?;
        let at = |name: &str| self.text(&[path, &[name]].concat(), members.get(name), &format!("`{name}` is a text"));
        let number = |name: &str| match at(name)? {
            None => Ok(None),
            Some(text) => match text.parse::<f64>() {
                Ok(number) => Ok(Some(number)),
                Err(_) => self.wrong(&[path, &[name]].concat(), format!("`{name}` is a number, not \"{text}\"")),
            },
        };
        let Some(kind) = at("Type")? else { return self.wrong(path, "a parameter has a `Type`") };
        let allowed_values = match members.get("AllowedValues") {
            None => None,
            Some(Value::Array(items)) => Some(items.iter().filter_map(text).collect()),
            Some(other) => {
                let path = [path, &["AllowedValues"]].concat();
                return self.wrong(&path, format!("`AllowedValues` is a list, not {}", brief(other)));
            }
        };
        Ok(Parameter {
            kind,
            default: at("Default")?,
            allowed_values,
            allowed_pattern: at("AllowedPattern")?.map(Pattern::new),
            constraint: at("ConstraintDescription")?,
            min_length: number("MinLength")?,
            max_length: number("MaxLength")?,
            min_value: number("MinValue")?,
            max_value: number("MaxValue")?,
            no_echo: at("NoEcho")?.is_some_and(|text| text.eq_ignore_ascii_case("true")),
        })
    }

    fn mapping(&self, path: &[&str], value: &Value) -> Result<BTreeMap<String, BTreeMap<String, Value>>, Problem> {
        let mut rows = BTreeMap::new();
        for (key, row) in self.object(path, value, "a mapping is an object of objects")? {
            let row_path = [path, &[key.as_str()]].concat();
            let row = self.object(&row_path, row, "a row of a mapping is an object")?;
            rows.insert(key.clone(), row.iter().map(|(key, value)| (key.clone(), value.clone())).collect());
        }
        Ok(rows)
    }

    fn rule(&self, path: &[&str], value: &Value) -> Result<Rule, Problem> {
        let members = self.object(path, value, "a rule is an object with `Assertions`")?;
        let condition = members.get("RuleCondition").map(|value| self.expression(&[path, &["RuleCondition"]].concat(), value));
        let mut assertions = Vec::new();
        for (number, assertion) in members.get("Assertions").and_then(Value::as_array).into_iter().flatten().enumerate() {
            let number = number.to_string();
            let path = [path, &["Assertions", &number]].concat();
            let assertion = self.object(&path, assertion, "an assertion is an object with an `Assert`")?;
            let Some(assert) = assertion.get("Assert") else { return self.wrong(&path, "an assertion has an `Assert`") };
            let expression = self.expression(&[&path[..], &["Assert"]].concat(), assert)?;
            assertions.push((expression, assertion.get("AssertDescription").and_then(text).unwrap_or_default()));
        }
        Ok(Rule { condition: condition.transpose()?, assertions })
    }

    fn resource(&self, path: &[&str], value: &Value) -> Result<Resource, Problem> {
        let members = self.object(path, value, "a resource is an object with a `Type`")?;
        // Only custom resources have a version.
        let is_custom = members.get("Type").and_then(Value::as_str).is_some_and(tap_schema::is_custom);
        for name in members.keys() {
            if !(ATTRIBUTES.contains(&name.as_str()) || is_custom && name == "Version") {
                let help = help(name, ATTRIBUTES.iter().copied());
                return self.wrong(&[path, &[name.as_str()]].concat(), format!("unknown attribute `{name}` of a resource{help}"));
            }
        }
        let at = |name: &str| self.text(&[path, &[name]].concat(), members.get(name), &format!("`{name}` is a text"));
        let Some(kind) = at("Type")? else { return self.wrong(path, "a resource has a `Type`") };
        let empty = Value::Object(Map::new());
        let properties_path = [path, &["Properties"]].concat();
        let json = members.get("Properties").filter(|value| !value.is_null()).unwrap_or(&empty);
        self.object(&properties_path, json, "`Properties` is an object")?;
        let policy = |name: &str| members.get(name).map(|value| self.expression(&[path, &[name]].concat(), value)).transpose();
        Ok(Resource {
            kind,
            properties: self.expression(&properties_path, json)?,
            condition: at("Condition")?,
            depends_on: self.depends_on(&[path, &["DependsOn"]].concat(), members.get("DependsOn"))?,
            deletion_policy: policy("DeletionPolicy")?,
            update_replace_policy: policy("UpdateReplacePolicy")?,
            attributes: OTHER_ATTRIBUTES
                .iter()
                .filter_map(|name| members.get(*name).map(|value| (name.to_string(), value.clone())))
                .collect(),
            functions: OTHER_ATTRIBUTES
                .iter()
                .filter_map(|name| Some((*name, Expression::parse(members.get(*name)?).ok()?)))
                .filter(|(_, expression)| !expression.is_literal())
                .collect(),
        })
    }

    fn depends_on(&self, path: &[&str], value: Option<&Value>) -> Result<Vec<String>, Problem> {
        let mut ids = match value {
            None => Vec::new(),
            Some(Value::String(id)) => vec![id.clone()],
            Some(Value::Array(items)) => {
                let id = |item: &Value| match item {
                    Value::String(id) => Ok(id.clone()),
                    other => self.wrong(path, format!("`DependsOn` names resources, not {}", brief(other))),
                };
                items.iter().map(id).collect::<Result<_, _>>()?
            }
            Some(other) => return self.wrong(path, format!("`DependsOn` names resources, not {}", brief(other))),
        };
        ids.sort();
        ids.dedup();
        Ok(ids)
    }

    fn output(&self, path: &[&str], value: &Value) -> Result<Output, Problem> {
        let members = self.object(path, value, "an output is an object with a `Value`")?;
        let Some(value) = members.get("Value") else { return self.wrong(path, "an output has a `Value`") };
        let export = match members.get("Export") {
            None => None,
            Some(export) => {
                let path = [path, &["Export"]].concat();
                let Some(name) = self.object(&path, export, "`Export` is an object with a `Name`")?.get("Name") else {
                    return self.wrong(&path, "an export has a `Name`");
                };
                Some(self.expression(&[&path[..], &["Name"]].concat(), name)?)
            }
        };
        let condition = self.text(&[path, &["Condition"]].concat(), members.get("Condition"), "`Condition` is a name")?;
        Ok(Output { value: self.expression(&[path, &["Value"]].concat(), value)?, export, condition })
    }

    /// Everything that is named exists.
    fn resolve(&self, document: &Document) -> Result<(), Problem> {
        for (name, condition) in &document.conditions {
            self.names(document, &["Conditions", name], condition, false)?;
        }
        for (id, resource) in &document.resources {
            self.names(document, &["Resources", id, "Properties"], &resource.properties, true)?;
            self.condition(document, &["Resources", id, "Condition"], resource.condition.as_deref())?;
            for on in &resource.depends_on {
                if !document.resources.contains_key(on) {
                    let help = help(on, document.resources.keys().map(String::as_str));
                    return self.wrong(&["Resources", id, "DependsOn"], format!("there is no resource `{on}`{help}"));
                }
            }
        }
        for (name, output) in &document.outputs {
            self.names(document, &["Outputs", name, "Value"], &output.value, true)?;
            self.condition(document, &["Outputs", name, "Condition"], output.condition.as_deref())?;
            if let Some(export) = &output.export {
                self.names(document, &["Outputs", name, "Export", "Name"], export, true)?;
            }
        }
        Ok(())
    }

    fn condition(&self, document: &Document, path: &[&str], name: Option<&str>) -> Result<(), Problem> {
        match name {
            Some(name) if !document.conditions.contains_key(name) => {
                let help = help(name, document.conditions.keys().map(String::as_str));
                self.wrong(path, format!("there is no condition `{name}`{help}"))
            }
            _ => Ok(()),
        }
    }

    fn names(&self, document: &Document, path: &[&str], expression: &Expression, resources: bool) -> Result<(), Problem> {
        let mut missing = None;
        expression.references(&mut |id, attribute| {
            let is_known = (attribute.is_none() && (document.parameters.contains_key(id) || PSEUDO_PARAMETERS.contains(&id)))
                || (resources && document.resources.contains_key(id));
            if !is_known && missing.is_none() {
                missing = Some(id);
            }
        });
        if let Some(id) = missing {
            let known = document.parameters.keys().chain(document.resources.keys().filter(|_| resources));
            let what = if resources { "parameter or resource" } else { "parameter" };
            return self.wrong(path, format!("there is no {what} `{id}`{}", help(id, known.map(String::as_str))));
        }
        let mut unknown = None;
        expression.conditions(&mut |name| {
            if !document.conditions.contains_key(name) && unknown.is_none() {
                unknown = Some(name);
            }
        });
        self.condition(document, path, unknown)
    }
}
