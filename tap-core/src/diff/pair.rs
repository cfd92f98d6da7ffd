//! A stack before and after: which of its resources are made, deleted or written otherwise.

use super::compare::{self, Difference, compare, compare_members, differ, same};
use super::model::{
    Action, AttributeChange, Cause, DataFate, Occasion, Presence, PropertyChange, Reason, Replacement, ResourceChange,
};
use super::partial::Partial;
use super::side::{Side, Stack};
use super::verdict::{Doubts, Kind};
use crate::document::{Document, Expression, Resource};
use crate::intrinsic::function;
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// A stack in both deployments; in one of them it may be missing.
pub(super) struct Pair<'p, 'd> {
    pub path: &'p str,
    pub old: Option<(&'p Stack<'d>, Partial<'p, 'd>)>,
    pub new: Option<(&'p Stack<'d>, Partial<'p, 'd>)>,
    doubts: Doubts,
    /// Whether the same text means the same in both.
    is_same_surrounding: bool,
}

impl<'p, 'd> Pair<'p, 'd> {
    pub fn new(path: &'p str, old: Option<&'p Stack<'d>>, new: Option<&'p Stack<'d>>, doubts: Doubts) -> Self {
        let mut pair = Pair {
            path,
            old: old.map(|stack| (stack, Partial::of(stack))),
            new: new.map(|stack| (stack, Partial::of(stack))),
            doubts,
            is_same_surrounding: false,
        };
        if let (Some((old, old_partial)), Some((new, new_partial))) = (&mut pair.old, &mut pair.new) {
            redefined(old, old_partial, new, new_partial);
            pair.is_same_surrounding = old.scope.parameters().eq(new.scope.parameters())
                && old.scope.pseudo().region == new.scope.pseudo().region
                && old_partial.conditions.is_empty()
                && old_partial.mappings.is_empty()
                && old.document.mappings == new.document.mappings
                && old.known == new.known
                && decided(old).eq(decided(new));
        }
        pair
    }

    /// Whether a name is one of a resource.
    pub fn is_resource(&self, name: &str) -> bool {
        let has = |stack: &Stack<'_>| stack.document.resources.contains_key(name);
        self.old.as_ref().is_some_and(|(stack, _)| has(stack)) || self.new.as_ref().is_some_and(|(stack, _)| has(stack))
    }

    /// The resources that change, without what follows from changes of others.
    pub fn resources(&self, before: &Side<'d>, after: &Side<'d>) -> BTreeMap<&'d str, ResourceChange> {
        let ids = |side: &Option<(&Stack<'d>, Partial<'_, 'd>)>| -> Vec<&'d str> {
            let stack: Option<&Stack<'d>> = side.as_ref().map(|(stack, _)| *stack);
            stack.map(|stack| stack.document.resources.keys().map(String::as_str).collect()).unwrap_or_default()
        };
        let ids: BTreeSet<&'d str> = ids(&self.old).into_iter().chain(ids(&self.new)).collect();
        ids.into_iter().filter_map(|id| Some((id, self.resource(id, before, after)?))).collect()
    }

    fn resource(&self, id: &str, before: &Side<'d>, after: &Side<'d>) -> Option<ResourceChange> {
        let at = |side: &Option<(&'p Stack<'d>, Partial<'p, 'd>)>| {
            let stack = side.as_ref().map(|(stack, _)| *stack)?;
            let resource: &'d Resource = stack.document.resources.get(id)?;
            let presence = stack.presence(resource.condition.as_deref());
            (presence != Presence::Absent).then_some((resource, presence))
        };
        let (old, new) = (at(&self.old), at(&self.new));
        let presence = |side: Option<(&Resource, Presence)>| side.map_or(Presence::Absent, |(_, presence)| presence);
        let mut change = self.change(id, &new.or(old)?.0.kind, (presence(old), presence(new)));
        match (old, new) {
            (None, _) => {
                change.action = Action::Add;
                change.occasion = Some(self.occasion(id, &self.old, before));
            }
            (_, None) => {
                change.action = Action::Remove;
                change.occasion = Some(self.occasion(id, &self.new, after));
            }
            (Some((old, _)), Some((new, _))) => {
                change.occasion = self.doubt(&change, old, new);
                self.written(&mut change, old, new);
                let is_changed = change.occasion.is_some() || !change.properties.is_empty() || !change.attributes.is_empty();
                if !is_changed && change.causes.is_empty() {
                    return None;
                }
            }
        }
        Some(change)
    }

    fn change(&self, id: &str, kind: &str, presence: (Presence, Presence)) -> ResourceChange {
        ResourceChange {
            path: self.path.to_string(),
            logical_id: id.to_string(),
            kind: kind.to_string(),
            action: Action::Change,
            presence,
            occasion: None,
            replacement: Replacement::Never,
            causes: Vec::new(),
            data: DataFate::Safe,
            properties: Vec::new(),
            attributes: Vec::new(),
            refusals: Vec::new(),
        }
    }

    /// A resource of both that is written as before, for what follows from others.
    pub fn unchanged(&self, id: &str) -> Option<ResourceChange> {
        let ((old, _), (new, _)) = (self.old.as_ref()?, self.new.as_ref()?);
        let (before, after) = (old.document.resources.get(id)?, new.document.resources.get(id)?);
        let presence = (old.presence(before.condition.as_deref()), new.presence(after.condition.as_deref()));
        Some(self.change(id, &after.kind, presence))
    }

    /// What a nested stack was given and is given.
    pub fn given(&self, id: &str) -> (Map<String, Value>, Map<String, Value>) {
        let given = |side: &Option<(&Stack<'_>, Partial<'_, '_>)>| {
            let (stack, partial) = side.as_ref()?;
            match partial.member(&stack.document.resources.get(id)?.properties, "Parameters")? {
                Value::Object(given) => Some(given),
                _ => None,
            }
        };
        (given(&self.old).unwrap_or_default(), given(&self.new).unwrap_or_default())
    }

    /// Why a resource is not in one of the deployments.
    fn occasion(&self, id: &str, missing_in: &Option<(&Stack<'d>, Partial<'p, 'd>)>, side: &Side<'d>) -> Occasion {
        if let Some((stack, _)) = missing_in {
            let condition = stack.document.resources.get(id).and_then(|resource| resource.condition.clone());
            return condition.map_or(Occasion::Written, Occasion::Condition);
        }
        // The outermost stack that is not there either.
        let mut path = String::new();
        for part in self.path.split('/') {
            path = if path.is_empty() { part.to_string() } else { format!("{path}/{part}") };
            if let Some(condition) = side.left_out.get(&path) {
                return Occasion::Condition(condition.to_string());
            }
            if !side.stacks.contains_key(&path) {
                break;
            }
        }
        if path.contains('/') { Occasion::Around(path) } else { Occasion::Root }
    }

    /// The condition, if it may make or delete a resource that is in both templates.
    fn doubt(&self, change: &ResourceChange, old: &Resource, new: &Resource) -> Option<Occasion> {
        if change.presence == (Presence::Present, Presence::Present) {
            return None;
        }
        let meaning = |side: &Option<(&Stack<'_>, Partial<'_, '_>)>, resource: &Resource| {
            let partial = side.as_ref().map(|(_, partial)| partial)?;
            Some(resource.condition.as_deref().map_or(Value::Bool(true), |name| partial.meaning(name)))
        };
        let is_doubtful = change.presence.0 != change.presence.1 || meaning(&self.old, old) != meaning(&self.new, new);
        let condition = new.condition.as_ref().or(old.condition.as_ref());
        is_doubtful.then(|| condition.map_or(Occasion::Around(self.path.to_string()), |name| Occasion::Condition(name.clone())))
    }

    /// What is written otherwise.
    fn written(&self, change: &mut ResourceChange, old: &Resource, new: &Resource) {
        let (Some((old_stack, old_partial)), Some((new_stack, new_partial))) = (&self.old, &self.new) else { return };
        change.attributes = attributes(old_stack, new_stack, &change.logical_id, old, new);
        if old.kind != new.kind {
            change.replacement = Replacement::Always;
            let reason = Reason::OtherType(old.kind.clone());
            change.causes.push(Cause { path: String::new(), replacement: Replacement::Always, reason });
            let refusal = format!(
                "the type of a resource cannot change, here from {}\nhelp: give the new one another logical id",
                old.kind
            );
            change.refusals.push(refusal);
            return;
        }
        if self.is_same_surrounding && old.properties == new.properties {
            return;
        }
        let kind = Kind::of(&new.kind);
        let differences = match (&old.properties, &new.properties) {
            (Expression::Object(old), Expression::Object(new)) if self.is_same_surrounding => {
                let mut members: BTreeMap<&str, [Option<&Expression>; 2]> = BTreeMap::new();
                for (side, written) in [old, new].into_iter().enumerate() {
                    written.iter().for_each(|(name, member)| members.entry(name).or_default()[side] = Some(member));
                }
                // What is written alike means the same and is not resolved.
                members.retain(|_, [old, new]| old != new);
                let values = members.into_iter().map(|(name, [old, new])| {
                    let old = old.and_then(|old| old_partial.value(old));
                    (name, old, new.and_then(|new| new_partial.value(new)))
                });
                compare_members(kind.facts, values)
            }
            (old, new) => compare(kind.facts, old_partial.value(old).as_ref(), new_partial.value(new).as_ref()),
        };
        for difference in differences {
            if is_of_content_only(new, &difference) {
                continue;
            }
            let certainty = differ(difference.old.as_ref(), difference.new.as_ref(), &|name| self.is_resource(name));
            let path = compare::path(&difference.steps);
            let mut replacement = Replacement::Never;
            if let Some((verdict, reason)) = kind.verdict(&difference, certainty, self.doubts) {
                replacement = verdict;
                change.causes.push(Cause { path: path.clone(), replacement, reason });
            }
            change.replacement = change.replacement.max(replacement);
            let Difference { old, new, is_reordered, .. } = difference;
            change.properties.push(PropertyChange { path, old, new, is_reordered, replacement, because: Vec::new() });
        }
    }
}

/// The conditions that are decided.
fn decided<'s>(stack: &'s Stack<'_>) -> impl Iterator<Item = (&'s str, Option<bool>)> {
    stack.document.conditions.keys().map(|name| (name.as_str(), stack.scope.condition(name)))
}

/// Conditions and mappings of which the same name stands for something else.
fn redefined(old: &Stack<'_>, old_partial: &mut Partial<'_, '_>, new: &Stack<'_>, new_partial: &mut Partial<'_, '_>) {
    for name in new.document.conditions.keys().filter(|name| old.document.conditions.contains_key(*name)) {
        let is_open = old.scope.condition(name).is_none() || new.scope.condition(name).is_none();
        let (before, after) = (old_partial.meaning(name), new_partial.meaning(name));
        if is_open && before != after {
            old_partial.conditions.insert(name.clone(), before);
            new_partial.conditions.insert(name.clone(), after);
        }
    }
    for (name, rows) in &new.document.mappings {
        if old.document.mappings.get(name).is_some_and(|before| before != rows) {
            old_partial.mappings.insert(name.clone());
            new_partial.mappings.insert(name.clone());
        }
    }
}

fn attributes(old_stack: &Stack<'_>, new_stack: &Stack<'_>, id: &str, old: &Resource, new: &Resource) -> Vec<AttributeChange> {
    let (before, after) = (written(old_stack, id, old), written(new_stack, id, new));
    let names: BTreeSet<&str> = before.keys().chain(after.keys()).copied().collect();
    let changed = names.into_iter().filter_map(|name| {
        let (old, new) = (before.get(name).map(Cow::as_ref), after.get(name).map(Cow::as_ref));
        let is_changed = !matches!((old, new), (Some(old), Some(new)) if same(old, new));
        is_changed.then(|| AttributeChange { name: name.to_string(), old: old.cloned(), new: new.cloned() })
    });
    changed.collect()
}

/// The attributes of a resource beside its type and its properties, `DependsOn` as a sorted list.
fn written<'d>(stack: &Stack<'d>, id: &str, resource: &Resource) -> BTreeMap<&'d str, Cow<'d, Value>> {
    let document: &'d Document = stack.document;
    let members = document.json.get("Resources").and_then(|resources| resources.get(id)?.as_object());
    let others = members.into_iter().flatten().filter(|(name, _)| !["Properties", "Type"].contains(&name.as_str()));
    let mut all: BTreeMap<&str, Cow<'_, Value>> = others.map(|(name, value)| (name.as_str(), Cow::Borrowed(value))).collect();
    if !resource.depends_on.is_empty() {
        all.insert("DependsOn", Cow::Owned(resource.depends_on.clone().into()));
    }
    all
}

/// Whether the address of a template differs in the hash of its content only: what changes then is in the nested stack.
fn is_of_content_only(resource: &Resource, difference: &Difference) -> bool {
    let is_address = matches!(difference.steps.as_slice(), [compare::Step::Member(name)] if name == "TemplateURL");
    let has_template = resource.is_nested_stack() || resource.kind == tap_schema::STACK_SET;
    is_address
        && has_template
        && without_hash(difference.old.as_ref()).is_some_and(|old| Some(old) == without_hash(difference.new.as_ref()))
}

/// An address without the hash in its last segment `NAME.HASH.json`, 32 digits long.
fn without_hash(address: Option<&Value>) -> Option<String> {
    let address = address?;
    let text = match function(address) {
        Some(("Fn::Sub", text)) => text.as_str()?,
        None => address.as_str()?,
        Some(_) => return None,
    };
    let (rest, hash) = text.strip_suffix(".json")?.rsplit_once('.')?;
    (hash.len() == 32 && hash.bytes().all(|byte| byte.is_ascii_hexdigit())).then(|| rest.to_string())
}
