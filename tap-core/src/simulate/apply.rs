//! One resource: made, changed in place, replaced, or left as it is.

use super::cloud::Physical;
use super::forward::Step;
use super::identity;
use super::operation::Simulation;
use super::requests::Question;
use super::schedule::{Begun, Schedule};
use super::stack::{Member, Policy, Target};
use super::status::Action;
use super::view::View;
use crate::diff::is_replaced;
use crate::document::{Expression, Resource};
use crate::evaluate::{Scope, resolve_dynamic};
use serde_json::{Map, Value};
use std::rc::Rc;

impl<'t> Simulation<'t> {
    /// Begins to make a resource what its template says.
    pub(super) fn apply(&mut self, job: usize, stack: u32, id: &'t str, schedule: &mut Schedule<Step<'t>>) -> Begun {
        self.try_apply(job, stack, id, schedule).unwrap_or_else(|reason| Begun::Lasts(0, Some(reason)))
    }

    fn try_apply(&mut self, job: usize, stack: u32, id: &'t str, schedule: &mut Schedule<Step<'t>>) -> Result<Begun, String> {
        let at = &self.cloud.stacks[&stack];
        let resource = &at.now.document.resources[id];
        let path = format!("{}/{id}", at.path);
        let old = at.before.as_ref().and_then(|before| before.members.get(id)).cloned();
        let below_root = path.split_once('/').map_or("", |(_, below)| below);
        if let Some(problem) = at.invalid.get(below_root) {
            return Err(format!("properties validation failed: {problem}"));
        }
        let properties = Rc::new(self.resolved(stack, resource)?);
        let scope = self.cloud.stacks[&stack].now.scope.clone();
        let policies = |target, properties: &Rc<Value>| Member {
            target,
            properties: properties.clone(),
            deletion_policy: deletion_policy(scope.as_deref(), resource, properties),
            replace_policy: replace_policy(scope.as_deref(), resource),
        };
        if resource.is_nested_stack() {
            let (key, problems) = self.open_nested(job, stack, id, &properties, schedule)?;
            self.put(stack, id, policies(Target::Stack(key), &properties));
            let action = if old.is_some() { Action::Update } else { Action::Create };
            self.started(stack, id, action, "");
            return if problems.is_empty() { Ok(Begun::Nested) } else { Err(problems.join("; ")) };
        }
        let existing = old.as_ref().and_then(|old| match old.target {
            Target::Resource(key) => Some((key, old.properties.clone())),
            Target::Stack(_) => None,
        });
        if let Some((key, before)) = existing {
            let member = policies(Target::Resource(key), &properties);
            if before == properties {
                self.put(stack, id, member);
                return Ok(Begun::Lasts(0, None));
            }
            if resource.is_custom() && before.get("ServiceToken") != properties.get("ServiceToken") {
                return Err("the service token of a custom resource cannot change".to_string());
            }
            if !is_replaced(&resource.kind, &before, &properties) {
                self.put(stack, id, member);
                return Ok(self.change((stack, id), key, &before, &properties, false));
            }
            self.started(stack, id, Action::Update, "requested update requires the creation of a new physical resource");
            let begun = self.make(stack, id, &path, resource, &properties, Some(key))?;
            return Ok(self.put_made(stack, id, begun, policies, &properties));
        }
        self.started(stack, id, Action::Create, "");
        let begun = self.make(stack, id, &path, resource, &properties, None)?;
        Ok(self.put_made(stack, id, begun, policies, &properties))
    }

    fn put_made(
        &mut self,
        stack: u32,
        id: &'t str,
        (key, seconds, failure): (u32, u64, Option<String>),
        policies: impl Fn(Target, &Rc<Value>) -> Member,
        properties: &Rc<Value>,
    ) -> Begun {
        self.put(stack, id, policies(Target::Resource(key), properties));
        Begun::Lasts(seconds, failure)
    }

    pub(super) fn put(&mut self, stack: u32, id: &'t str, member: Member) {
        if let Some(stack) = self.cloud.stacks.get_mut(&stack) {
            stack.now.members.insert(id, member);
        }
    }

    fn started(&mut self, stack: u32, id: &str, action: Action, reason: &str) {
        self.cloud.event(stack, id, format!("{}_IN_PROGRESS", action.name()), reason);
    }

    /// The work on a resource is done.
    pub(super) fn applied(&mut self, stack: u32, id: &'t str) {
        let at = &self.cloud.stacks[&stack];
        let Some(member) = at.now.members.get(id) else { return };
        let before = at.before.as_ref().and_then(|before| before.members.get(id));
        let is_untouched = before.is_some_and(|before| before.target == member.target && before.properties == member.properties);
        let action = if before.is_some() { Action::Update } else { Action::Create };
        if let Target::Resource(key) = member.target
            && let Some(physical) = self.cloud.resources.get_mut(&key)
        {
            physical.complete = true;
        }
        if !is_untouched {
            self.cloud.event(stack, id, format!("{}_COMPLETE", action.name()), "");
        }
    }

    /// The properties of a resource as its service gets them.
    fn resolved(&mut self, stack: u32, resource: &Resource) -> Result<Value, String> {
        let scope = self.cloud.stacks[&stack].now.scope.clone().ok_or("the stack is not open")?;
        let view = View::new(&self.cloud, stack);
        let value = scope.value(&resource.properties, &view).map_err(|error| error.to_string())?;
        let mut value = value.unwrap_or_else(|| Value::Object(Map::new()));
        let region = &self.cloud.stacks[&stack].region;
        let is_custom = resource.is_custom();
        resolve_dynamic(&mut value, &|reference| {
            // The function would get the secret.
            let is_taken = !is_custom || reference.service == "ssm";
            self.cloud.dynamic(region, &reference.service, &reference.name).filter(|_| is_taken)
        })
        .map_err(|reference| match reference.strip_prefix("ssm:") {
            None if is_custom => format!("a custom resource takes no secret, such as `{reference}`"),
            _ => format!("there is nothing at `{reference}`, which a dynamic reference names"),
        })?;
        let imports = view.imports.into_inner();
        if let Some(stack) = self.cloud.stacks.get_mut(&stack) {
            stack.now.imports.extend(imports);
        }
        if tap_schema::facts_of(&resource.kind).is_none() && resource.kind.starts_with("AWS::") {
            return Err(format!("unrecognized resource type {}", resource.kind));
        }
        Ok(value)
    }

    /// Makes a new physical resource: its key, how long that takes, and how it fails.
    fn make(
        &mut self,
        stack: u32,
        id: &'t str,
        path: &str,
        resource: &Resource,
        properties: &Rc<Value>,
        replaces: Option<u32>,
    ) -> Result<(u32, u64, Option<String>), String> {
        let at = &self.cloud.stacks[&stack];
        let (region, stack_path) = (at.region.clone(), at.path.clone());
        let claim = identity::claim(&resource.kind, &region, properties);
        if let Some(holder) = claim.as_ref().and_then(|claim| self.cloud.claims.get(claim)) {
            let is_own = replaces == Some(*holder);
            if !(is_own && identity::is_deleted_first(&resource.kind)) {
                let help = if is_own { "\nhelp: give it another name when it has to be replaced" } else { "" };
                return Err(format!("{} of this name already exists{help}", resource.kind));
            }
        }
        let key = self.cloud.number();
        let physical_id = identity::physical_id(&resource.kind, &stack_path, id, properties, key);
        let physical = Physical {
            kind: resource.kind.clone(),
            region,
            id: physical_id,
            number: key,
            properties: properties.clone(),
            data: Map::new(),
            owner: (stack, id.to_string()),
            claim: claim.clone(),
            complete: false,
        };
        self.cloud.resources.insert(key, physical);
        self.cloud.claims.extend(claim.map(|claim| (claim, key)));
        let seconds = self.seconds(stack, id, &resource.kind, properties, Action::Create);
        if resource.kind == tap_schema::STACK_SET {
            let version = &self.cloud.stacks[&stack].now;
            let (set, document) = (version.set, version.document);
            let (slowest, failure) = self.deploy_stack_set(set, document, id, properties);
            return Ok((key, seconds + slowest, failure));
        }
        let (seconds, failure) = if resource.is_custom() {
            let action = Action::Create;
            self.ask(&Question { key, stack, path, action, properties, old: None, in_rollback: false })
        } else {
            self.service(path, Action::Create, seconds)
        };
        Ok((key, seconds, failure))
    }

    /// Changes a resource in place; also back, in a rollback.
    pub(super) fn change(
        &mut self,
        (stack, id): (u32, &'t str),
        key: u32,
        old: &Rc<Value>,
        new: &Rc<Value>,
        in_rollback: bool,
    ) -> Begun {
        let path = format!("{}/{id}", self.cloud.stacks[&stack].path);
        self.started(stack, id, Action::Update, "");
        let Some(physical) = self.cloud.resources.get_mut(&key) else { return Begun::Lasts(0, None) };
        physical.properties = new.clone();
        let kind = physical.kind.clone();
        let seconds = self.seconds(stack, id, &kind, new, Action::Update);
        if kind == tap_schema::STACK_SET {
            let stack = &self.cloud.stacks[&stack];
            let version = stack.before.as_ref().filter(|_| in_rollback).unwrap_or(&stack.now);
            let (slowest, failure) = self.deploy_stack_set(version.set, version.document, id, new);
            return Begun::Lasts(seconds + slowest, failure);
        }
        let (seconds, failure) = if tap_schema::is_custom(&kind) {
            let (action, path) = (Action::Update, path.as_str());
            self.ask(&Question { key, stack, path, action, properties: new, old: Some(old), in_rollback })
        } else {
            self.service(&path, Action::Update, seconds)
        };
        Begun::Lasts(seconds, failure)
    }

    /// A service does as it is told, unless a fault strikes.
    pub(super) fn service(&mut self, path: &str, action: Action, seconds: u64) -> (u64, Option<String>) {
        let failure = self.faults.strikes(action, path, false).map(|_| format!("{} failed", action.name()));
        (seconds, failure)
    }
}

/// Types of which AWS makes a snapshot before it deletes one.
///
/// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html>
const SNAPSHOTS: &[&str] = &[
    "AWS::DocDB::DBCluster",
    "AWS::EC2::Volume",
    "AWS::ElastiCache::CacheCluster",
    "AWS::ElastiCache::ReplicationGroup",
    "AWS::Neptune::DBCluster",
    "AWS::RDS::DBCluster",
    "AWS::RDS::DBInstance",
    "AWS::Redshift::Cluster",
];

/// What a deletion does to a resource by its `DeletionPolicy`; clusters and instances of RDS have another default than the rest.
fn deletion_policy(scope: Option<&Scope<'_>>, resource: &Resource, properties: &Value) -> Policy {
    let default = match resource.kind.as_str() {
        "AWS::RDS::DBCluster" => Policy::Snapshot,
        "AWS::RDS::DBInstance" if properties.get("DBClusterIdentifier").is_none() => Policy::Snapshot,
        _ => Policy::Delete,
    };
    written_policy(scope, resource.deletion_policy.as_ref(), &resource.kind).unwrap_or(default)
}

/// What becomes of a resource that is replaced, by its `UpdateReplacePolicy`: without one it is deleted, also of RDS.
fn replace_policy(scope: Option<&Scope<'_>>, resource: &Resource) -> Policy {
    written_policy(scope, resource.update_replace_policy.as_ref(), &resource.kind).unwrap_or(Policy::Delete)
}

fn written_policy(scope: Option<&Scope<'_>>, written: Option<&Expression>, kind: &str) -> Option<Policy> {
    let value = scope?.value(written?, &crate::evaluate::Nothing).ok()??;
    Some(match value.as_str()? {
        "Retain" => Policy::Retain,
        "RetainExceptOnCreate" => Policy::RetainExceptOnCreate,
        "Snapshot" if SNAPSHOTS.contains(&kind) => Policy::Snapshot,
        _ => Policy::Delete,
    })
}
