//! What becomes of the data of a resource that goes.

use super::model::{Action, Certainty, DataFate, Occasion, Presence, Replacement, ResourceChange};
use super::pair::Pair;
use super::partial::Partial;
use super::side::Stack;
use crate::document::{Document, Resource};
use serde_json::Value;
use std::collections::BTreeMap;
use tap_schema::stateful;

/// Types of which CloudFormation takes a snapshot if no `DeletionPolicy` says otherwise.
const SNAPSHOT_BY_DEFAULT: [&str; 2] = ["AWS::RDS::DBCluster", "AWS::RDS::DBInstance"];

/// Which policy decides.
#[derive(Clone, Copy, PartialEq)]
enum Policy {
    Deletion,
    Replacement,
}

/// What becomes of the data of a resource.
pub(super) fn fate(pairs: &BTreeMap<&str, Pair<'_, '_>>, pair: &Pair<'_, '_>, change: &ResourceChange) -> DataFate {
    let fate = own_fate(pair, change);
    match (&fate, kept_with_stack(pairs, change)) {
        (DataFate::Lost { .. }, Some(policy)) if change.action == Action::Remove => DataFate::Kept(policy),
        _ => fate,
    }
}

/// The policy of a nested stack around a resource that goes with it, if that keeps the stack and so all that is in it.
fn kept_with_stack(pairs: &BTreeMap<&str, Pair<'_, '_>>, change: &ResourceChange) -> Option<String> {
    let mut path = change.path.as_str();
    while let Some((outer, id)) = path.rsplit_once('/') {
        if pairs.get(path).is_some_and(|pair| pair.new.is_none())
            && let Some((stack, partial)) = pairs.get(outer).and_then(|pair| pair.old.as_ref())
            && let Some(nested) = stack.document.resources.get(id)
            && let Some(policy) = policy(nested, partial, Policy::Deletion)
            && policy.starts_with("Retain")
        {
            return Some(policy);
        }
        path = outer;
    }
    None
}

fn own_fate(pair: &Pair<'_, '_>, change: &ResourceChange) -> DataFate {
    let id = change.logical_id.as_str();
    let (old, new) = (resource(&pair.old, id), resource(&pair.new, id));
    let (Some(old), Some((_, old_partial))) = (old, &pair.old) else { return DataFate::Safe };
    if change.presence.0 == Presence::Absent {
        return DataFate::Safe;
    }
    let Some(what) = stateful::holds(&old.kind).filter(|_| !is_member_of_cluster(old, old_partial)) else {
        return DataFate::Safe;
    };

    // A resource that goes is treated as the template says with which it was deployed, one that is replaced as the new one says.
    let goes = match change.action {
        // Nobody deletes a stack by emitting it no more, but who looks after it now is not known either.
        Action::Remove if change.occasion == Some(Occasion::Root) => Certainty::Maybe,
        Action::Remove if change.presence.0 == Presence::Unknown => Certainty::Maybe,
        Action::Remove => Certainty::Sure,
        _ if change.occasion.is_some() && change.presence.1 == Presence::Unknown => Certainty::Maybe,
        _ => Certainty::No,
    };
    let replaced = match change.replacement {
        Replacement::Never => Certainty::No,
        Replacement::Maybe => Certainty::Maybe,
        Replacement::Always => Certainty::Sure,
    };
    let deletion = by(policy(old, old_partial, Policy::Deletion), goes, what);
    let replacement = match (new, &pair.new) {
        (Some(new), Some((_, partial))) => by(policy(new, partial, Policy::Replacement), replaced, what),
        _ => DataFate::Safe,
    };
    worse(deletion, replacement)
}

fn resource<'d>(side: &Option<(&Stack<'d>, Partial<'_, 'd>)>, id: &str) -> Option<&'d Resource> {
    let (stack, _) = side.as_ref()?;
    let document: &'d Document = stack.document;
    document.resources.get(id)
}

fn by(policy: Option<String>, goes: Certainty, what: &'static str) -> DataFate {
    match (goes, policy) {
        (Certainty::No, _) => DataFate::Safe,
        (_, Some(policy)) if ["Retain", "RetainExceptOnCreate", "Snapshot"].contains(&policy.as_str()) => DataFate::Kept(policy),
        (_, Some(policy)) if policy == "Delete" => DataFate::Lost { what, certainty: goes },
        // A policy that depends on what is not known.
        (_, _) => DataFate::Lost { what, certainty: Certainty::Maybe },
    }
}

/// The policy, as far as it is known; that of AWS if the template has none.
fn policy(resource: &Resource, partial: &Partial<'_, '_>, which: Policy) -> Option<String> {
    let written = match which {
        Policy::Deletion => &resource.deletion_policy,
        Policy::Replacement => &resource.update_replace_policy,
    };
    match written {
        Some(policy) => partial.value(policy).and_then(|policy| policy.as_str().map(str::to_string)),
        None if which == Policy::Deletion && SNAPSHOT_BY_DEFAULT.contains(&resource.kind.as_str()) => {
            Some("Snapshot".to_string())
        }
        None => Some("Delete".to_string()),
    }
}

/// The data of an instance of a cluster is the cluster's.
fn is_member_of_cluster(resource: &Resource, partial: &Partial<'_, '_>) -> bool {
    resource.kind == "AWS::RDS::DBInstance"
        && partial.member(&resource.properties, "DBClusterIdentifier").is_some_and(|id| id != Value::Null)
}

fn worse(one: DataFate, other: DataFate) -> DataFate {
    let rank = |fate: &DataFate| match fate {
        DataFate::Safe => (0, Certainty::No),
        DataFate::Kept(_) => (1, Certainty::No),
        DataFate::Lost { certainty, .. } => (2, *certainty),
    };
    if rank(&other) > rank(&one) { other } else { one }
}
