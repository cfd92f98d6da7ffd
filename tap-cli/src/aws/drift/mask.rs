//! Values that must not be shown: those of `NoEcho` parameters, and those whose name says that they are secret.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use tap_core::document::Document;

/// What stands in the place of a value that is not shown.
pub const HIDDEN: &str = "(hidden)";
/// Names with one of these are secret.
const WORDS: [&str; 2] = ["password", "secret"];
/// Members with the name of an entry, beside the member with its value.
const NAMED: [(&str, &str); 4] =
    [("Name", "Value"), ("Key", "Value"), ("ParameterKey", "ParameterValue"), ("OptionName", "Value")];
/// What CloudFormation reads only while it deploys.
const RESOLVED: [&str; 2] = ["{{resolve:ssm-secure:", "{{resolve:secretsmanager:"];

/// Where a template puts secrets.
#[derive(Clone, Debug, Default)]
pub struct Secrets {
    /// Paths into the properties of resources, by logical id; none if the template cannot be read: then everything is secret.
    paths: Option<BTreeMap<String, Vec<Vec<String>>>>,
}

impl Secrets {
    /// Those of a template whose parameters with these names are secret, besides its `NoEcho` ones.
    pub fn of(document: Option<&Document>, handed: &BTreeSet<String>) -> Self {
        let Some(document) = document else { return Secrets::default() };
        let parameters = parameters(document, handed);
        let of = |id: &String| {
            let mut found = Vec::new();
            if let Some(properties) = document.properties(id) {
                walk(properties, &mut Vec::new(), &parameters, &mut found);
            }
            (id.clone(), found)
        };
        Secrets { paths: Some(document.resources.keys().map(of).collect()) }
    }

    /// The value of a property as it may be shown. `around` are all properties of the resource, to know an entry by its name.
    pub fn shown(&self, logical_id: &str, path: &str, value: &str, around: &Value) -> String {
        let segments: Vec<String> = path.split('/').filter(|segment| !segment.is_empty()).map(unescape).collect();
        let of = self.paths.as_ref().map(|paths| paths.get(logical_id).map_or(&[][..], Vec::as_slice));
        let is_hidden = of.is_none_or(|paths| paths.iter().any(|secret| overlap(secret, &segments)))
            || segments.iter().any(|segment| is_secret(segment))
            || is_entry_secret(&segments, around);
        if is_hidden {
            return HIDDEN.to_string();
        }
        match serde_json::from_str::<Value>(value) {
            Ok(mut parsed @ (Value::Object(_) | Value::Array(_))) => {
                redact(&mut parsed);
                parsed.to_string()
            }
            _ => value.to_string(),
        }
    }
}

/// Names of the parameters of a nested stack that its parent fills with something secret.
pub fn handed(parent: &Document, handed: &BTreeSet<String>, logical_id: &str) -> BTreeSet<String> {
    let secret = parameters(parent, handed);
    let given = parent.properties(logical_id).and_then(|properties| properties.get("Parameters")).and_then(Value::as_object);
    let given = given.into_iter().flatten().filter(|(_, value)| mentions(value, &secret) || is_resolved(value));
    given.map(|(name, _)| name.clone()).collect()
}

fn parameters(document: &Document, handed: &BTreeSet<String>) -> BTreeSet<String> {
    let own = document.parameters.iter().filter(|(name, parameter)| parameter.no_echo || is_secret(name));
    own.map(|(name, _)| name.clone()).chain(handed.iter().cloned()).collect()
}

/// Every place whose value is made from something secret.
fn walk(value: &Value, at: &mut Vec<String>, secret: &BTreeSet<String>, found: &mut Vec<Vec<String>>) {
    let members: Vec<(String, &Value)> = match value {
        Value::Object(members) if is_function(members.keys()) => {
            if mentions(value, secret) || is_resolved(value) {
                found.push(at.clone());
            }
            return;
        }
        Value::Object(members) => members.iter().map(|(name, member)| (name.clone(), member)).collect(),
        Value::Array(items) => items.iter().enumerate().map(|(index, item)| (index.to_string(), item)).collect(),
        other => {
            if is_resolved(other) {
                found.push(at.clone());
            }
            return;
        }
    };
    for (name, member) in members {
        at.push(name);
        walk(member, at, secret, found);
        at.pop();
    }
}

fn is_function<'a>(mut names: impl Iterator<Item = &'a String>) -> bool {
    matches!((names.next(), names.next()), (Some(name), None) if name == "Ref" || name.starts_with("Fn::"))
}

/// Whether a parameter with one of these names is anywhere in a value.
fn mentions(value: &Value, secret: &BTreeSet<String>) -> bool {
    match value {
        Value::Object(members) => members.iter().any(|(name, member)| match (name.as_str(), member) {
            ("Ref", Value::String(parameter)) => secret.contains(parameter),
            ("Fn::Sub", Value::String(text)) => in_text(text, secret),
            ("Fn::Sub", Value::Array(items)) => {
                items.first().and_then(Value::as_str).is_some_and(|text| in_text(text, secret)) || mentions(member, secret)
            }
            _ => mentions(member, secret),
        }),
        Value::Array(items) => items.iter().any(|item| mentions(item, secret)),
        _ => false,
    }
}

fn in_text(text: &str, secret: &BTreeSet<String>) -> bool {
    secret.iter().any(|parameter| text.contains(&format!("${{{parameter}}}")))
}

fn is_resolved(value: &Value) -> bool {
    match value {
        Value::String(text) => RESOLVED.iter().any(|start| text.contains(start)),
        Value::Object(members) => members.values().any(is_resolved),
        Value::Array(items) => items.iter().any(is_resolved),
        _ => false,
    }
}

fn is_secret(name: &str) -> bool {
    let name = name.to_lowercase();
    WORDS.iter().any(|word| name.contains(word))
}

/// Whether one path leads to or through the other. Positions in lists are not told apart: conditions shift them.
fn overlap(one: &[String], other: &[String]) -> bool {
    let is_position = |segment: &String| segment.parse::<usize>().is_ok();
    one.iter().zip(other).all(|(one, other)| one == other || (is_position(one) && is_position(other)))
}

/// Whether the path leads into an entry, such as `{ "Name": "DB_PASSWORD", "Value": … }`, whose name says that it is secret.
fn is_entry_secret(segments: &[String], around: &Value) -> bool {
    let mut next = Some(around);
    for segment in segments {
        let Some(value) = next else { return false };
        if NAMED.iter().any(|(name, member)| segment == member && is_named_secret(value, name)) {
            return true;
        }
        next = match value {
            Value::Array(items) => segment.parse::<usize>().ok().and_then(|index| items.get(index)),
            other => other.get(segment),
        };
    }
    false
}

fn is_named_secret(entry: &Value, name: &str) -> bool {
    entry.get(name).and_then(Value::as_str).is_some_and(is_secret)
}

/// Hides what is secret by its name, at any depth.
fn redact(value: &mut Value) {
    if let Some((_, member)) = NAMED.iter().find(|(name, member)| is_named_secret(value, name) && value.get(member).is_some()) {
        value[*member] = HIDDEN.into();
    }
    match value {
        Value::Object(members) => members.iter_mut().for_each(|(name, member)| {
            if is_secret(name) {
                *member = HIDDEN.into();
            } else {
                redact(member);
            }
        }),
        Value::Array(items) => items.iter_mut().for_each(redact),
        _ => {}
    }
}

/// A segment of a JSON pointer as the name that it stands for.
fn unescape(segment: &str) -> String {
    segment.replace("~1", "/").replace("~0", "~")
}
