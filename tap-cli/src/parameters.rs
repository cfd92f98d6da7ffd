//! Values of parameters, as every verb takes them that deploys.

use crate::input::json;
use clap::Args;
use serde_json::Value;
use std::path::{Path, PathBuf};
use tap_core::evaluate::Given;

/// What is given to the roots.
#[derive(Args)]
pub struct Parameters {
    /// A parameter of the roots, which else has its default; as often as needed
    #[arg(long, value_name = "NAME=VALUE", value_parser = assignment)]
    parameter: Vec<(String, String)>,
    /// File with values of parameters: a JSON object, or a list as the AWS command line takes it
    #[arg(long, value_name = "FILE")]
    parameters: Option<PathBuf>,
}

impl Parameters {
    /// All of them; what is named by itself counts more than the file.
    pub fn given(&self) -> Result<Given, String> {
        let mut given = Given::default();
        for (name, value) in self.parameters.as_ref().map(|path| of_file(path)).transpose()?.into_iter().flatten() {
            given.set_value(&name, &value);
        }
        Ok(with(&given, &self.parameter))
    }
}

/// The same parameters, some with other values.
pub fn with(given: &Given, others: &[(String, String)]) -> Given {
    let mut given = given.clone();
    others.iter().for_each(|(name, value)| given.set(name, value));
    given
}

/// Only the parameters that are for somebody.
pub fn only(given: &Given, is_for: impl Fn(&str) -> bool) -> Given {
    given.iter().filter(|(name, _)| is_for(name)).filter_map(|(name, value)| Some((name, value?))).collect()
}

/// `NAME=VALUE` of an option.
pub fn assignment(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_string(), value.to_string())),
        _ => Err("it takes NAME=VALUE".to_string()),
    }
}

/// Names and values: the members of an object, or of a list what the AWS command line takes,
/// `[{ "ParameterKey": "…", "ParameterValue": "…" }]`.
fn of_file(path: &Path) -> Result<Vec<(String, Value)>, String> {
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
