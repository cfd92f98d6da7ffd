//! What an update does to each resource.

use super::estimates::Action;
use super::needs::references;
use super::tree::{Member, Tree, member};
use crate::document::{Expression, Part, in_order};
use crate::evaluate::{Nothing, Scope};
use serde_json::Value;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// What is done to the resources of both trees, by stack.
pub(super) struct Changes<'s> {
    /// Of what will be there, before the cleanup; what is not in it stays as it is.
    pub new: Vec<BTreeMap<&'s str, Action>>,
    /// Of what was there, in the cleanup.
    pub old: Vec<BTreeMap<&'s str, Action>>,
}

impl<'s> Changes<'s> {
    /// What an update from one tree to another does.
    pub fn between(old: &Tree<'s>, new: &Tree<'s>) -> Self {
        let changes = Changes { new: vec![BTreeMap::new(); new.stacks.len()], old: vec![BTreeMap::new(); old.stacks.len()] };
        let mut comparison = Comparison { old, new, changes };
        comparison.stack(0, 0, &BTreeSet::new());
        comparison.changes
    }
}

/// Everything of a stack goes; kept is what its policies keep, and all of it if the stack itself is kept.
pub(super) fn remove<'s>(tree: &Tree<'s>, number: usize, is_kept: bool, removed: &mut [BTreeMap<&'s str, Action>]) {
    for (id, member) in &tree.stacks[number].members {
        let is_kept = is_kept || keeps(&tree.stacks[number].scope, member.resource.deletion_policy.as_ref());
        removed[number].insert(id, if is_kept { Action::Keep } else { Action::Delete });
        for &inner in &member.stacks {
            remove(tree, inner, is_kept, removed);
        }
    }
}

/// Whether a policy keeps what leaves a stack that once was complete.
fn keeps(scope: &Scope, policy: Option<&Expression>) -> bool {
    let value = policy.and_then(|policy| scope.value(policy, &Nothing).ok().flatten());
    matches!(value.as_ref().and_then(Value::as_str), Some("Retain" | "RetainExceptOnCreate"))
}

struct Comparison<'a, 's> {
    old: &'a Tree<'s>,
    new: &'a Tree<'s>,
    changes: Changes<'s>,
}

/// What has another value after the update than before, in a stack.
#[derive(Default)]
struct Touched<'s> {
    parameters: BTreeSet<&'s str>,
    /// Resources of which everything is new.
    replaced: BTreeSet<&'s str>,
    /// Custom resources that are called again: what they answer may be new.
    asked: BTreeSet<&'s str>,
    /// Outputs of nested stacks, as `Outputs.NAME`.
    outputs: BTreeMap<&'s str, BTreeSet<String>>,
    mappings: BTreeSet<&'s str>,
    conditions: BTreeSet<&'s str>,
}

impl<'s> Comparison<'_, 's> {
    /// Compares a stack; `given` are the parameters that the parent gives another value. Gives the outputs that change.
    fn stack(&mut self, old: usize, new: usize, given: &BTreeSet<String>) -> BTreeSet<String> {
        let mut touched = self.beforehand(old, new, given);
        let members = &self.new.stacks[new].members;
        let order = in_order(members.keys().copied(), |id| members[id].needs.clone()).unwrap_or_default();
        for id in order {
            self.member(old, new, id, &mut touched);
        }
        for id in self.old.stacks[old].members.keys() {
            if !members.contains_key(id) {
                self.goes(old, id);
            }
        }
        self.outputs(old, new, &touched)
    }

    /// What is known to change before any resource is looked at.
    fn beforehand(&self, old: usize, new: usize, given: &BTreeSet<String>) -> Touched<'s> {
        let (old, new) = (&self.old.stacks[old], &self.new.stacks[new]);
        let before: BTreeMap<&str, Option<&Value>> = old.scope.parameters().collect();
        let is_other = |name: &str, value: Option<&Value>| match (before.get(name), value) {
            (Some(None), None) => given.contains(name),
            (before, value) => before != Some(&value),
        };
        let mappings = new.document.mappings.iter().filter(|(name, rows)| old.document.mappings.get(*name) != Some(rows));
        let conditions = new.document.conditions.keys().filter(|name| old.scope.condition(name) != new.scope.condition(name));
        Touched {
            parameters: new.scope.parameters().filter(|(name, value)| is_other(name, *value)).map(|(name, _)| name).collect(),
            mappings: mappings.map(|(name, _)| name.as_str()).collect(),
            conditions: conditions.map(String::as_str).collect(),
            ..Touched::default()
        }
    }

    fn member(&mut self, old: usize, new: usize, id: &'s str, touched: &mut Touched<'s>) {
        let trees = (self.old, self.new);
        let after = &trees.1.stacks[new].members[id];
        let Some(before) = trees.0.stacks[old].members.get(id) else {
            self.comes(new, id);
            touched.replaced.insert(id);
            return;
        };
        if before.resource.kind != after.resource.kind || before.stacks.is_empty() != after.stacks.is_empty() {
            self.comes(new, id);
            self.goes(old, id);
            touched.replaced.insert(id);
            return;
        }
        let scopes = (&trees.0.stacks[old].scope, &trees.1.stacks[new].scope);
        if after.resource.is_nested_stack() {
            // CloudFormation starts every nested stack and lets it find out what there is to do.
            self.changes.new[new].insert(id, Action::Update);
            if let (Some(&inner_old), Some(&inner_new)) = (before.stacks.first(), after.stacks.first()) {
                let given = self.parameters_that_differ(scopes, before, after, touched);
                let outputs = self.stack(inner_old, inner_new, &given);
                touched.outputs.insert(id, outputs);
            }
            return;
        }
        let differing = properties_that_differ(scopes, before, after, touched);
        if differing.is_empty() {
            return;
        }
        if !after.stacks.is_empty() {
            self.instances(before, after);
        }
        let action = action(&after.resource.kind, &differing, &before.resource.properties, &after.resource.properties);
        self.changes.new[new].insert(id, action);
        if action == Action::Replace {
            let is_kept = keeps(scopes.1, after.resource.update_replace_policy.as_ref());
            self.changes.old[old].insert(id, if is_kept { Action::Keep } else { Action::Delete });
            touched.replaced.insert(id);
        } else if after.resource.is_custom() {
            touched.asked.insert(id);
        }
    }

    /// The instances of a stack set: regions come, go and are updated.
    fn instances(&mut self, before: &Member<'s>, after: &Member<'s>) {
        let trees = (self.old, self.new);
        for &inner in &after.stacks {
            let path = &trees.1.stacks[inner].path;
            match before.stacks.iter().find(|known| trees.0.stacks[**known].path == *path) {
                Some(&known) => {
                    self.stack(known, inner, &BTreeSet::new());
                }
                None => self.appears(inner),
            }
        }
        for &inner in &before.stacks {
            let path = &trees.0.stacks[inner].path;
            if after.stacks.iter().all(|known| trees.1.stacks[*known].path != *path) {
                remove(trees.0, inner, false, &mut self.changes.old);
            }
        }
    }

    /// A resource is new, with all that is in it.
    fn comes(&mut self, new: usize, id: &'s str) {
        self.changes.new[new].insert(id, Action::Create);
        for &inner in &self.new.stacks[new].members[id].stacks {
            self.appears(inner);
        }
    }

    fn appears(&mut self, number: usize) {
        let tree = self.new;
        for id in tree.stacks[number].members.keys() {
            self.comes(number, id);
        }
    }

    /// A resource leaves, with all that is in it.
    fn goes(&mut self, old: usize, id: &'s str) {
        let tree = self.old;
        let stack = &tree.stacks[old];
        let member = &stack.members[id];
        let is_kept = keeps(&stack.scope, member.resource.deletion_policy.as_ref());
        self.changes.old[old].insert(id, if is_kept { Action::Keep } else { Action::Delete });
        for &inner in &member.stacks {
            remove(tree, inner, is_kept, &mut self.changes.old);
        }
    }

    /// The parameters of a nested stack that are given another value.
    fn parameters_that_differ(
        &self,
        scopes: (&Scope, &Scope),
        before: &Member,
        after: &Member,
        touched: &Touched,
    ) -> BTreeSet<String> {
        let none = Expression::Literal(Value::Object(serde_json::Map::new()));
        let values = |member_of: &Member<'_>| {
            member(&member_of.resource.properties, "Parameters").map_or_else(|| none.clone(), Cow::into_owned)
        };
        members_that_differ(scopes, &values(before), &values(after), touched)
    }

    /// The outputs that have another value, as `Outputs.NAME`.
    fn outputs(&self, old: usize, new: usize, touched: &Touched) -> BTreeSet<String> {
        let (old, new) = (&self.old.stacks[old], &self.new.stacks[new]);
        let differ = |(name, output): (&String, &crate::document::Output)| match old.document.outputs.get(name) {
            Some(before) => differs((&old.scope, &new.scope), &before.value, &output.value, touched),
            None => true,
        };
        let names = new.document.outputs.iter().filter(|(name, output)| differ((name, output)));
        names.map(|(name, _)| format!("Outputs.{name}")).collect()
    }
}

/// What changed properties do to a resource: it is replaced if one of them can be set only when it is made. What is replaced under
/// conditions that the schema states in prose is taken to be updated in place.
fn action(kind: &str, differing: &BTreeSet<String>, before: &Expression, after: &Expression) -> Action {
    let kind = if kind.starts_with("Custom::") { "AWS::CloudFormation::CustomResource" } else { kind };
    let Some(known) = tap_schema::resource_type(kind) else { return Action::Update };
    let is_final = |path: &str| {
        let (top, rest) = path.split_once(['/', '.']).unwrap_or((path, ""));
        // Where only what a value is made of has changed, that may be any part of it.
        let is_all_the_same = || at(before, top) == at(after, top);
        differing.contains(top) && (rest.is_empty() || at(before, path) != at(after, path) || is_all_the_same())
    };
    if known.create_only().any(is_final) { Action::Replace } else { Action::Update }
}

/// What stands at a path of names; nothing is known of what lies inside of a list or a function.
fn at<'e>(expression: &'e Expression, path: &str) -> Option<Cow<'e, Expression>> {
    let mut found = Cow::Borrowed(expression);
    for step in path.split(['/', '.']) {
        if matches!(*found, Expression::Object(_) | Expression::Literal(Value::Object(_))) {
            found = Cow::Owned(member(&found, step)?.into_owned());
        } else {
            return Some(found);
        }
    }
    Some(found)
}

fn properties_that_differ(scopes: (&Scope, &Scope), before: &Member, after: &Member, touched: &Touched) -> BTreeSet<String> {
    members_that_differ(scopes, &before.resource.properties, &after.resource.properties, touched)
}

/// The names of the members of two objects whose values are others, or may be.
fn members_that_differ(scopes: (&Scope, &Scope), before: &Expression, after: &Expression, touched: &Touched) -> BTreeSet<String> {
    let absent = Expression::Ref("AWS::NoValue".to_string());
    let names: BTreeSet<&str> = names(before).into_iter().chain(names(after)).collect();
    let differ = |name: &&str| {
        let before = member(before, name).unwrap_or(Cow::Borrowed(&absent));
        let after = member(after, name).unwrap_or(Cow::Borrowed(&absent));
        differs(scopes, &before, &after, touched)
    };
    names.into_iter().filter(differ).map(str::to_string).collect()
}

fn names(object: &Expression) -> Vec<&str> {
    match object {
        Expression::Object(members) => members.iter().map(|(name, _)| name.as_str()).collect(),
        Expression::Literal(Value::Object(members)) => members.keys().map(String::as_str).collect(),
        _ => Vec::new(),
    }
}

/// Whether a value is another after the update: by what it is, or else by what it is made of.
fn differs(scopes: (&Scope, &Scope), before: &Expression, after: &Expression, touched: &Touched) -> bool {
    match (scopes.0.value(before, &Nothing), scopes.1.value(after, &Nothing)) {
        (Ok(before), Ok(after)) => before != after,
        _ => before != after || touched.reaches(scopes.1, after),
    }
}

impl Touched<'_> {
    /// Whether something that a value is made of has another value.
    fn reaches(&self, scope: &Scope, value: &Expression) -> bool {
        let mut is_reached = false;
        references(scope, value, &mut |id, attribute| {
            is_reached |= self.parameters.contains(id) || self.replaced.contains(id);
            if let Some(attribute) = attribute {
                is_reached |= self.asked.contains(id);
                is_reached |= self.outputs.get(id).is_some_and(|outputs| attribute.is_empty() || outputs.contains(attribute));
            }
        });
        if is_reached {
            return true;
        }
        value.conditions(&mut |name| is_reached |= self.conditions.contains(name));
        is_reached || (!self.mappings.is_empty() && self.looks_up(value))
    }

    /// Whether a value comes from a mapping that is another.
    fn looks_up(&self, value: &Expression) -> bool {
        match value {
            Expression::Literal(_) | Expression::Ref(_) | Expression::Condition(_) => false,
            Expression::List(items) | Expression::Call(_, items) => items.iter().any(|item| self.looks_up(item)),
            Expression::Object(members) => members.iter().any(|(_, member)| self.looks_up(member)),
            Expression::GetAtt(_, attribute) => self.looks_up(attribute),
            Expression::Sub(parts) => parts.iter().any(|part| matches!(part, Part::Value(value) if self.looks_up(value))),
            Expression::If(_, sides) => self.looks_up(&sides.0) || self.looks_up(&sides.1),
            Expression::FindInMap(keys, default) => {
                let named = match &keys[0] {
                    Expression::Literal(Value::String(name)) => self.mappings.contains(name.as_str()),
                    _ => true,
                };
                named || keys.iter().any(|key| self.looks_up(key)) || default.iter().any(|value| self.looks_up(value))
            }
        }
    }
}
