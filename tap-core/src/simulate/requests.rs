//! What is asked of the functions of custom resources, and what becomes of their answers.

use super::custom::{CustomAnswer, CustomRequest};
use super::faults::Fault;
use super::operation::Simulation;
use super::stack::{Discard, Policy, Target};
use super::status::Action;
use serde_json::{Map, Value};
use std::rc::Rc;

/// How long CloudFormation waits for an answer, in seconds, if the template does not say.
const PATIENCE: u64 = 3600;

/// A request as the simulation has it.
pub(super) struct Question<'q> {
    /// The resource, and the stack that has it.
    pub(super) key: u32,
    pub(super) stack: u32,
    pub(super) path: &'q str,
    pub(super) action: Action,
    pub(super) properties: &'q Rc<Value>,
    /// Those before an update.
    pub(super) old: Option<&'q Rc<Value>>,
    pub(super) in_rollback: bool,
}

impl<'t> Simulation<'t> {
    /// Asks the function of a custom resource: how long that takes, and how it fails.
    pub(super) fn ask(&mut self, question: &Question<'_>) -> (u64, Option<String>) {
        let Some(physical) = self.cloud.resources.get(&question.key) else { return (0, None) };
        let Question { stack, properties, action, .. } = *question;
        let seconds = self.seconds(stack, &physical.owner.1, &physical.kind, properties, action);
        let (physical_id, data, failure) = match self.answer(question) {
            CustomAnswer::Success { physical_id, data } => (physical_id, Some(data), None),
            CustomAnswer::Failed { reason, physical_id } => (physical_id, None, Some(reason)),
            CustomAnswer::Hangs => {
                let timeout = timeout(question.properties);
                return (timeout, Some(format!("no answer within {timeout} s")));
            }
        };
        match question.action {
            Action::Create => self.answered(question.key, physical_id, data),
            Action::Update => match physical_id.filter(|id| *id != self.cloud.resources[&question.key].id) {
                Some(id) => self.replaced(question, id, data),
                None => self.answered(question.key, None, data),
            },
            // What is gone has no id any more.
            Action::Delete => {}
        }
        (seconds, failure)
    }

    fn answer(&mut self, question: &Question<'_>) -> CustomAnswer {
        let Question { key, stack, path, action, properties, old, in_rollback } = *question;
        match self.faults.strikes(action, path, true) {
            Some(Fault::Hang { .. }) => return CustomAnswer::Hangs,
            Some(_) => return CustomAnswer::failed(format!("{} failed", action.name())),
            None => {}
        }
        let physical = &self.cloud.resources[&key];
        self.answers.answer(&CustomRequest {
            action,
            kind: physical.kind.clone(),
            region: physical.region.clone(),
            stack_id: self.cloud.pseudo(stack).stack_id,
            stack_status: self.cloud.stacks[&stack].status,
            root_status: self.cloud.stacks[&self.cloud.root(stack)].status,
            path: path.to_string(),
            logical_id: physical.owner.1.clone(),
            physical_id: (action != Action::Create).then(|| physical.id.clone()),
            properties: (**properties).clone(),
            old_properties: old.map(|old| (**old).clone()),
            in_rollback,
        })
    }

    fn answered(&mut self, key: u32, physical_id: Option<String>, data: Option<Map<String, Value>>) {
        let Some(physical) = self.cloud.resources.get_mut(&key) else { return };
        physical.data = data.unwrap_or_else(|| std::mem::take(&mut physical.data));
        physical.id = physical_id.unwrap_or_else(|| std::mem::take(&mut physical.id));
    }

    /// An update that answers with another physical id has made another resource. The old one is deleted in the cleanup; in a rollback that
    /// is the one which the rollback began with.
    fn replaced(&mut self, question: &Question<'_>, physical_id: String, data: Option<Map<String, Value>>) {
        let number = self.cloud.number();
        let cloud = &mut self.cloud;
        let (Some(physical), Some(stack)) = (cloud.resources.get_mut(&question.key), cloud.stacks.get_mut(&question.stack))
        else {
            return;
        };
        let Some(id) = stack.now.members.keys().copied().find(|id| *id == physical.owner.1) else { return };
        let mut other = physical.clone();
        other.number = number;
        if question.in_rollback {
            other.properties = question.old.unwrap_or(question.properties).clone();
            physical.id = physical_id;
            physical.data = data.unwrap_or_default();
            let target = Target::Resource(number);
            stack.discards.push(Discard { id, target, policy: Policy::Delete, needs: Vec::new(), attempts: 0 });
        } else {
            physical.properties = question.old.unwrap_or(question.properties).clone();
            other.id = physical_id;
            other.data = data.unwrap_or_default();
            other.complete = false;
            if let Some(member) = stack.now.members.get_mut(id) {
                member.target = Target::Resource(number);
            }
        }
        self.cloud.resources.insert(number, other);
    }
}

/// `ServiceTimeout` in seconds.
fn timeout(properties: &Value) -> u64 {
    let written = properties.get("ServiceTimeout");
    written.and_then(|value| value.as_u64().or_else(|| value.as_str()?.parse().ok())).unwrap_or(PATIENCE)
}
