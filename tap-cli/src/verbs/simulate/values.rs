//! Values of parameters in a file.

use crate::input::json;
use serde_json::Value;
use std::path::Path;

/// Names and values: the members of an object, or of a list what the AWS command line takes,
/// `[{ "ParameterKey": "…", "ParameterValue": "…" }]`.
pub fn of_file(path: &Path) -> Result<Vec<(String, Value)>, String> {
    let in_file = |problem: String| format!("{}: {problem}", path.display());
    let values: Vec<(String, Value)> = match json(path)? {
        Value::Object(members) => members.into_iter().collect(),
        Value::Array(items) => items.iter().map(pair).collect::<Result<_, _>>().map_err(in_file)?,
        _ => return Err(in_file("a JSON object of names and values is wanted".to_string())),
    };
    match values.iter().find(|(_, value)| !is_value(value)) {
        Some((name, value)) => Err(in_file(format!("`{name}` is {value}, which no parameter can be"))),
        None => Ok(values),
    }
}

fn pair(item: &Value) -> Result<(String, Value), String> {
    let name = item.get("ParameterKey").and_then(Value::as_str);
    let pair = name.zip(item.get("ParameterValue")).map(|(name, value)| (name.to_string(), value.clone()));
    pair.ok_or_else(|| format!("{item} is no parameter: `ParameterKey` and `ParameterValue` are wanted"))
}

fn is_value(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.iter().all(|item| !item.is_array() && is_value(item)),
        other => !other.is_null() && !other.is_object(),
    }
}
