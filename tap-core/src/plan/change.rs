//! What an update does to each resource: what is changed or replaced is the diff's to say, here is what comes and goes with that.

use super::estimates::Action;
use super::tree::{Member, Tree};
use crate::diff::{self, Done, Root};
use crate::document::Expression;
use crate::evaluate::{Nothing, Scope};
use serde_json::Value;
use std::collections::BTreeMap;

/// What is done to the resources of both trees, by stack.
pub(super) struct Changes<'s> {
    /// Of what will be there, before the cleanup; what is not in it stays as it is.
    pub new: Vec<BTreeMap<&'s str, Action>>,
    /// Of what was there, in the cleanup.
    pub old: Vec<BTreeMap<&'s str, Action>>,
}

impl<'s> Changes<'s> {
    /// What an update from one tree to another does.
    ///
    /// # Errors
    ///
    /// What the diff cannot make out.
    pub fn between(old: &Tree<'s>, new: &Tree<'s>) -> Result<Self, String> {
        let changes = Changes { new: vec![BTreeMap::new(); new.stacks.len()], old: vec![BTreeMap::new(); old.stacks.len()] };
        let mut comparison = Comparison { old, new, done: BTreeMap::new(), changes };
        comparison.root(0, 0)?;
        Ok(comparison.changes)
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
    /// What the diff says, by path of the stack and logical id.
    done: BTreeMap<String, BTreeMap<String, Done>>,
    changes: Changes<'s>,
}

impl<'s> Comparison<'_, 's> {
    /// Compares a stack that does not get its parameters from another one: the root, or an instance of a stack set.
    fn root(&mut self, old: usize, new: usize) -> Result<(), String> {
        let path = &self.new.stacks[new].path;
        let side = |tree: &Tree<'s>, number: usize| {
            let stack = &tree.stacks[number];
            Root {
                templates: tree.templates,
                document: stack.document,
                path: path.clone(),
                given: stack.given.clone(),
                region: Some(stack.scope.pseudo().region.clone()).filter(|region| !region.is_empty()),
            }
        };
        self.done.extend(diff::done(&side(self.old, old), &side(self.new, new))?);
        self.stack(old, new)
    }

    fn stack(&mut self, old: usize, new: usize) -> Result<(), String> {
        let (before, after) = (&self.old.stacks[old].members, &self.new.stacks[new].members);
        for id in after.keys() {
            self.member(old, new, id)?;
        }
        for id in before.keys().filter(|id| !after.contains_key(*id)) {
            self.goes(old, id);
        }
        Ok(())
    }

    fn member(&mut self, old: usize, new: usize, id: &'s str) -> Result<(), String> {
        let after = &self.new.stacks[new].members[id];
        let Some(before) = self.old.stacks[old].members.get(id) else {
            self.comes(new, id);
            return Ok(());
        };
        if before.resource.kind != after.resource.kind || before.stacks.is_empty() != after.stacks.is_empty() {
            self.comes(new, id);
            self.goes(old, id);
            return Ok(());
        }
        if after.resource.is_nested_stack() {
            // CloudFormation starts every nested stack and lets it find out what there is to do.
            self.changes.new[new].insert(id, Action::Update);
            if let (Some(&inner_old), Some(&inner_new)) = (before.stacks.first(), after.stacks.first()) {
                self.stack(inner_old, inner_new)?;
            }
            return Ok(());
        }
        let done = self.done.get(&self.new.stacks[new].path).and_then(|done| done.get(id)).copied();
        // Another template of a stack set is no change of its own to the diff.
        let template = |holder: &Member<'s>| holder.resource.properties.member("TemplateURL");
        if done.is_none() && (after.stacks.is_empty() || template(before) == template(after)) {
            return Ok(());
        }
        self.instances(before, after)?;
        let is_replaced = done == Some(Done::Replaced);
        self.changes.new[new].insert(id, if is_replaced { Action::Replace } else { Action::Update });
        if is_replaced {
            let is_kept = keeps(&self.new.stacks[new].scope, after.resource.update_replace_policy.as_ref());
            self.changes.old[old].insert(id, if is_kept { Action::Keep } else { Action::Delete });
        }
        Ok(())
    }

    /// The instances of a stack set: regions come, go and are updated.
    fn instances(&mut self, before: &Member<'s>, after: &Member<'s>) -> Result<(), String> {
        let trees = (self.old, self.new);
        for &inner in &after.stacks {
            let path = &trees.1.stacks[inner].path;
            match before.stacks.iter().find(|known| trees.0.stacks[**known].path == *path) {
                Some(&known) => self.root(known, inner)?,
                None => self.appears(inner),
            }
        }
        for &inner in &before.stacks {
            let path = &trees.0.stacks[inner].path;
            if after.stacks.iter().all(|known| trees.1.stacks[*known].path != *path) {
                remove(trees.0, inner, false, &mut self.changes.old);
            }
        }
        Ok(())
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
}
