//! Templates that others wrote: none differs from itself, what is renamed is recognised, and two of them differ both ways alike.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use tap_core::diff::{Action, Diff};
use tap_core::document::{Document, TemplateSet};
use tap_core::evaluate::Deployment;
use tap_tests::emulators;

use super::platform::rename;

/// Templates that are compared.
const LEAST_TEMPLATES: usize = 200;
/// Resources that are renamed.
const LEAST_RENAMED: usize = 200;

/// A template of its own; none if it cannot be taken as it is, which other tests are about.
fn set(template: &Value) -> Option<TemplateSet> {
    TemplateSet::new([Document::read("app", &template.to_string()).ok()?].into_iter()).ok()
}

fn difference(old: &TemplateSet, new: &TemplateSet) -> Option<Diff> {
    tap_core::diff::diff(&Deployment::new(old, None), &Deployment::new(new, None)).ok()
}

fn public() -> BTreeMap<String, Value> {
    let observed = emulators::observations().into_iter().flat_map(|observed| observed.templates);
    observed.map(|(name, template)| (name, (*template).clone())).collect()
}

#[test]
fn public_templates_differ_from_each_other_but_not_from_themselves() {
    let sets: Vec<(String, TemplateSet)> = public().into_iter().filter_map(|(name, json)| Some((name, set(&json)?))).collect();
    let mut compared = 0;
    for (name, set) in &sets {
        let Some(diff) = difference(set, set) else { continue };
        assert!(diff.is_empty(), "{name} differs from itself: {diff:#?}");
        compared += 1;
    }
    println!("{compared} of {} templates", sets.len());
    assert!(compared >= LEAST_TEMPLATES, "only {compared} templates are compared");

    let count = |diff: &Diff, action| diff.resources().filter(|change| change.action == action).count();
    for pair in sets.windows(2) {
        let (Some(there), Some(back)) = (difference(&pair[0].1, &pair[1].1), difference(&pair[1].1, &pair[0].1)) else {
            continue;
        };
        let name = format!("{} and {}", pair[0].0, pair[1].0);
        assert_eq!(count(&there, Action::Add), count(&back, Action::Remove), "{name}");
        assert_eq!(count(&there, Action::Remove), count(&back, Action::Add), "{name}");
        assert_eq!(there.moves.len(), back.moves.len(), "{name}");
        assert_eq!(difference(&pair[0].1, &pair[1].1), Some(there), "{name}: another time, another difference");
    }
}

#[test]
fn a_renamed_resource_is_recognised_in_public_templates() {
    let (mut renamed, mut wrong) = (0, Vec::new());
    for (name, old) in public() {
        let Some(before) = set(&old) else { continue };
        let ids: BTreeSet<&String> = old["Resources"].as_object().map(|resources| resources.keys().collect()).unwrap_or_default();
        // A nested stack without its template says too little.
        let is_resource = |id: &&&String| old["Resources"][id.as_str()]["Type"] != "AWS::CloudFormation::Stack";
        let Some(id) = ids.iter().find(is_resource) else { continue };
        let mut new = old.clone();
        rename(&mut new, id, "Renamed");
        let Some(diff) = set(&new).and_then(|after| difference(&before, &after)) else { continue };
        let found = diff.moves.iter().any(|found| found.from.1 == **id && found.to.1 == "Renamed" && found.likeness == 100);
        let is_there = diff.resources().any(|change| change.logical_id == **id);
        if is_there && !found {
            wrong.push(format!("{name}: {id}: {:?}", diff.moves));
        }
        renamed += usize::from(is_there);
    }
    println!("{renamed} renamed resources");
    assert!(renamed >= LEAST_RENAMED, "only {renamed} are renamed");
    assert!(wrong.is_empty(), "{} are not recognised:\n{}", wrong.len(), wrong.join("\n"));
}
