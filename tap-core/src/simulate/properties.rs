//! Properties as their services will get them, checked against the schema before anything is made.

use super::cloud::Cloud;
use super::validate::Outside;
use crate::check::{Properties, matches};
use crate::document::{Document, TemplateSet};
use crate::evaluate::{Given, Pseudo, Scope};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use tap_schema::check::{Rule, check};
use tap_schema::facts_of;

/// What is wrong with resources, by the way to them below the root: `Database/Cluster`.
pub(super) type Invalid = BTreeMap<String, String>;

/// Checks what is known before the deployment of all resources of a root and of what is nested in it. Values that other resources give are
/// checked by nobody here.
pub(super) fn invalid(
    cloud: &Cloud<'_>,
    unchecked: &BTreeSet<(String, String)>,
    set: &TemplateSet,
    root: &Document,
    given: &Given,
    region: &str,
) -> Invalid {
    let mut pass = Pass { cloud, unchecked, set, region, found: Invalid::new() };
    pass.stack(root, given, "");
    pass.found
}

struct Pass<'p, 't> {
    cloud: &'p Cloud<'t>,
    /// Templates and logical ids of what is taken as it is.
    unchecked: &'p BTreeSet<(String, String)>,
    set: &'p TemplateSet,
    region: &'p str,
    found: Invalid,
}

impl Pass<'_, '_> {
    fn stack(&mut self, document: &Document, given: &Given, path: &str) {
        let world = Outside { cloud: self.cloud, region: self.region };
        // Bad parameters of a nested stack are said when it is opened.
        let Ok(scope) = Scope::new(document, given, Pseudo::new(self.region), &world) else { return };
        for (id, resource) in &document.resources {
            if scope.exists(resource.condition.as_deref()) == Some(false) {
                continue;
            }
            // So are wrong functions, when the resource is made.
            let Ok(json) = scope.partial(id, &world) else { continue };
            let path = if path.is_empty() { id.clone() } else { format!("{path}/{id}") };
            if let Some(child) = self.set.child(document, id).filter(|_| resource.is_nested_stack()) {
                self.stack(child, &passed_on(&json), &path);
            } else if !self.unchecked.contains(&(document.name().to_string(), id.clone()))
                && let Some(problem) = problem(&resource.kind, &json, self.region)
            {
                self.found.insert(path, problem);
            }
        }
    }
}

/// What a stack gives a nested one, as far as it is known.
fn passed_on(json: &Value) -> Given {
    let mut given = Given::default();
    for (name, value) in json.get("Parameters").and_then(Value::as_object).into_iter().flatten() {
        let is_known = |value: &Value| !value.is_object();
        match value {
            Value::Array(items) if items.iter().all(is_known) => given.set_value(name, value),
            value if is_known(value) && !value.is_array() => given.set_value(name, value),
            _ => given.set_unknown(name),
        }
    }
    given
}

fn problem(kind: &str, json: &Value, region: &str) -> Option<String> {
    let facts = facts_of(kind)?;
    let properties = Properties::new(json, Vec::new());
    let report = check(facts, &properties.input(|_| None), matches);
    let is_custom = tap_schema::is_custom(kind);
    let here = |regions: u64| {
        tap_schema::region_number(region)
            .is_some_and(|number| regions.checked_shr(number as u32).is_some_and(|rest| rest & 1 == 1))
    };
    let regional = report.regional.into_iter().filter(|found| here(found.regions)).map(|found| found.finding);
    let findings = report.findings.into_iter().chain(regional);
    let problems: Vec<String> = findings
        // CloudFormation takes a secret that is written down, and all that a custom resource is given.
        .filter(|finding| finding.rule != Rule::PlaintextSecret && !(is_custom && finding.rule == Rule::UnknownProperty))
        .map(|finding| if finding.path.is_empty() { finding.message } else { format!("{}: {}", finding.path, finding.message) })
        .collect();
    (!problems.is_empty()).then(|| problems.join("; "))
}
