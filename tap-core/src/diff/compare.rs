//! What differs between two values, property by property; lists by what identifies their items, where something does.

use super::model::Certainty;
use crate::intrinsic::function;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use tap_schema::{ResourceType, Value as Schema};

/// Members that identify an object in a list, the most telling first.
const IDENTITIES: &[&str] = &["Key", "Sid", "Id", "ParameterKey", "AttributeName", "IndexName", "Name", "PolicyName", "RuleName"];

/// A step into a value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Step {
    /// To a member of an object.
    Member(String),
    /// To an item of a list, by what identifies it or its number.
    Item(String),
}

/// A value that differs.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Difference {
    pub steps: Vec<Step>,
    pub old: Option<Value>,
    pub new: Option<Value>,
    /// A list whose items only stand in another order.
    pub is_reordered: bool,
}

/// What differs between two values; of a resource type, if its schema is known.
pub(super) fn compare(resource: Option<ResourceType<'_>>, old: Option<&Value>, new: Option<&Value>) -> Vec<Difference> {
    let schema = resource.and_then(|resource| resource.record().get("root"));
    let mut comparison = Comparison { resource, steps: Vec::new(), found: Vec::new() };
    comparison.values(schema, old, new);
    comparison.found
}

/// What differs between two objects of which these members are not written alike.
pub(super) fn compare_members<'m>(
    resource: Option<ResourceType<'_>>,
    members: impl Iterator<Item = (&'m str, Option<Value>, Option<Value>)>,
) -> Vec<Difference> {
    let schema = resource.and_then(|resource| Some(resource.resolve(resource.record().get("root")?)));
    let mut comparison = Comparison { resource, steps: Vec::new(), found: Vec::new() };
    for (name, old, new) in members {
        comparison.member(schema, name, old.as_ref(), new.as_ref());
    }
    comparison.found
}

/// Whether two values are the same for CloudFormation, which takes `5` and `"5"` alike.
pub(super) fn same(old: &Value, new: &Value) -> bool {
    match (old, new) {
        (Value::Array(old), Value::Array(new)) => old.len() == new.len() && old.iter().zip(new).all(|(old, new)| same(old, new)),
        (Value::Object(old), Value::Object(new)) => {
            old.len() == new.len() && old.iter().all(|(name, value)| new.get(name).is_some_and(|other| same(value, other)))
        }
        (Value::String(text), Value::Bool(truth)) | (Value::Bool(truth), Value::String(text)) => {
            text == if *truth { "true" } else { "false" }
        }
        (Value::String(text), Value::Number(number)) | (Value::Number(number), Value::String(text)) => {
            number.to_string() == *text
        }
        _ => old == new,
    }
}

/// Whether values differ once everything is known; `is_resource` tells the names of resources from those of parameters.
pub(super) fn differ(old: Option<&Value>, new: Option<&Value>, is_resource: &dyn Fn(&str) -> bool) -> Certainty {
    match (old, new) {
        (None, None) => Certainty::No,
        (Some(old), Some(new)) => both_differ(old, new, is_resource),
        _ => Certainty::Sure,
    }
}

fn both_differ(old: &Value, new: &Value, is_resource: &dyn Fn(&str) -> bool) -> Certainty {
    if same(old, new) {
        return Certainty::No;
    }
    match (function(old), function(new)) {
        (None, None) => match (old, new) {
            (Value::Array(old), Value::Array(new)) if old.len() == new.len() => {
                old.iter().zip(new).map(|(old, new)| both_differ(old, new, is_resource)).max().unwrap_or_default()
            }
            (Value::Object(old), Value::Object(new)) if old.keys().eq(new.keys()) => {
                old.iter().map(|(name, value)| both_differ(value, &new[name], is_resource)).max().unwrap_or_default()
            }
            _ => Certainty::Sure,
        },
        // Two resources are two things, and a text around the same values differs as it is written.
        (Some(("Ref", Value::String(old))), Some(("Ref", Value::String(new)))) if is_resource(old) && is_resource(new) => {
            Certainty::Sure
        }
        (Some(("Fn::GetAtt", old)), Some(("Fn::GetAtt", new))) if old.get(1) == new.get(1) && is_identifying(&old[1]) => {
            Certainty::Sure
        }
        (Some(("Fn::Sub", Value::String(old))), Some(("Fn::Sub", Value::String(new)))) if variables(old) == variables(new) => {
            Certainty::Sure
        }
        _ => Certainty::Maybe,
    }
}

/// Whether no two resources have the same value of this attribute.
pub(super) fn is_identifying(attribute: &Value) -> bool {
    attribute.as_str().is_some_and(|name| !name.starts_with("Outputs.") && (name.ends_with("Arn") || name.ends_with("Id")))
}

/// The variables of a text of `Fn::Sub`, in their order.
pub(super) fn variables(text: &str) -> Vec<&str> {
    text.split("${").skip(1).filter(|rest| !rest.starts_with('!')).filter_map(|rest| rest.split('}').next()).collect()
}

struct Comparison<'r> {
    resource: Option<ResourceType<'r>>,
    steps: Vec<Step>,
    found: Vec<Difference>,
}

impl<'r> Comparison<'r> {
    fn values(&mut self, schema: Option<Schema<'r>>, old: Option<&Value>, new: Option<&Value>) {
        let schema = schema.and_then(|schema| Some(self.resource?.resolve(schema)));
        match (old, new) {
            (Some(old), Some(new)) if same(old, new) => {}
            (Some(Value::Object(old_members)), Some(Value::Object(new_members)))
                if [old, new].iter().all(|value| value.and_then(function).is_none()) =>
            {
                let names: BTreeSet<&String> = old_members.keys().chain(new_members.keys()).collect();
                for name in names {
                    self.member(schema, name, old_members.get(name), new_members.get(name));
                }
            }
            (Some(Value::Array(old_items)), Some(Value::Array(new_items))) => self.lists(schema, old_items, new_items),
            (None, None) => {}
            _ => self.differs(old, new, false),
        }
    }

    fn member(&mut self, schema: Option<Schema<'r>>, name: &str, old: Option<&Value>, new: Option<&Value>) {
        let schema = schema.and_then(|schema| schema.get("properties")?.get(name));
        self.within(Step::Member(name.to_string()), schema, old, new);
    }

    fn within(&mut self, step: Step, schema: Option<Schema<'r>>, old: Option<&Value>, new: Option<&Value>) {
        self.steps.push(step);
        self.values(schema, old, new);
        self.steps.pop();
    }

    fn differs(&mut self, old: Option<&Value>, new: Option<&Value>, is_reordered: bool) {
        self.found.push(Difference { steps: self.steps.clone(), old: old.cloned(), new: new.cloned(), is_reordered });
    }

    fn lists(&mut self, schema: Option<Schema<'r>>, old: &[Value], new: &[Value]) {
        let items = schema.and_then(|schema| schema.get("items"));
        let is_set = schema.and_then(|schema| schema.get("uniqueItems")?.as_bool()) == Some(true);
        let whole = (Value::Array(old.to_vec()), Value::Array(new.to_vec()));
        if let Some(identity) = identity(old, new) {
            self.identified(identity, items, old, new);
        } else if old.iter().chain(new).any(|item| item.is_object() && function(item).is_none()) {
            self.matched(items, old, new);
        } else if is_set {
            self.set(old, new);
        } else {
            return self.differs(Some(&whole.0), Some(&whole.1), is_permutation(old, new));
        }
        if is_permutation(old, new) {
            self.differs(Some(&whole.0), Some(&whole.1), true);
        }
    }

    /// Objects that have a member which tells them apart.
    fn identified(&mut self, identity: &str, schema: Option<Schema<'r>>, old: &[Value], new: &[Value]) {
        let by_name = |items: &[Value]| -> BTreeMap<String, Value> {
            items.iter().filter_map(|item| Some((name_of(item.get(identity)?), item.clone()))).collect()
        };
        let (old, new) = (by_name(old), by_name(new));
        for name in old.keys().chain(new.keys()).collect::<BTreeSet<_>>() {
            self.within(Step::Item(name.clone()), schema, old.get(name), new.get(name));
        }
    }

    /// Items that nothing tells apart: equal ones are the same, the others follow each other.
    fn matched(&mut self, schema: Option<Schema<'r>>, old: &[Value], new: &[Value]) {
        let (old_left, new_left) = unmatched(old, new);
        for at in 0..old_left.len().max(new_left.len()) {
            let (old_at, new_at) = (old_left.get(at), new_left.get(at));
            let Some(number) = new_at.or(old_at) else { continue };
            let step = Step::Item(number.to_string());
            self.within(step, schema, old_at.and_then(|at| old.get(*at)), new_at.and_then(|at| new.get(*at)));
        }
    }

    /// Texts and references of which each stands once and the order means nothing.
    fn set(&mut self, old: &[Value], new: &[Value]) {
        let (old_left, new_left) = unmatched(old, new);
        for at in old_left {
            self.within(Step::Item(at.to_string()), None, old.get(at), None);
        }
        for at in new_left {
            self.within(Step::Item(at.to_string()), None, None, new.get(at));
        }
    }
}

/// The member that every item of both lists has, each with another value.
fn identity(old: &[Value], new: &[Value]) -> Option<&'static str> {
    let tells_apart = |items: &[Value], member: &str| {
        let mut names = BTreeSet::new();
        items.iter().all(|item| {
            let name = item.get(member).filter(|name| name.is_string() || name.is_number() || function(name).is_some());
            function(item).is_none() && name.is_some_and(|name| names.insert(name_of(name)))
        })
    };
    let mut candidates = IDENTITIES.iter().copied();
    candidates.find(|member| tells_apart(old, member) && tells_apart(new, member) && !(old.is_empty() && new.is_empty()))
}

/// What identifies an item, in words.
fn name_of(value: &Value) -> String {
    match (value, function(value)) {
        (Value::String(text), _) => text.clone(),
        (_, Some(("Ref", Value::String(id)))) => format!("${{{id}}}"),
        (_, Some(("Fn::Sub", Value::String(text)))) => text.clone(),
        _ => value.to_string(),
    }
}

fn is_permutation(old: &[Value], new: &[Value]) -> bool {
    let (old_left, new_left) = unmatched(old, new);
    old_left.is_empty() && new_left.is_empty()
}

/// Positions of the items of each list that the other one lacks.
fn unmatched(old: &[Value], new: &[Value]) -> (Vec<usize>, Vec<usize>) {
    let mut spare: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, item) in new.iter().enumerate().rev() {
        spare.entry(item.to_string()).or_default().push(at);
    }
    let old_left = (0..old.len()).filter(|at| spare.get_mut(&old[*at].to_string()).and_then(Vec::pop).is_none()).collect();
    let mut new_left: Vec<usize> = spare.into_values().flatten().collect();
    new_left.sort_unstable();
    (old_left, new_left)
}

/// The way to a value, in words.
pub(super) fn path(steps: &[Step]) -> String {
    let mut out = String::new();
    for step in steps {
        match step {
            Step::Member(name) if out.is_empty() => out.push_str(name),
            Step::Member(name) => out.extend([".", name]),
            Step::Item(name) => out.extend(["[", name, "]"]),
        }
    }
    out
}
