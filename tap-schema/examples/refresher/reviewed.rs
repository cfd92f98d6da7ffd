//! The Python code of cfn-lint that this tool stands in for.
//!
//! Such code cannot be carried over, only read and imitated. `reviewed.json` holds the hash of each piece as it was when it
//! was read, so that a newer cfn-lint with other code stops the refresh.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Result;
use super::cfn_lint::{EXTENSIONS, POLICIES};
use super::rules::{Rule, Rules};

const FILE: &str = "examples/refresher/reviewed.json";

pub struct Reviewed {
    /// Hash by `file:class`.
    classes: BTreeMap<String, String>,
    /// By rule and method.
    methods: BTreeMap<(String, String), Method>,
}

struct Method {
    hash: String,
    /// Properties whose values it converts to lower case before the schema sees them.
    lower: Vec<String>,
    /// A type, and a keyword of its schema that it does not insist on there.
    allows: Option<(String, String)>,
}

pub fn read() -> Result<Reviewed> {
    let json: Value =
        serde_json::from_str(include_str!("reviewed.json")).map_err(|error| format!("{FILE} does not hold JSON: {error}"))?;
    parse(&json).ok_or_else(|| format!("{FILE} is not `{{\"classes\": […], \"methods\": […]}}`, each with its `sha256`"))
}

fn parse(json: &Value) -> Option<Reviewed> {
    let text = |value: &Value| Some(value.as_str()?.to_owned());
    let classes = json["classes"].as_array()?.iter().map(|class| Some((text(&class["class"])?, text(&class["sha256"])?)));
    let methods = json["methods"].as_array()?.iter().map(|method| {
        let lower = method["lower"].as_array().into_iter().flatten().map(text).collect::<Option<_>>()?;
        let allows = match &method["allows"] {
            Value::Null => None,
            allows => Some((text(&allows["type"])?, text(&allows["keyword"])?)),
        };
        Some(((text(&method["rule"])?, text(&method["method"])?), Method { hash: text(&method["sha256"])?, lower, allows }))
    });
    Some(Reviewed { classes: classes.collect::<Option<_>>()?, methods: methods.collect::<Option<_>>()? })
}

impl Reviewed {
    /// Fails if the code of cfn-lint is not the code that was read.
    pub fn check(&self, rules: &Rules) -> Result<()> {
        for (class, wanted) in &self.classes {
            compare(class, rules.classes.get(class), Some(wanted))?;
        }
        let mut seen = BTreeSet::new();
        for rule in rules.rules.iter().filter(|rule| is_extension(rule)) {
            if let Some(base) = rule
                .bases
                .iter()
                .find(|base| !["CfnLintJsonSchema", "CfnLintJsonSchemaRegional", "Policy"].contains(&base.as_str()))
            {
                return Err(format!(
                    "{} of cfn-lint is a {base}, which nobody has read; read it, then teach examples/refresher about it",
                    rule.id
                ));
            }
            for (method, hash) in &rule.code {
                let key = (rule.id.clone(), method.clone());
                compare(&format!("{method} of {}", rule.id), Some(hash), self.methods.get(&key).map(|known| &known.hash))?;
                seen.insert(key);
            }
        }
        match self.methods.keys().find(|key| !seen.contains(*key)) {
            Some((rule, method)) => Err(format!("{rule} of cfn-lint has no {method} any more, remove it from {FILE}")),
            None => Ok(()),
        }
    }

    /// Keywords of its schema that a rule does not insist on in this type.
    pub fn allowed<'a>(&'a self, rule: &'a Rule, type_name: &'a str) -> impl Iterator<Item = &'a str> {
        let methods = self.methods.iter().filter(|((id, _), _)| *id == rule.id);
        let allowed = methods.filter_map(|(_, method)| method.allows.as_ref());
        allowed.filter(move |(of, _)| of == type_name).map(|(_, keyword)| keyword.as_str())
    }

    /// Properties that a rule compares without regard to case.
    pub fn lower<'a>(&'a self, rule: &'a Rule) -> impl Iterator<Item = &'a str> {
        let methods = self.methods.iter().filter(|((id, _), _)| *id == rule.id);
        methods.flat_map(|(_, method)| method.lower.iter().map(String::as_str))
    }
}

/// Whether the facts carry a rule: an error, said by an extension schema or by the schema of a policy.
pub fn is_extension(rule: &Rule) -> bool {
    let is_carried = |schema: &String| schema.starts_with(EXTENSIONS) || schema.starts_with(POLICIES);
    rule.id.starts_with('E') && rule.schema.as_ref().is_some_and(is_carried)
}

fn compare(what: &str, found: Option<&String>, wanted: Option<&String>) -> Result<()> {
    if found.is_some() && found == wanted {
        return Ok(());
    }
    let found = found.map_or("is not there", String::as_str);
    let wanted = wanted.map_or("none, it is new", String::as_str);
    Err(format!(
        "the Python code of cfn-lint changed: {what} has the hash {found}, reviewed was {wanted}; read it, adapt \
         examples/refresher if it means something else now, then correct {FILE}"
    ))
}
