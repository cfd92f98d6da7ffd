//! Checks of what is known only when templates are made: the patterns and formats of constants, what fragments hold, and what
//! constants mean to the other properties.
//!
//! What a derive has checked is right already, so only resources that hold constants, fragments or parameters with known
//! values are looked at again.

mod guards;
mod hatch;
mod input;

pub use guards::{UnprovedUse, unproved_uses};
pub use hatch::{EscapeHatch, ExceptionAt, escape_hatches, exceptions};
pub use input::Properties;

use crate::model::{AppDef, Body, Constant, Parameter, ResourceDef, Value};
use serde_json::Value as Json;
use tap_schema::check::{Content, Finding, Report, Rule, check};

/// Something that a property may not be, found when the templates were made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The stack, by the name of its template.
    pub stack: String,
    /// The logical id of the resource.
    pub logical_id: String,
    /// The source file of the resource's type.
    pub file: &'static str,
    /// The line of that type.
    pub line: u32,
    /// The slug of the rule, for example `wrong-pattern`.
    pub rule: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to do, if there is one thing to do; else empty.
    pub help: String,
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Refusal { stack, logical_id, file, line, rule, message, help } = self;
        write!(out, "`{logical_id}` of {stack}: {message} ({file}:{line}) [tap::{rule}]")?;
        if help.is_empty() { Ok(()) } else { write!(out, "\n  help: {help}") }
    }
}

/// Whether a text matches a pattern; nothing is known of patterns that the engine doesn't have.
///
/// ```
/// assert_eq!(tap_core::check::matches("^[a-z]+$", "suffix"), Some(true));
/// assert_eq!(tap_core::check::matches("^(?=a)", "a"), None);
/// ```
pub fn matches(pattern: &str, text: &str) -> Option<bool> {
    regex_lite::Regex::new(pattern).ok().map(|pattern| pattern.is_match(text))
}

/// What is wrong with a resource as it stands in its template, for the regions of the app.
pub(crate) fn resource(
    app: &AppDef,
    stack: &str,
    logical_id: &str,
    resource: &ResourceDef,
    render: impl Fn() -> String,
) -> Vec<Refusal> {
    let mut parameters = Vec::new();
    let mut is_later = false;
    later(&resource.body, &mut is_later, &mut parameters);
    if !is_later && parameters.is_empty() {
        return Vec::new();
    }
    let Some(facts) = tap_schema::facts_of(resource.kind) else { return Vec::new() };
    let Ok(json) = serde_json::from_str::<Json>(&render()) else { return Vec::new() };
    let nothing = Json::Object(serde_json::Map::new());
    let properties = Properties::new(json.get("Properties").unwrap_or(&nothing), hatch::unchecked(&resource.body));
    let mut found = Vec::new();
    if is_later {
        let report = check(facts, &properties.input(|_| None), matches);
        let is_known = |finding: &Finding| finding.rule == Rule::UnknownProperty && tap_schema::is_custom(resource.kind);
        found.extend(regional(app, report).into_iter().filter(|finding| !is_known(finding)));
    }
    // A condition may keep a value away from where it would be wrong.
    if json.get("Condition").is_none() {
        for parameter in parameters {
            found.extend(values(parameter).flat_map(|value| {
                let given = |name: &str| (name == parameter.name).then(|| content(value)).flatten();
                let report = check(facts, &properties.input(given), matches);
                let is_new = |finding: &Finding| matches!(finding.rule, Rule::WrongPattern | Rule::WrongFormat);
                let of = |mut finding: Finding| {
                    let origin = if parameter.is_limited { "an allowed value" } else { "the default" };
                    finding.message += &format!(": {origin} of parameter `{}`", parameter.name);
                    finding
                };
                let is_given = |finding: &Finding| properties.names(finding.tag, parameter.name);
                report.findings.into_iter().filter(is_new).filter(is_given).map(of).collect::<Vec<_>>()
            }));
        }
    }
    let refusal = |finding: Finding| Refusal {
        stack: stack.to_string(),
        logical_id: logical_id.to_string(),
        file: resource.target.file,
        line: resource.target.line,
        rule: finding.rule.slug(),
        message: finding.message,
        help: finding.help,
    };
    found.into_iter().map(refusal).collect()
}

/// The findings, and those of the app's regions.
fn regional(app: &AppDef, report: Report) -> Vec<Finding> {
    let mut findings = report.findings;
    for found in report.regional {
        let is_refused = |number: u8| found.regions.checked_shr(number.into()).is_some_and(|rest| rest & 1 == 1);
        let names: Vec<_> = app
            .regions
            .iter()
            .zip(app.region_numbers)
            .filter(|(_, number)| is_refused(**number))
            .map(|(name, _)| *name)
            .collect();
        if !names.is_empty() {
            let message = format!("{} in {}", found.finding.message, names.join(", "));
            findings.push(Finding { message, help: String::new(), ..found.finding });
        }
    }
    findings
}

/// Notes whether a body holds constants or fragments, and the parameters whose values are known.
fn later(body: &Body, is_later: &mut bool, parameters: &mut Vec<&'static Parameter>) {
    for (number, hole) in body.holes.iter().enumerate() {
        match hole {
            Value::Constant(_) | Value::Text(..) => *is_later = true,
            Value::Fragment(inner) => {
                *is_later = true;
                later(inner, is_later, parameters);
            }
            Value::Parameter(parameter)
                // Inside of a text its value is only a part.
                if body.text[..body.at(number) as usize].ends_with("{\"Ref\":\"")
                    && values(parameter).next().is_some()
                    && !parameters.iter().any(|known| known.set.is(parameter.set) && known.name == parameter.name) =>
            {
                parameters.push(parameter);
            }
            _ => {}
        }
    }
}

/// The texts among the values of a parameter: only they have patterns and formats.
fn values(parameter: &'static Parameter) -> impl Iterator<Item = &'static Constant> {
    // The value of one that names one of Parameter Store is not what it says.
    let is_stored = parameter.kind.starts_with("AWS::SSM::Parameter::Value");
    parameter.values.iter().filter(move |_| !is_stored).filter_map(|value| match value {
        Value::Constant(constant @ Constant::Text(text)) if !text.is_empty() => Some(constant),
        _ => None,
    })
}

fn content(value: &'static Constant) -> Option<Content<'static>> {
    match value {
        Constant::Text(text) => Some(Content::Text(text)),
        _ => None,
    }
}
