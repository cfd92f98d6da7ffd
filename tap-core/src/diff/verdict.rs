//! Whether the change of a property replaces the resource, from the facts of its type.

use super::compare::{Difference, Step, compare, same};
use super::model::{Certainty, Reason, Replacement};
use crate::intrinsic::function;
use serde_json::Value;
use tap_schema::ResourceType;

/// Whether it counts that a resource may be replaced, though nothing says that it is: its type is not known, or is so under conditions
/// that its facts state in prose, or a function of the user's decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doubts {
    Count,
    LeftOut,
}

/// What is known of a type.
#[derive(Clone, Copy)]
pub(super) struct Kind<'k> {
    pub name: &'k str,
    pub facts: Option<ResourceType<'static>>,
}

impl<'k> Kind<'k> {
    pub fn of(name: &'k str) -> Self {
        Kind { name, facts: tap_schema::facts_of(name) }
    }

    /// Whether a function of the user's makes it.
    pub fn is_custom(self) -> bool {
        tap_schema::is_custom(self.name)
    }

    /// What a difference does to the resource, whose value differs with this certainty.
    pub fn verdict(self, difference: &Difference, certainty: Certainty, doubts: Doubts) -> Option<(Replacement, Reason)> {
        let certainty = if difference.is_reordered { Certainty::Maybe } else { certainty };
        let values = Some((difference.old.as_ref(), difference.new.as_ref()));
        self.judge(&difference.steps, values, certainty, doubts)
    }

    /// What it does that the value at this place changes because of what it refers to.
    pub fn verdict_of_place(self, steps: &[Step], certainty: Certainty, doubts: Doubts) -> Option<Replacement> {
        self.judge(steps, None, certainty, doubts).map(|(replacement, _)| replacement)
    }

    fn judge(
        self,
        steps: &[Step],
        values: Option<(Option<&Value>, Option<&Value>)>,
        certainty: Certainty,
        doubts: Doubts,
    ) -> Option<(Replacement, Reason)> {
        // What a function of the user's makes is replaced if it says so; CloudFormation itself never does.
        if self.is_custom() || certainty == Certainty::No {
            return None;
        }
        let in_doubt = |reason: Reason| (doubts == Doubts::Count).then_some((Replacement::Maybe, reason));
        let Some(facts) = self.facts else { return in_doubt(Reason::UnknownType) };
        let hit = |paths: &mut dyn Iterator<Item = &'static str>| {
            paths.map(|path| touches(path, steps, values)).max().unwrap_or_default().min(certainty)
        };
        match hit(&mut facts.create_only()) {
            Certainty::Sure => Some((Replacement::Always, Reason::CreateOnly)),
            Certainty::Maybe => Some((Replacement::Maybe, Reason::UnknownValue)),
            Certainty::No => {
                let conditional = facts.record().get("condCreateOnly");
                let mut conditional = conditional.into_iter().flat_map(|paths| paths.items()).filter_map(|path| path.as_str());
                if hit(&mut conditional) == Certainty::No { None } else { in_doubt(Reason::ConditionalCreateOnly) }
            }
        }
    }
}

/// Whether it makes another resource that its properties, known to the last value, are these instead of those.
pub(crate) fn is_replaced(kind: &str, old: &Value, new: &Value) -> bool {
    let kind = Kind::of(kind);
    let differences = compare(kind.facts, Some(old), Some(new));
    differences.iter().any(|difference| kind.verdict(difference, Certainty::Sure, Doubts::LeftOut).is_some())
}

/// Whether a change at this place is one of the property with this path of the facts.
fn touches(path: &str, steps: &[Step], values: Option<(Option<&Value>, Option<&Value>)>) -> Certainty {
    let Some(rest) = rest(path, steps) else { return Certainty::No };
    if rest.is_empty() {
        return Certainty::Sure;
    }
    // The place holds the property: it is the property that must differ.
    let Some((old, new)) = values else { return Certainty::Maybe };
    let inside = |value: Option<&Value>| {
        let mut found = Vec::new();
        let is_known = value.is_none_or(|value| collect(value, rest, &mut found));
        (found, is_known)
    };
    let ((old, old_known), (new, new_known)) = (inside(old), inside(new));
    if !old_known || !new_known {
        return Certainty::Maybe;
    }
    let is_same = old.len() == new.len() && old.iter().zip(&new).all(|(old, new)| same(old, new));
    if is_same { Certainty::No } else { Certainty::Sure }
}

/// What is left of a path after these steps; none if they lead elsewhere.
fn rest<'p>(mut path: &'p str, steps: &[Step]) -> Option<&'p str> {
    for step in steps {
        let (first, rest) = first(path);
        path = match step {
            _ if path.is_empty() => break,
            _ if first == "*" => rest,
            // Some paths pass over lists without saying so.
            Step::Item(_) => path,
            Step::Member(member) if first == member => rest,
            Step::Member(_) => return None,
        };
    }
    Some(path)
}

/// The first part of a path, and what is left; that is empty at the end.
fn first(path: &str) -> (&str, &str) {
    path.split_once('/').unwrap_or((path, ""))
}

/// The values at a path inside a value; false if a function stands in the way.
fn collect(value: &Value, path: &str, found: &mut Vec<Value>) -> bool {
    if path.is_empty() {
        found.push(value.clone());
        return true;
    }
    if function(value).is_some() {
        return false;
    }
    let (first, rest) = first(path);
    match value {
        Value::Array(items) => {
            let path = if first == "*" { rest } else { path };
            items.iter().all(|item| collect(item, path, found))
        }
        Value::Object(members) if first == "*" => members.values().all(|member| collect(member, rest, found)),
        Value::Object(members) => members.get(first).is_none_or(|member| collect(member, rest, found)),
        _ => true,
    }
}
