//! Values of parameters, checked as CloudFormation checks them.

use super::World;
use crate::document::{Document, Parameter};
use serde_json::Value;
use std::collections::BTreeMap;
use tap_schema::name::help;

/// The parameters that are given to a template.
///
/// ```
/// use tap_core::evaluate::Given;
///
/// let given = Given::from_iter([("EnvironmentSuffix", "dev")]);
/// assert_eq!(given.get("EnvironmentSuffix"), Some(&Some("dev".to_string())));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Given {
    values: BTreeMap<String, Option<String>>,
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Given {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(values: I) -> Self {
        Given { values: values.into_iter().map(|(name, value)| (name.into(), Some(value.into()))).collect() }
    }
}

impl Given {
    /// Gives a value; a list is one text with commas.
    pub fn set(&mut self, name: &str, value: &str) {
        self.values.insert(name.to_string(), Some(value.to_string()));
    }

    /// Says that there is a value, but not which.
    pub fn set_unknown(&mut self, name: &str) {
        self.values.insert(name.to_string(), None);
    }

    /// What is given for a parameter; `Some(None)` if it is not known.
    pub fn get(&self, name: &str) -> Option<&Option<String>> {
        self.values.get(name)
    }

    /// All that is given, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        self.values.iter().map(|(name, value)| (name.as_str(), value.as_deref()))
    }

    /// Takes parameters of a template that have neither a value nor a default as unknown: what is missing is for a deployment to say.
    pub fn set_unknown_beside(&mut self, document: &Document) {
        for (name, parameter) in &document.parameters {
            if parameter.default.is_none() && self.get(name).is_none() {
                self.set_unknown(name);
            }
        }
    }

    /// What of it is for a template, whose other parameters without a default are unknown.
    ///
    /// ```
    /// use tap_core::document::Document;
    /// use tap_core::evaluate::Given;
    ///
    /// let text = "Parameters: { Suffix: { Type: String, Default: dev }, Digest: { Type: String }, Size: { Type: Number } }\n\
    ///     Resources: { Jobs: { Type: AWS::SQS::Queue } }\n";
    /// let document = Document::read("root.yaml", text).unwrap();
    /// let all = Given::from_iter([("Size", "2"), ("Other", "3")]);
    /// assert_eq!(all.only_for(&document).iter().collect::<Vec<_>>(), [("Digest", None), ("Size", Some("2"))]);
    /// ```
    pub fn only_for(&self, document: &Document) -> Self {
        let own = self.values.iter().filter(|(name, _)| document.parameters.contains_key(*name));
        let mut own = Given { values: own.map(|(name, value)| (name.clone(), value.clone())).collect() };
        own.set_unknown_beside(document);
        own
    }

    /// What a stack gives a nested one: text as it is, a list with commas.
    pub fn set_value(&mut self, name: &str, value: &Value) {
        let text = match value {
            Value::Array(items) => {
                items.iter().map(|item| super::functions::text(item).unwrap_or_default()).collect::<Vec<_>>().join(",")
            }
            other => super::functions::text(other).unwrap_or_default(),
        };
        self.set(name, &text);
    }
}

/// The value of every parameter of a template; none where it is not known.
pub(super) fn values<'d>(
    document: &'d Document,
    given: &Given,
    world: &dyn World,
) -> Result<BTreeMap<&'d str, Option<Value>>, Vec<String>> {
    let mut problems = Vec::new();
    for name in given.values.keys() {
        if !document.parameters.contains_key(name) {
            let help = help(name, document.parameters.keys().map(String::as_str));
            problems.push(format!("there is no parameter `{name}` in `{}`{help}", document.name()));
        }
    }
    let mut values = BTreeMap::new();
    for (name, parameter) in &document.parameters {
        let text = match given.get(name) {
            Some(Some(text)) => text,
            Some(None) => {
                values.insert(name.as_str(), None);
                continue;
            }
            None => match &parameter.default {
                Some(default) => default,
                None => {
                    problems.push(format!("parameter `{name}` of `{}` has neither a value nor a default", document.name()));
                    continue;
                }
            },
        };
        if let Some(problem) = problem(parameter, text) {
            let constraint = parameter.constraint.as_ref().map_or(String::new(), |constraint| format!(": {constraint}"));
            let shown = if parameter.no_echo { "****" } else { &text[..text.floor_char_boundary(SHOWN)] };
            problems.push(format!("parameter `{name}` of `{}` is \"{shown}\", which {problem}{constraint}", document.name()));
            continue;
        }
        let stored = if parameter.is_ssm() { world.ssm(text) } else { Some(text.clone()) };
        values.insert(name.as_str(), stored.map(|text| value(parameter, &text)));
    }
    if problems.is_empty() { Ok(values) } else { Err(problems) }
}

fn value(parameter: &Parameter, text: &str) -> Value {
    if !parameter.is_list() {
        return Value::String(text.to_string());
    }
    // The empty text is a list of no items for CloudFormation, not of one that is empty.
    let items = text.split(',').map(str::trim).filter(|_| !text.is_empty());
    Value::Array(items.map(|item| Value::String(item.to_string())).collect())
}

/// Most bytes of a value that a message shows.
const SHOWN: usize = 200;
/// Most bytes of a value.
const LONGEST: usize = 4096;

/// Why a parameter may not have a value.
fn problem(parameter: &Parameter, text: &str) -> Option<String> {
    if text.len() > LONGEST {
        return Some("is longer than 4,096 bytes".to_string());
    }
    // What stands in SSM is not constrained, its name is.
    let kind = if parameter.is_ssm() { "String" } else { parameter.value_kind() };
    let items: Vec<&str> = match kind {
        "CommaDelimitedList" | "List<Number>" => text.split(',').map(str::trim).filter(|_| !text.is_empty()).collect(),
        _ => vec![text],
    };
    if let Some(allowed) = &parameter.allowed_values
        && let Some(item) = items.iter().find(|item| !allowed.iter().any(|allowed| allowed == *item))
    {
        let shown = if parameter.no_echo { "it" } else { item };
        return Some(format!("has to be one of {}: {shown} is not", allowed.join(", ")));
    }
    if matches!(kind, "Number" | "List<Number>") {
        for item in &items {
            let Ok(number) = item.parse::<f64>() else { return Some("is no number".to_string()) };
            if let Some(least) = parameter.min_value.filter(|least| number < *least) {
                return Some(format!("is less than {least}"));
            }
            if let Some(most) = parameter.max_value.filter(|most| number > *most) {
                return Some(format!("is more than {most}"));
            }
        }
        return None;
    }
    let length = text.chars().count() as f64;
    if let Some(least) = parameter.min_length.filter(|least| length < *least) {
        return Some(format!("is shorter than {least} characters"));
    }
    if let Some(most) = parameter.max_length.filter(|most| length > *most) {
        return Some(format!("is longer than {most} characters"));
    }
    match &parameter.allowed_pattern {
        Some(pattern) if pattern.matches(text) == Some(false) => Some(format!("does not match the pattern {}", pattern.text())),
        _ => None,
    }
}
