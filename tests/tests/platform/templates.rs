//! The committed templates, read as JSON.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde_json::Value;
use tap_tests::workspace_root;

/// The nested stacks of the root.
pub const NESTED: [&str; 5] = ["network-stack", "storage-stack", "database-stack", "compute-stack", "release-stack"];

/// The templates by name.
pub fn templates() -> BTreeMap<String, Value> {
    let folder = workspace_root().join("lib");
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(&folder).expect("lib/ is read") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|extension| extension == "json") {
            let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
            let json = json(&format!("{name}.json"));
            if json.get("Resources").is_some() {
                found.insert(name, json);
            }
        }
    }
    found
}

/// A file of `lib/`.
pub fn json(path: &str) -> Value {
    let path = workspace_root().join("lib").join(path);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

pub fn template(name: &str) -> Value {
    templates().remove(name).unwrap_or_else(|| panic!("lib/{name}.json is there"))
}

/// Every resource of every template: template, logical id, resource.
pub fn resources() -> Vec<(String, String, Value)> {
    let of = |(name, template): (String, Value)| {
        let resources = template["Resources"].as_object().expect("resources").clone();
        resources.into_iter().map(move |(id, resource)| (name.clone(), id, resource))
    };
    templates().into_iter().flat_map(of).collect()
}

pub fn of_type(kind: &str) -> Vec<(String, Value)> {
    let found: Vec<_> = resources()
        .into_iter()
        .filter(|(.., resource)| resource["Type"] == kind)
        .map(|(template, id, resource)| (format!("{template}/{id}"), resource))
        .collect();
    assert!(!found.is_empty(), "no {kind}");
    found
}

/// A value and everything in it.
pub fn within<'a>(value: &'a Value, found: &mut Vec<&'a Value>) {
    found.push(value);
    match value {
        Value::Array(items) => items.iter().for_each(|item| within(item, found)),
        Value::Object(members) => members.values().for_each(|member| within(member, found)),
        _ => {}
    }
}

pub fn depends_on(resource: &Value) -> BTreeSet<String> {
    match &resource["DependsOn"] {
        Value::String(one) => BTreeSet::from([one.clone()]),
        Value::Array(all) => all.iter().filter_map(Value::as_str).map(String::from).collect(),
        _ => BTreeSet::new(),
    }
}

/// Whether a value refers to a logical id of its template.
pub fn refers_to(value: &Value, id: &str) -> bool {
    let mut all = Vec::new();
    within(value, &mut all);
    all.iter().any(|value| value["Ref"] == *id || value["Fn::GetAtt"][0] == *id)
}

/// Whether a condition of a template holds with these values of parameters.
pub fn holds(template: &Value, condition: &Value, given: &BTreeMap<&str, &str>) -> bool {
    let operand = |value: &Value| match value.get("Ref").and_then(Value::as_str) {
        Some(name) => match given.get(name) {
            Some(value) => (*value).to_string(),
            None => template["Parameters"][name]["Default"].as_str().unwrap_or_default().to_string(),
        },
        None => value.as_str().unwrap_or_default().to_string(),
    };
    if let Some(operands) = condition.get("Fn::Equals").and_then(Value::as_array) {
        return operand(&operands[0]) == operand(&operands[1]);
    }
    if let Some(operands) = condition.get("Fn::Not").and_then(Value::as_array) {
        return !holds(template, &operands[0], given);
    }
    let name = condition["Condition"].as_str().expect("a condition that is known");
    holds(template, &template["Conditions"][name], given)
}

/// The logical ids that exist with these values of parameters.
pub fn existing(template: &Value, given: &[(&str, &str)]) -> BTreeSet<String> {
    let given: BTreeMap<_, _> = given.iter().copied().collect();
    let resources = template["Resources"].as_object().expect("resources");
    let exists = |resource: &Value| match resource["Condition"].as_str() {
        Some(name) => holds(template, &template["Conditions"][name], &given),
        None => true,
    };
    resources.iter().filter(|(_, resource)| exists(resource)).map(|(id, _)| id.clone()).collect()
}
