//! Updates that CloudFormation would not do, though each template is right by itself.

use super::model::{Action, Certainty, OutputChange, Replacement, ResourceChange};
use super::pair::Pair;
use super::spread::Changes;
use super::verdict::Kind;
use crate::intrinsic::function;
use serde_json::Value;
use std::collections::BTreeMap;

/// Why CloudFormation would not change a resource so; what its type says is known already.
pub(super) fn of_resource(pair: &Pair<'_, '_>, change: &ResourceChange) -> Vec<String> {
    let mut refusals = change.refusals.clone();
    if change.action != Action::Change || !refusals.is_empty() {
        return refusals;
    }
    let kind = Kind::of(&change.kind);
    if kind.is_custom() && change.properties.iter().any(|property| property.path == "ServiceToken") {
        let what = "the function of a custom resource cannot change (`ServiceToken`)";
        refusals.push(format!("{what}\nhelp: give the resource another logical id, so that the new function makes it anew"));
    }
    if change.replacement != Replacement::Never
        && let Some((property, name)) = taken(pair, change, kind)
    {
        let may = if change.replacement == Replacement::Maybe { "if it is replaced, " } else { "" };
        let what = format!("{may}the new one has the name of the old one, which is still there (`{property}`: {name})");
        refusals.push(format!("{what}\nhelp: change the name together with {}", causes(change)));
    }
    refusals
}

/// Why CloudFormation would not change an output so.
pub(super) fn of_output(output: &OutputChange) -> Vec<String> {
    let is_exported_before = output.export.0.is_some();
    if !is_exported_before || output.imported_by.is_empty() {
        return Vec::new();
    }
    let by = output.imported_by.join(", ");
    let help = "help: first deploy the stacks that import it without that";
    if output.new.is_none() || output.export.0 != output.export.1 {
        return vec![format!("an export cannot go while it is imported, here by {by}\n{help}")];
    }
    match output.change {
        Certainty::No => Vec::new(),
        Certainty::Maybe => {
            vec![format!("the value of an export cannot change while it is imported, and this one may; here by {by}\n{help}")]
        }
        Certainty::Sure => vec![format!("the value of an export cannot change while it is imported, here by {by}\n{help}")],
    }
}

/// Resources that are made under the name of one that is deleted, which CloudFormation does only afterwards; each with the reason.
pub(super) fn taken_names<'p>(pairs: &BTreeMap<&str, Pair<'_, '_>>, changes: &Changes<'p>) -> Vec<((&'p str, &'p str), String)> {
    let mut gone: BTreeMap<(&str, String), &ResourceChange> = BTreeMap::new();
    let mut come = Vec::new();
    for (place, change) in changes.iter().filter(|(_, change)| change.action != Action::Change) {
        let Some(pair) = pairs.get(change.path.as_str()) else { continue };
        let side = if change.action == Action::Remove { &pair.old } else { &pair.new };
        let Some((stack, partial)) = side else { continue };
        let Some(resource) = stack.document.resources.get(&change.logical_id) else { continue };
        let names = naming(Kind::of(&change.kind));
        let values: Vec<Value> = names.iter().filter_map(|name| partial.member(&resource.properties, name)).collect();
        // A name that refers to what is made with it is another one.
        let is_same_for_all = values.iter().all(|value| !refers_to_resource(value, pair));
        if names.is_empty() || values.len() < names.len() || !is_same_for_all {
            continue;
        }
        let key = (change.kind.as_str(), values.iter().map(shown).collect::<Vec<_>>().join(", "));
        if change.action == Action::Remove {
            gone.insert(key, change);
        } else {
            come.push((key, names.join(", "), *place));
        }
    }
    let taken = come.into_iter().filter_map(|(key, property, place)| {
        let old = gone.get(&key)?;
        let what = format!(
            "its name (`{property}`: {}) is that of {}.{}, which is deleted only afterwards",
            key.1, old.path, old.logical_id
        );
        Some((place, format!("{what}\nhelp: give it another name, or delete the old one in a deployment before")))
    });
    taken.collect()
}

fn refers_to_resource(value: &Value, pair: &Pair<'_, '_>) -> bool {
    match function(value) {
        Some(("Ref", Value::String(id))) => pair.is_resource(id),
        Some(("Fn::Sub", Value::String(text))) => {
            super::compare::variables(text).iter().any(|name| pair.is_resource(name.split('.').next().unwrap_or(name)))
        }
        Some(_) => true,
        None => false,
    }
}

fn causes(change: &ResourceChange) -> String {
    let mut paths: Vec<&str> = change.causes.iter().map(|cause| cause.path.as_str()).collect();
    paths.sort_unstable();
    paths.dedup();
    paths.join(", ")
}

/// The property that names the resource, and its name, if the new one would have the same.
fn taken(pair: &Pair<'_, '_>, change: &ResourceChange, kind: Kind<'_>) -> Option<(String, String)> {
    let facts = kind.facts?;
    // It is gone before the new one is made.
    if facts.record().get("replacement").and_then(|order| order.as_str()) == Some("delete_then_create") {
        return None;
    }
    let names = naming(kind);
    let ((old, old_partial), (new, new_partial)) = (pair.old.as_ref()?, pair.new.as_ref()?);
    let old = &old.document.resources.get(&change.logical_id)?.properties;
    let new = &new.document.resources.get(&change.logical_id)?.properties;
    let kept = |name: &str| {
        let changes = change.properties.iter().any(|property| property.path == name);
        let value = if changes { None } else { new_partial.member(new, name) };
        value.filter(|value| old_partial.member(old, name).as_ref() == Some(value))
    };
    let values: Vec<Value> = names.iter().map_while(|name| kept(name)).collect();
    let is_taken = !names.is_empty() && values.len() == names.len();
    is_taken.then(|| (names.join(", "), values.iter().map(shown).collect::<Vec<_>>().join(", ")))
}

/// The properties that name a resource of this type; none if AWS does.
fn naming(kind: Kind<'_>) -> Vec<&'static str> {
    let Some(facts) = kind.facts else { return Vec::new() };
    let identifier: Vec<&str> = facts.identifier().collect();
    let is_settable = |name: &&str| facts.property(name).is_some() && !facts.is_read_only(name);
    if !identifier.is_empty() && identifier.iter().all(is_settable) {
        return identifier;
    }
    // Where the identifier is one that AWS gives, such as an ARN, `QueueName` of a Queue or `GroupName` of a SecurityGroup.
    let last = kind.name.rsplit("::").next().unwrap_or_default();
    let is_name = |path: &&'static str| {
        let stem = path.strip_suffix("Name").or_else(|| path.strip_suffix("Identifier"));
        stem.is_some_and(|stem| !stem.is_empty() && last.ends_with(stem)) && facts.property(path).is_some()
    };
    if identifier.len() == 1 { facts.create_only().filter(is_name).take(1).collect() } else { Vec::new() }
}

fn shown(value: &Value) -> String {
    match function(value) {
        Some(("Fn::Sub", Value::String(text))) => text.clone(),
        _ => value.as_str().map_or_else(|| value.to_string(), str::to_string),
    }
}
