//! How two deployments differ: by resource and property, through nested stacks, with what CloudFormation would do about it.
//!
//! Stacks are matched by their path (root, then logical ids), resources by logical id, as CloudFormation does. What replaces a resource is
//! said by the facts of its type; it spreads along references, outputs, parameters and exports.

mod compare;
mod data;
mod model;
mod moves;
mod pair;
mod partial;
mod refusal;
mod sections;
mod side;
mod spread;
#[cfg(test)]
mod tests;
mod update;
mod uses;
mod verdict;

pub use model::{
    Action, AttributeChange, Cause, Certainty, ConditionFlip, DataFate, Diff, Link, LinkKind, Move, Occasion, OutputChange,
    Presence, PropertyChange, Reason, Replacement, ResourceChange, SectionChange, StackDiff,
};
pub(crate) use side::Root;
pub(crate) use update::{Done, done};
pub(crate) use verdict::is_replaced;

use crate::evaluate::Deployment;
use crate::parallel;
use pair::Pair;
use side::Side;
use spread::Spread;
use std::collections::{BTreeMap, BTreeSet};
use uses::Uses;
use verdict::Doubts;

/// How one deployment differs from another.
///
/// A parameter's value is for every root that declares it. Parameters that are not given have their defaults; conditions that depend on what is not known are taken both ways.
///
/// ```
/// use tap_core::diff::{DataFate, Replacement, diff};
/// use tap_core::document::{Document, TemplateSet};
/// use tap_core::evaluate::Deployment;
///
/// let queue = |name: &str| {
///     let text = format!(r#"{{ "Resources": {{ "Jobs": {{ "Type": "AWS::SQS::Queue", "Properties": {{ "QueueName": "{name}" }} }} }} }}"#);
///     TemplateSet::new([Document::read("jobs", &text).unwrap()].into_iter()).unwrap()
/// };
/// let (old, new) = (queue("jobs"), queue("work"));
/// let diff = diff(&Deployment::new(&old, None), &Deployment::new(&new, None)).unwrap();
/// let change = diff.resources().next().unwrap();
/// assert_eq!(change.replacement, Replacement::Always);
/// assert_eq!(change.causes[0].path, "QueueName");
/// assert!(matches!(change.data, DataFate::Lost { what: "its messages", .. }));
/// ```
///
/// # Errors
///
/// A parameter that no root has, or with a value that it may not have; conditions or nested stacks that need each other. The text names
/// the stack.
pub fn diff(old: &Deployment<'_>, new: &Deployment<'_>) -> Result<Diff, String> {
    known_parameters(old, new)?;
    // Two templates that are compared are meant to be the same stack, whatever their files are called.
    let renamed = match (old.templates.roots(), new.templates.roots()) {
        ([_], [root]) => Some(root.as_str()),
        _ => None,
    };
    let (before, after) = parallel::both(|| Side::new(old, renamed), || Side::new(new, None));
    let before = before.map_err(|problem| format!("before: {problem}"))?;
    let after = after.map_err(|problem| format!("after: {problem}"))?;
    Ok(between(&before, &after))
}

fn known_parameters(old: &Deployment<'_>, new: &Deployment<'_>) -> Result<(), String> {
    let declares = |deployment: &Deployment<'_>, name: &str| {
        let mut roots = deployment.templates.roots().iter().filter_map(|root| deployment.templates.document(root));
        roots.any(|root| root.parameters.contains_key(name))
    };
    let given: BTreeSet<&str> = [old, new].iter().flat_map(|side| side.parameters.iter().map(|(name, _)| name)).collect();
    match given.into_iter().find(|name| !declares(old, name) && !declares(new, name)) {
        Some(name) => Err(format!("no root stack has a parameter `{name}`")),
        None => Ok(()),
    }
}

fn between(before: &Side<'_>, after: &Side<'_>) -> Diff {
    let pairs = pairs(before, after, Doubts::Count);
    let (uses_before, uses_after) = parallel::both(|| Uses::of(before), || Uses::of(after));
    let mut spread = Spread::new(&pairs, (before, after), Doubts::Count);
    spread.run(&uses_after);
    let Spread { mut changes, outputs, .. } = spread;
    for ((path, _), change) in &mut changes {
        let pair = &pairs[path];
        change.refusals = refusal::of_resource(pair, change);
        change.data = data::fate(&pairs, pair, change);
    }
    for (place, why) in refusal::taken_names(&pairs, &changes) {
        changes.entry(place).and_modify(|change| change.refusals.push(why));
    }
    let moves = moves::moves(&pairs, changes.values());

    let imports = sections::Imports { before: uses_before.imports, after: uses_after.imports };
    let mut resources: BTreeMap<&str, Vec<ResourceChange>> = BTreeMap::new();
    for ((path, _), change) in changes {
        resources.entry(path).or_default().push(change);
    }
    let stacks = pairs.iter().map(|(path, pair)| {
        let side = pair.new.as_ref().or(pair.old.as_ref());
        let presence = |side: Option<&(&side::Stack<'_>, partial::Partial<'_, '_>)>| {
            side.map_or(Presence::Absent, |(stack, _)| stack.presence)
        };
        StackDiff {
            path: path.to_string(),
            template: side.map(|(stack, _)| stack.document.name().to_string()).unwrap_or_default(),
            presence: (presence(pair.old.as_ref()), presence(pair.new.as_ref())),
            conditions: sections::conditions(pair),
            sections: sections::sections(pair),
            outputs: sections::outputs(pair, &outputs, &imports),
            resources: resources.remove(path).unwrap_or_default(),
        }
    });
    let differs = |stack: &StackDiff| {
        !(stack.conditions.is_empty() && stack.sections.is_empty() && stack.outputs.is_empty() && stack.resources.is_empty())
    };
    Diff { stacks: stacks.filter(differs).collect(), moves }
}

/// The stacks of both, by path; a nested stack whose template only one of them has is passed over.
fn pairs<'p, 'd>(before: &'p Side<'d>, after: &'p Side<'d>, doubts: Doubts) -> BTreeMap<&'p str, Pair<'p, 'd>> {
    let paths: BTreeSet<&'p str> = before.stacks.keys().chain(after.stacks.keys()).map(String::as_str).collect();
    let is_unknown = |path: &str, side: &Side<'_>| {
        let Some((outer, id)) = path.rsplit_once('/') else { return false };
        let resource = side.stacks.get(outer).and_then(|stack| stack.document.resources.get(id));
        !side.stacks.contains_key(path)
            && !side.left_out.contains_key(path)
            && resource.is_some_and(|resource| resource.is_nested_stack())
    };
    let known = paths.into_iter().filter(|path| {
        // So are those inside it.
        let mut outer = Some(*path);
        while let Some(at) = outer {
            if is_unknown(at, before) || is_unknown(at, after) {
                return false;
            }
            outer = at.rsplit_once('/').map(|(outer, _)| outer);
        }
        true
    });
    known.map(|path| (path, Pair::new(path, before.stacks.get(path), after.stacks.get(path), doubts))).collect()
}
