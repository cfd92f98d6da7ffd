//! A stack: what it is, what it was before the operation under way, and what it has to delete.

use super::properties::Invalid;
use super::status::Status;
use crate::document::{Document, TemplateSet};
use crate::evaluate::{Given, Scope};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// A stack.
#[derive(Clone, Debug)]
pub(super) struct Stack<'t> {
    pub(super) name: String,
    /// Its root's name, and logical ids down to it.
    pub(super) path: String,
    /// The same, but it begins with the name of the root's template.
    pub(super) place: String,
    pub(super) region: String,
    pub(super) parent: Option<u32>,
    pub(super) status: Status,
    pub(super) now: Version<'t>,
    /// What an operation under way has found, for when it has to be undone.
    pub(super) before: Option<Version<'t>>,
    /// What is deleted when the operation under way is done.
    pub(super) discards: Vec<Discard<'t>>,
    /// What is wrong with properties, here and in what is nested.
    pub(super) invalid: Rc<Invalid>,
}

/// All of a stack that an update may change.
#[derive(Clone, Debug)]
pub(super) struct Version<'t> {
    pub(super) set: &'t TemplateSet,
    pub(super) document: &'t Document,
    pub(super) given: Given,
    /// Known once its operation has begun.
    pub(super) scope: Option<Rc<Scope<'t>>>,
    pub(super) members: BTreeMap<&'t str, Member>,
    pub(super) outputs: BTreeMap<&'t str, Value>,
    /// Exports by output.
    pub(super) exports: BTreeMap<&'t str, String>,
    pub(super) imports: BTreeSet<String>,
}

/// A resource of a stack.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Member {
    pub(super) target: Target,
    pub(super) properties: Rc<Value>,
    pub(super) deletion_policy: Policy,
    pub(super) replace_policy: Policy,
}

/// What a member is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    Resource(u32),
    Stack(u32),
}

/// What is to be deleted.
#[derive(Clone, Debug)]
pub(super) struct Discard<'t> {
    pub(super) id: &'t str,
    pub(super) target: Target,
    pub(super) policy: Policy,
    /// What it needs: it goes before them.
    pub(super) needs: Vec<&'t str>,
    pub(super) attempts: u32,
}

/// What a deletion does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Policy {
    Delete,
    Retain,
    RetainExceptOnCreate,
    Snapshot,
}

impl<'t> Stack<'t> {
    pub(super) fn new(
        name: &str,
        path: String,
        region: &str,
        parent: Option<u32>,
        now: Version<'t>,
        invalid: Rc<Invalid>,
    ) -> Self {
        Stack {
            name: name.to_string(),
            place: now.document.name().to_string(),
            path,
            region: region.to_string(),
            parent,
            status: Status::CreateInProgress,
            now,
            before: None,
            discards: Vec::new(),
            invalid,
        }
    }

    /// All that it has, to be deleted: its members, and what an update that could not be undone has left of another version.
    pub(super) fn discard_all(&mut self) {
        let before = self.before.take();
        let mut discards = std::mem::take(&mut self.discards);
        for version in [Some(&self.now), before.as_ref()].into_iter().flatten() {
            for (id, member) in &version.members {
                if discards.iter().any(|discard| discard.target == member.target) {
                    continue;
                }
                let needs = version.scope.as_ref().map(|scope| scope.needs(id)).unwrap_or_default();
                discards.push(Discard { id, target: member.target, policy: member.deletion_policy, needs, attempts: 0 });
            }
        }
        self.discards = discards;
    }
}

impl<'t> Version<'t> {
    pub(super) fn new(set: &'t TemplateSet, document: &'t Document, given: Given) -> Self {
        Version {
            set,
            document,
            given,
            scope: None,
            members: BTreeMap::new(),
            outputs: BTreeMap::new(),
            exports: BTreeMap::new(),
            imports: BTreeSet::new(),
        }
    }

    /// Whether a resource is there by the template and its conditions.
    pub(super) fn exists(&self, id: &str) -> bool {
        let (resource, scope) = (self.document.resources.get(id), self.scope.as_ref());
        resource.is_some_and(|resource| scope.is_some_and(|scope| scope.exists(resource.condition.as_deref()) != Some(false)))
    }

    /// Whether a member is this very thing.
    pub(super) fn has(&self, target: Target) -> bool {
        self.members.values().any(|member| member.target == target)
    }
}
