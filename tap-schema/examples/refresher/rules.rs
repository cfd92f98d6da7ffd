//! What cfn-lint says in Python code only, read by `rules.py`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::{Result, packages};

/// Rules bound to resource types, and where `Fn::GetAtt` differs from the read-only properties.
pub struct Rules {
    pub rules: Vec<Rule>,
    /// Hashes of the classes by `file:name`.
    pub classes: BTreeMap<String, String>,
    /// Types each of whose properties is an attribute.
    pub every_property: BTreeSet<String>,
    /// Properties of a type that are attributes though they are not read-only.
    pub more_attributes: BTreeMap<String, Vec<String>>,
}

pub struct Rule {
    pub id: String,
    /// Its file in the wheel.
    pub source: String,
    pub bases: Vec<String>,
    pub at: Vec<Place>,
    /// Its schema, below the schemas of the wheel: `extensions/aws_lambda_function/awslayer.json`.
    pub schema: Option<String>,
    /// Hashes of the methods that are its own, except those that only word its message.
    pub code: BTreeMap<String, String>,
}

/// Where a rule applies.
pub struct Place {
    pub type_name: String,
    /// Below the properties, `A/*/B`; empty for the properties themselves.
    pub path: String,
}

pub fn read(wheel: &Path) -> Result<Rules> {
    let script: std::path::PathBuf = [env!("CARGO_MANIFEST_DIR"), "examples", "refresher", "rules.py"].iter().collect();
    let printed = packages::run(Command::new("python3").arg(&script).arg(wheel))?;
    let layout = |error: String| {
        format!("{} does not understand {}: {error}; adapt it to what cfn-lint has now", script.display(), wheel.display())
    };
    let json: Value = serde_json::from_slice(&printed).map_err(|error| layout(error.to_string()))?;
    parse(&json).ok_or_else(|| layout("a member that it prints is missing or of another kind".into()))
}

fn parse(json: &Value) -> Option<Rules> {
    let more = json["moreAttributes"].as_object()?.iter();
    Some(Rules {
        rules: json["rules"].as_array()?.iter().map(rule).collect::<Option<_>>()?,
        classes: hashes(&json["classes"])?,
        every_property: texts(&json["everyProperty"])?.into_iter().collect(),
        more_attributes: more.map(|(name, paths)| Some((name.clone(), texts(paths)?))).collect::<Option<_>>()?,
    })
}

fn rule(json: &Value) -> Option<Rule> {
    let schema = match &json["schema"] {
        Value::Null => None,
        schema => {
            let module = schema["module"].as_str()?.strip_prefix("cfnlint.data.schemas.")?;
            Some(format!("{}/{}", module.replace('.', "/"), schema["file"].as_str()?))
        }
    };
    Some(Rule {
        id: json["id"].as_str()?.into(),
        source: json["source"].as_str()?.into(),
        bases: texts(&json["bases"])?,
        at: texts(&json["at"])?.iter().map(|keyword| place(keyword)).collect::<Option<_>>()?,
        schema,
        code: hashes(&json["code"])?,
    })
}

/// `Resources/AWS::X::Y/Properties/A/*/B`
fn place(keyword: &str) -> Option<Place> {
    let (type_name, path) = keyword.strip_prefix("Resources/")?.split_once("/Properties")?;
    let path = if path.is_empty() { path } else { path.strip_prefix('/')? };
    Some(Place { type_name: type_name.into(), path: path.into() })
}

fn texts(json: &Value) -> Option<Vec<String>> {
    json.as_array()?.iter().map(|text| Some(text.as_str()?.to_owned())).collect()
}

fn hashes(json: &Value) -> Option<BTreeMap<String, String>> {
    json.as_object()?.iter().map(|(name, hash)| Some((name.clone(), hash.as_str()?.to_owned()))).collect()
}
