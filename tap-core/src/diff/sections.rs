//! What differs in a template beside its resources.

use super::compare::{Step, compare, differ, path, same};
use super::model::{Certainty, ConditionFlip, OutputChange, Presence, SectionChange};
use super::pair::Pair;
use super::partial::Partial;
use super::refusal;
use super::side::Stack;
use super::spread::Outputs;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Sections that are compared member by member.
const NAMED: &[&str] = &["Conditions", "Mappings", "Metadata", "Parameters", "Rules"];
/// Sections that are compared elsewhere.
const APART: &[&str] = &["Outputs", "Resources"];

/// Conditions that are decided otherwise.
pub(super) fn conditions(pair: &Pair<'_, '_>) -> Vec<ConditionFlip> {
    let (Some((old, _)), Some((new, _))) = (&pair.old, &pair.new) else { return Vec::new() };
    let kept = new.document.conditions.keys().filter(|name| old.document.conditions.contains_key(*name));
    let flips = kept.map(|name| ConditionFlip {
        name: name.clone(),
        before: old.scope.condition(name),
        after: new.scope.condition(name),
    });
    flips.filter(|flip| flip.before != flip.after).collect()
}

/// What is written otherwise; of a stack that is made or deleted nothing is listed.
pub(super) fn sections(pair: &Pair<'_, '_>) -> Vec<SectionChange> {
    let (Some((old, _)), Some((new, _))) = (&pair.old, &pair.new) else { return Vec::new() };
    let (old, new) = (&old.document.json, &new.document.json);
    let names = |json: &Value| -> Vec<String> { json.as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect() };
    let all: BTreeSet<String> = names(old).into_iter().chain(names(new)).filter(|name| !APART.contains(&name.as_str())).collect();
    let mut found = Vec::new();
    for section in all {
        let (old, new) = (old.get(&section), new.get(&section));
        if !NAMED.contains(&section.as_str()) {
            if !matches!((old, new), (Some(old), Some(new)) if same(old, new)) {
                found.push(SectionChange { section, path: String::new(), old: old.cloned(), new: new.cloned() });
            }
            continue;
        }
        let empty = Value::Object(serde_json::Map::new());
        for difference in compare(None, Some(old.unwrap_or(&empty)), Some(new.unwrap_or(&empty))) {
            let path = path(&difference.steps);
            let (mut old, mut new) = (difference.old, difference.new);
            if section == "Parameters" && is_secret(pair, &difference.steps) {
                [&mut old, &mut new].into_iter().for_each(|value| *value = value.take().map(concealed));
            }
            found.push(SectionChange { section: section.clone(), path, old, new });
        }
    }
    found
}

/// Whether it is the default of a parameter whose values are not to be shown, or has it.
fn is_secret(pair: &Pair<'_, '_>, steps: &[Step]) -> bool {
    let Some(Step::Member(name)) = steps.first() else { return false };
    let is_of_default = steps.get(1).is_none_or(|step| matches!(step, Step::Member(name) if name == "Default"));
    let hides = |side: &Option<(&Stack<'_>, Partial<'_, '_>)>| {
        side.as_ref().is_some_and(|(stack, _)| stack.document.parameters.get(name).is_some_and(|parameter| parameter.no_echo))
    };
    is_of_default && (hides(&pair.old) || hides(&pair.new))
}

/// A parameter, or its default, with stars for the latter.
fn concealed(value: Value) -> Value {
    match value {
        Value::Object(mut parameter) => {
            if parameter.contains_key("Default") {
                parameter.insert("Default".to_string(), "****".into());
            }
            Value::Object(parameter)
        }
        _ => "****".into(),
    }
}

/// The stacks that import an export by its name, before and after.
pub(super) struct Imports<'i> {
    pub before: BTreeMap<String, Vec<&'i str>>,
    pub after: BTreeMap<String, Vec<&'i str>>,
}

/// Outputs that are written otherwise or whose values change.
pub(super) fn outputs(pair: &Pair<'_, '_>, changed: &Outputs<'_>, imports: &Imports<'_>) -> Vec<OutputChange> {
    let names = |side: &Option<(&Stack<'_>, Partial<'_, '_>)>| -> Vec<String> {
        side.as_ref().map(|(stack, _)| stack.document.outputs.keys().cloned().collect()).unwrap_or_default()
    };
    let names: BTreeSet<String> = names(&pair.old).into_iter().chain(names(&pair.new)).collect();
    names.into_iter().filter_map(|name| output(pair, name, changed, imports)).collect()
}

fn output(pair: &Pair<'_, '_>, name: String, changed: &Outputs<'_>, imports: &Imports<'_>) -> Option<OutputChange> {
    let at = |side: &Option<(&Stack<'_>, Partial<'_, '_>)>| {
        let (stack, partial) = side.as_ref()?;
        let output = stack.document.outputs.get(&name)?;
        if stack.presence(output.condition.as_deref()) == Presence::Absent {
            return None;
        }
        Some((partial.value(&output.value), output.export.as_ref().and_then(|export| partial.value(export))))
    };
    let (old, new) = (at(&pair.old), at(&pair.new));
    if old.is_none() && new.is_none() {
        return None;
    }
    let export = (old.as_ref().and_then(|(_, export)| export.clone()), new.as_ref().and_then(|(_, export)| export.clone()));
    let (old, new) = (old.and_then(|(value, _)| value), new.and_then(|(value, _)| value));
    let written = differ(old.as_ref(), new.as_ref(), &|name| pair.is_resource(name));
    let (spread, because) = changed.get(&(pair.path, name.as_str())).cloned().unwrap_or_default();
    let change = written.max(spread);
    if change == Certainty::No && export.0 == export.1 {
        return None;
    }
    let mut output = OutputChange {
        imported_by: export.0.as_ref().map(|export| imported_by(export, imports)).unwrap_or_default(),
        name,
        old,
        new,
        export,
        change,
        because,
        refusals: Vec::new(),
    };
    output.refusals = refusal::of_output(&output);
    Some(output)
}

/// Stacks that import it before and still do, so that it is in use all the time.
fn imported_by(export: &Value, imports: &Imports<'_>) -> Vec<String> {
    let name = export.to_string();
    let after = imports.after.get(&name).map_or(&[][..], Vec::as_slice);
    let before = imports.before.get(&name).map_or(&[][..], Vec::as_slice);
    before.iter().filter(|stack| after.contains(stack)).map(ToString::to_string).collect()
}
