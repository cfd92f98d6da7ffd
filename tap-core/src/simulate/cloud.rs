//! What there is: stacks, their resources, exports, and what deletions have kept.

use super::stack::{Stack, Target};
use super::status::{Event, Status};
use crate::evaluate::Pseudo;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

/// An account as a simulation has made it.
#[derive(Clone, Debug)]
pub struct Cloud<'t> {
    pub(super) account_id: String,
    /// Seconds since the start.
    pub(super) clock: u64,
    pub(super) stacks: BTreeMap<u32, Stack<'t>>,
    pub(super) resources: BTreeMap<u32, Physical>,
    /// Names that the templates chose, and who has them.
    pub(super) claims: HashMap<String, u32>,
    /// By region and name.
    pub(super) exports: BTreeMap<(String, String), Export>,
    pub(super) kept: Vec<Kept>,
    /// Values of dynamic references, by `service:name`.
    pub(super) store: BTreeMap<String, String>,
    /// Whether secrets that are in no store are taken as given.
    pub(super) trusts: bool,
    pub(super) events: Vec<Event>,
    pub(super) next: u32,
}

/// A resource that exists.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Physical {
    pub(super) kind: String,
    pub(super) region: String,
    pub(super) id: String,
    pub(super) number: u32,
    pub(super) properties: Rc<Value>,
    /// What a custom resource has answered.
    pub(super) data: Map<String, Value>,
    pub(super) owner: (u32, String),
    /// What nobody else may be called.
    pub(super) claim: Option<String>,
    /// Whether its creation came to an end.
    pub(super) complete: bool,
}

/// An export.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Export {
    pub(super) value: Value,
    pub(super) stack: u32,
}

/// A resource that outlived its stack, or a snapshot of one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Kept {
    /// The resource type.
    pub kind: String,
    /// The physical id.
    pub id: String,
    /// The region.
    pub region: String,
    /// The stack and the logical id that it had, such as `TapStack/Database/Cluster`.
    pub path: String,
    /// Why it is still there.
    pub why: Why,
}

/// Why something is still there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// Its policy says `Retain`.
    Retained,
    /// Its policy says `Snapshot`: this is the snapshot.
    Snapshot,
    /// It could not be deleted in a cleanup, three times; CloudFormation gives up and forgets it.
    LeftBehind,
}

/// A resource that exists, for reports.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// The resource type.
    pub kind: String,
    /// The physical id.
    pub id: String,
    /// The region.
    pub region: String,
    /// The stack and the logical id, such as `TapStack/Database/Cluster`.
    pub path: String,
    /// Its properties, resolved.
    pub properties: Rc<Value>,
}

impl<'t> Cloud<'t> {
    pub(super) fn new(account_id: &str) -> Self {
        Cloud {
            account_id: account_id.to_string(),
            clock: 0,
            stacks: BTreeMap::new(),
            resources: BTreeMap::new(),
            claims: HashMap::new(),
            exports: BTreeMap::new(),
            kept: Vec::new(),
            store: BTreeMap::new(),
            trusts: false,
            events: Vec::new(),
            next: 1,
        }
    }

    /// Seconds that have passed.
    pub fn clock(&self) -> u64 {
        self.clock
    }

    /// What happened, in order.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// What deletions have kept.
    pub fn kept(&self) -> &[Kept] {
        &self.kept
    }

    /// Root stacks that exist: region, name and status, sorted.
    pub fn stacks(&self) -> Vec<(String, String, Status)> {
        let roots = self.stacks.values().filter(|stack| stack.parent.is_none());
        let mut stacks: Vec<_> = roots.map(|stack| (stack.region.clone(), stack.name.clone(), stack.status)).collect();
        stacks.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
        stacks
    }

    /// The status of a root stack.
    pub fn status(&self, region: &str, name: &str) -> Option<Status> {
        self.find(region, name).map(|key| self.stacks[&key].status)
    }

    /// The outputs of a root stack.
    pub fn outputs(&self, region: &str, name: &str) -> BTreeMap<String, Value> {
        let Some(key) = self.find(region, name) else { return BTreeMap::new() };
        self.stacks[&key].now.outputs.iter().map(|(name, value)| (name.to_string(), value.clone())).collect()
    }

    /// Every resource that exists and belongs to a stack, by region and path.
    pub fn items(&self) -> Vec<Item> {
        let mut items: Vec<_> = self.resources.values().map(|physical| self.item(physical)).collect();
        items.sort_by(|a, b| (&a.region, &a.path, &a.id).cmp(&(&b.region, &b.path, &b.id)));
        items
    }

    fn item(&self, physical: &Physical) -> Item {
        let (stack, id) = &physical.owner;
        Item {
            kind: physical.kind.clone(),
            id: physical.id.clone(),
            region: physical.region.clone(),
            path: format!("{}/{id}", self.stacks.get(stack).map_or("?", |stack| &stack.path)),
            properties: physical.properties.clone(),
        }
    }

    /// The exports of a region by name.
    pub fn exports(&self, region: &str) -> BTreeMap<String, Value> {
        let here = self.exports.iter().filter(|((there, _), _)| there == region);
        here.map(|((_, name), export)| (name.clone(), export.value.clone())).collect()
    }

    /// What must never be: resources that no stack has, members of stacks that do not exist, exports of stacks that are gone, imports of exports
    /// that nobody makes. Empty if all is well.
    pub fn inconsistencies(&self) -> Vec<String> {
        let mut found = Vec::new();
        for (key, physical) in &self.resources {
            let (stack, id) = &physical.owner;
            let owned = self.stacks.get(stack).is_some_and(|stack| {
                let is_target = |target: Target| target == Target::Resource(*key);
                stack.now.members.get(id.as_str()).is_some_and(|member| is_target(member.target))
                    || stack.discards.iter().any(|discard| is_target(discard.target))
                    || stack.before.as_ref().is_some_and(|before| before.members.values().any(|member| is_target(member.target)))
            });
            if !owned {
                found.push(format!("{} `{}` in {} belongs to no stack", physical.kind, physical.id, physical.region));
            }
        }
        for stack in self.stacks.values() {
            for (id, member) in &stack.now.members {
                let exists = match member.target {
                    Target::Resource(key) => self.resources.contains_key(&key),
                    Target::Stack(key) => self.stacks.contains_key(&key),
                };
                if !exists {
                    found.push(format!("`{}/{id}` does not exist", stack.path));
                }
            }
            if stack.status.can_update() && stack.before.is_none() {
                found.extend(incomplete(stack));
            }
            for name in &stack.now.imports {
                if !self.exports.contains_key(&(stack.region.clone(), name.clone())) {
                    found.push(format!("`{}` imports `{name}`, which nobody exports in {}", stack.path, stack.region));
                }
            }
        }
        for ((region, name), export) in &self.exports {
            if !self.stacks.contains_key(&export.stack) {
                found.push(format!("export `{name}` in {region} is of a stack that is gone"));
            }
        }
        found
    }

    /// The value of a parameter of SSM: of the store, or of a resource. A version after the name counts for nothing.
    pub(super) fn ssm(&self, region: &str, name: &str) -> Option<String> {
        let bare = name.rsplit_once(':').map_or(name, |(bare, _)| bare);
        let stored = self.store.get(&format!("ssm:{name}")).or_else(|| self.store.get(&format!("ssm:{bare}")));
        let is_it = |physical: &&Physical| {
            physical.kind == "AWS::SSM::Parameter"
                && physical.region == region
                && physical.properties.get("Name") == Some(&bare.into())
        };
        let made = || self.resources.values().find(is_it)?.properties.get("Value")?.as_str().map(str::to_string);
        stored.cloned().or_else(made)
    }

    /// What stands for a dynamic reference. A secret stays the reference that it is, if there is such a secret.
    pub(super) fn dynamic(&self, region: &str, service: &str, name: &str) -> Option<String> {
        if service == "ssm" {
            return self.ssm(region, name);
        }
        let is_stored =
            || self.store.keys().filter_map(|key| key.strip_prefix(service)?.strip_prefix(':')).any(|key| name.starts_with(key));
        let is_made = || {
            let mut secrets = self.resources.values().filter(|physical| physical.kind == "AWS::SecretsManager::Secret");
            service == "secretsmanager" && secrets.any(|secret| name.contains(&secret.id))
        };
        (self.trusts || is_stored() || is_made()).then(|| format!("{{{{resolve:{service}:{name}}}}}"))
    }

    pub(super) fn find(&self, region: &str, name: &str) -> Option<u32> {
        let is_it = |stack: &Stack<'_>| stack.parent.is_none() && stack.region == region && stack.name == name;
        self.stacks.iter().find(|(_, stack)| is_it(stack)).map(|(key, _)| *key)
    }

    pub(super) fn number(&mut self) -> u32 {
        self.next += 1;
        self.next
    }

    pub(super) fn pseudo(&self, key: u32) -> Pseudo {
        let stack = &self.stacks[&key];
        let mut pseudo = Pseudo::new(&stack.region);
        pseudo.account_id.clone_from(&self.account_id);
        pseudo.name(&stack.name, &format!("{key:08x}-0000-4000-8000-000000000000"));
        pseudo
    }

    pub(super) fn event(&mut self, stack: u32, logical_id: &str, status: impl Into<String>, reason: impl Into<String>) {
        let Some(at) = self.stacks.get(&stack) else { return };
        let (region, path) = (at.region.clone(), at.path.clone());
        let (status, reason) = (status.into(), reason.into());
        self.events.push(Event { time: self.clock, region, stack: path, logical_id: logical_id.to_string(), status, reason });
    }

    pub(super) fn set_status(&mut self, key: u32, status: Status, reason: &str) {
        if let Some(stack) = self.stacks.get_mut(&key)
            && stack.status != status
        {
            stack.status = status;
            self.event(key, "", status.name(), reason);
        }
    }

    /// The stack that imports this export, if another than its own does.
    pub(super) fn importer(&self, region: &str, name: &str, exporter: u32) -> Option<&Stack<'t>> {
        self.stacks.iter().find_map(|(key, stack)| {
            (*key != exporter && stack.region == region && stack.now.imports.contains(name)).then_some(stack)
        })
    }

    /// The stack and all nested in it that have something to do with the operation under way, parents first.
    pub(super) fn tree(&self, root: u32) -> Vec<u32> {
        let mut tree = vec![root];
        let mut at = 0;
        while at < tree.len() {
            let here = tree[at];
            tree.extend(self.stacks.iter().filter(|(_, stack)| stack.parent == Some(here)).map(|(key, _)| *key));
            at += 1;
        }
        tree
    }
}

/// What a stack that is complete has too little or too much.
fn incomplete(stack: &Stack<'_>) -> Vec<String> {
    let Some(scope) = &stack.now.scope else { return vec![format!("`{}` was never opened", stack.path)] };
    let exists = |condition: Option<&str>| scope.exists(condition) != Some(false);
    let wanted = stack.now.document.resources.iter().filter(|(_, resource)| exists(resource.condition.as_deref()));
    let wanted: BTreeSet<&str> = wanted.map(|(id, _)| id.as_str()).collect();
    let there: BTreeSet<&str> = stack.now.members.keys().copied().collect();
    wanted.symmetric_difference(&there).map(|id| format!("`{}/{id}` is there or not against its template", stack.path)).collect()
}
