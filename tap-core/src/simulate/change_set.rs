//! Change sets: what a deployment would do, found out without doing it.

use super::custom::AlwaysSuccess;
use super::deployment::Deployment;
use super::faults::Faults;
use super::operation::{Outcome, Refused, Simulation};
use super::stack::{Stack, Target};
use super::status::Action;
use serde_json::Value;
use std::collections::BTreeSet;

/// What a deployment would do to each resource, through nested stacks.
#[derive(Clone, Debug)]
pub struct ChangeSet<'t> {
    /// The deployment.
    pub deployment: Deployment<'t>,
    /// The changes, by path.
    pub changes: Vec<Change>,
    /// How many events of the stack there were when it was made: it is out of date when there are more.
    made_at: usize,
}

/// What would be done to a resource.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// The stack and the logical id, such as `TapStack/Database/Cluster`.
    pub path: String,
    /// The resource type.
    pub kind: String,
    /// What would be done.
    pub action: Action,
    /// Whether an update makes a new resource and deletes the old one.
    pub replacement: bool,
    /// The properties that would change, on update.
    pub properties: Vec<String>,
}

impl<'t> Simulation<'t> {
    /// Finds out what the creation or the update of a stack would do.
    ///
    /// # Errors
    ///
    /// What CloudFormation would refuse, and what would fail though nothing goes wrong.
    ///
    /// ```
    /// use tap_core::document::{Document, TemplateSet};
    /// use tap_core::simulate::{Action, Deployment, Simulation};
    ///
    /// let text = "
    /// Parameters: { Name: { Type: String, Default: jobs } }
    /// Resources: { Jobs: { Type: AWS::SQS::Queue, Properties: { QueueName: !Ref Name } } }
    /// ";
    /// let set = TemplateSet::new([Document::read("jobs", text).unwrap()].into_iter()).unwrap();
    /// let mut simulation = Simulation::new();
    /// let mut deployment = Deployment::new("eu-west-1", "jobs", &set, "jobs");
    /// simulation.create(&deployment).unwrap();
    ///
    /// deployment.parameters.set("Name", "more-jobs");
    /// let change_set = simulation.change_set(&deployment).unwrap();
    /// let change = &change_set.changes[0];
    /// assert_eq!((change.action, change.replacement, change.properties.as_slice()), (Action::Update, true, &["QueueName".to_string()][..]));
    /// simulation.execute(&change_set).unwrap();
    /// assert_eq!(simulation.cloud.items()[0].properties["QueueName"], "more-jobs");
    /// ```
    pub fn change_set(&mut self, deployment: &Deployment<'t>) -> Result<ChangeSet<'t>, Refused> {
        // It is tried on a copy, on a day on which nothing goes wrong.
        let cloud = self.cloud.clone();
        let faults = std::mem::replace(&mut self.faults, Faults::none());
        let answers = std::mem::replace(&mut self.answers, Box::new(AlwaysSuccess));
        let tried = self.tried(deployment);
        let made_at = cloud.history(&deployment.region, &deployment.stack);
        (self.cloud, self.faults, self.answers) = (cloud, faults, answers);
        Ok(ChangeSet { deployment: deployment.clone(), changes: tried?, made_at })
    }

    /// Carries out a change set.
    ///
    /// # Errors
    ///
    /// If anything has happened to the stack since it was made, and what the creation or the update may refuse.
    pub fn execute(&mut self, change_set: &ChangeSet<'t>) -> Result<Outcome, Refused> {
        let deployment = &change_set.deployment;
        if self.cloud.history(&deployment.region, &deployment.stack) != change_set.made_at {
            return Err(Refused::because("the change set is out of date\nhelp: make it again"));
        }
        match self.cloud.find(&deployment.region, &deployment.stack) {
            Some(_) => self.update(deployment),
            None => self.create(deployment),
        }
    }

    fn tried(&mut self, deployment: &Deployment<'t>) -> Result<Vec<Change>, Refused> {
        let begun = match self.cloud.find(&deployment.region, &deployment.stack) {
            Some(_) => self.begin_with_update(deployment)?,
            None => self.begin_with_creation(deployment)?,
        };
        self.forward(begun.key, &begun.deployment, None).map_err(|failure| Refused::because(failure.to_string()))?;
        let mut changes: Vec<Change> = Vec::new();
        for key in self.cloud.tree(begun.key) {
            changes.extend(self.changes(&self.cloud.stacks[&key]));
        }
        changes.sort();
        Ok(changes)
    }

    fn changes(&self, stack: &Stack<'t>) -> Vec<Change> {
        let kind = |target: Target| match target {
            Target::Resource(key) => self.cloud.resources.get(&key).map_or(String::new(), |physical| physical.kind.clone()),
            Target::Stack(_) => tap_schema::STACK.to_string(),
        };
        let change = |id: &str, target, action, replacement, properties| Change {
            path: format!("{}/{id}", stack.path),
            kind: kind(target),
            action,
            replacement,
            properties,
        };
        let mut changes = Vec::new();
        let before = stack.before.as_ref().map(|before| &before.members);
        for (id, new) in &stack.now.members {
            match before.and_then(|before| before.get(id)) {
                None => changes.push(change(id, new.target, Action::Create, false, Vec::new())),
                Some(_) if !stack.now.exists(id) => changes.push(change(id, new.target, Action::Delete, false, Vec::new())),
                Some(old) if old.target != new.target || old.properties != new.properties => {
                    let properties = different(&old.properties, &new.properties);
                    changes.push(change(id, new.target, Action::Update, old.target != new.target, properties));
                }
                Some(_) => {}
            }
        }
        changes
    }
}

/// Names of the properties that are not the same.
fn different(old: &Value, new: &Value) -> Vec<String> {
    let names = |value: &Value| value.as_object().map(|members| members.keys().cloned().collect::<Vec<_>>()).unwrap_or_default();
    let all: BTreeSet<String> = names(old).into_iter().chain(names(new)).collect();
    all.into_iter().filter(|name| old.get(name) != new.get(name)).collect()
}
