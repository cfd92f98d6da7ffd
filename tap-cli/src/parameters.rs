//! Values of parameters, as every verb takes them that deploys.

use clap::Args;
use std::path::{Path, PathBuf};
use tap_core::evaluate::Given;

/// What is given to the roots.
#[derive(Args)]
pub struct Parameters {
    /// A parameter of the roots, which else has its default; as often as needed
    #[arg(long, value_name = "NAME=VALUE", value_parser = assignment)]
    parameter: Vec<(String, String)>,
    /// File with values of parameters: a JSON object
    #[arg(long, value_name = "FILE")]
    parameters: Option<PathBuf>,
}

impl Parameters {
    /// All of them; what is named by itself counts more than the file.
    pub fn given(&self) -> Result<Given, String> {
        let mut given = Given::default();
        for (name, value) in self.parameters.as_ref().map(|path| object(path)).transpose()?.into_iter().flatten() {
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

/// The members of a JSON object in a file.
pub fn object(path: &Path) -> Result<serde_json::Map<String, serde_json::Value>, String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{}: cannot be read: {error}", path.display()))?;
    match serde_json::from_str(&text) {
        Ok(serde_json::Value::Object(members)) => Ok(members),
        Ok(_) => Err(format!("{}: a JSON object is wanted", path.display())),
        Err(error) => Err(format!("{}: {error}", path.display())),
    }
}
