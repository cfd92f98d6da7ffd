//! The lines of the corpus, as `tests/corpus/README.md` describes them.

use super::path::Path;
use serde_json::{Map, Value};

/// A resource of somebody's template, and what cfn-lint says of it.
#[derive(Debug)]
pub struct Resource {
    /// Where it is from: package, template, name, and how it was changed.
    pub name: String,
    /// Its type.
    pub kind: String,
    /// Its properties.
    pub properties: Value,
    /// What cfn-lint finds.
    pub findings: Vec<Theirs>,
    parameters: Map<String, Value>,
    types: Map<String, Value>,
}

/// A finding of cfn-lint.
#[derive(Debug)]
pub struct Theirs {
    /// Id of the rule.
    pub rule: String,
    /// The keyword of JSON Schema, or cfn-lint's own, that failed; empty if there is none.
    pub keyword: String,
    /// Where.
    pub path: Path,
    /// In words.
    pub message: String,
    /// What is wrong with each of the alternatives, none of which fits.
    pub alternatives: Vec<Theirs>,
}

/// What a reference refers to.
#[derive(Debug)]
pub enum Target<'a> {
    /// A pseudo parameter.
    Pseudo(&'a str),
    /// A parameter of this type.
    Parameter(&'a str),
    /// A resource of this type.
    Resource(&'a str),
    /// An attribute of a resource of this type.
    Attribute(&'a str, String),
    /// Nothing that the template has, or something that is computed.
    Unknown,
}

impl Resource {
    /// Reads a line.
    ///
    /// # Panics
    ///
    /// If a member is missing or of another kind.
    pub fn parse(line: &str) -> Self {
        let mut json: Value = serde_json::from_str(line).expect("a line of the corpus is JSON");
        let text = |member: &str| json[member].as_str().unwrap_or_else(|| panic!("`{member}` is no text")).to_string();
        let mut name = format!("{} {} {}", text("package"), text("template"), text("logical_id"));
        if let Some(mutation) = json.get("mutation") {
            let path = Path::of_json(&mutation["path"]);
            name = format!("{name}, {} at {path}", mutation["kind"].as_str().expect("a kind of mutation"));
        }
        let map = |member: &str| json[member].as_object().unwrap_or_else(|| panic!("`{member}` is no object")).clone();
        let (parameters, types, kind) = (map("parameters"), map("resource_types"), text("type"));
        let findings = json["findings"].as_array().expect("`findings` is a list").iter().map(theirs).collect();
        Self { name, kind, properties: json["properties"].take(), findings, parameters, types }
    }

    /// What a `Ref` or `Fn::GetAtt` with this argument refers to.
    pub fn target<'a>(&'a self, function: &str, argument: &'a Value) -> Target<'a> {
        let kind_of = |name: &str| self.types.get(name).and_then(Value::as_str);
        if function == "Ref" {
            let Some(name) = argument.as_str() else { return Target::Unknown };
            let parameter = self.parameters.get(name).and_then(|parameter| parameter["Type"].as_str());
            return match (parameter, kind_of(name)) {
                _ if name.starts_with("AWS::") => Target::Pseudo(name),
                (Some(kind), _) => Target::Parameter(kind),
                (_, Some(kind)) => Target::Resource(kind),
                _ => Target::Unknown,
            };
        }
        let (owner, attribute) = match argument {
            Value::String(text) => match text.split_once('.') {
                Some((owner, attribute)) => (owner, attribute.to_string()),
                None => return Target::Unknown,
            },
            Value::Array(parts) => {
                let parts: Option<Vec<&str>> = parts.iter().map(Value::as_str).collect();
                match parts.as_deref() {
                    Some([owner, rest @ ..]) if !rest.is_empty() => (*owner, rest.join(".")),
                    _ => return Target::Unknown,
                }
            }
            _ => return Target::Unknown,
        };
        kind_of(owner).map_or(Target::Unknown, |kind| Target::Attribute(kind, attribute))
    }
}

fn theirs(json: &Value) -> Theirs {
    let alternatives = json.get("context").and_then(Value::as_array);
    Theirs {
        rule: json["rule"].as_str().expect("`rule` is a text").to_string(),
        keyword: json["keyword"].as_str().unwrap_or_default().to_string(),
        path: Path::of_json(&json["path"]),
        message: json["message"].as_str().expect("`message` is a text").to_string(),
        alternatives: alternatives.into_iter().flatten().map(theirs).collect(),
    }
}
