//! Operations on root stacks, as callers of the API have them.

use super::cloud::Cloud;
use super::custom::{AlwaysSuccess, Answers};
use super::deployment::Deployment;
use super::faults::{Faults, Operation};
use super::properties::Invalid;
use super::stack::{Stack, Version};
use super::status::{Action, Status};
use super::{properties, validate};
use crate::document::{Document, TemplateSet};
use crate::evaluate::{Given, Scope};
use crate::plan::{Estimates, Subject};
use serde_json::Value;
use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::rc::Rc;

/// Seconds that an operation on a resource takes.
type Timetable = dyn Fn(&Subject<'_>, Action) -> u64;

/// An account and what happens to it.
pub struct Simulation<'t> {
    /// What there is.
    pub cloud: Cloud<'t>,
    /// What goes wrong.
    pub faults: Faults,
    pub(super) answers: Box<dyn Answers + 't>,
    timetable: Box<Timetable>,
    /// Templates and logical ids of resources whose properties are taken as they are.
    unchecked: BTreeSet<(String, String)>,
    /// What was found wrong with properties: by template, region and parameters.
    checked: HashMap<(*const Document, String, Given), Rc<Invalid>>,
}

impl fmt::Debug for Simulation<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Simulation").field("cloud", &self.cloud).field("faults", &self.faults).finish_non_exhaustive()
    }
}

impl Default for Simulation<'_> {
    fn default() -> Self {
        Simulation::new()
    }
}

/// How an operation ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The status of the stack.
    pub status: Status,
    /// What failed first, and why.
    pub reason: Option<String>,
    /// How long it took on the virtual clock.
    pub seconds: u64,
}

/// Why an operation did not even begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused(pub Vec<String>);

impl fmt::Display for Refused {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0.join("\n"))
    }
}

impl std::error::Error for Refused {}

impl Refused {
    pub(super) fn because(reason: impl Into<String>) -> Self {
        Refused(vec![reason.into()])
    }
}

/// An operation that has begun.
pub(super) struct Begun<'t> {
    pub(super) key: u32,
    /// With every parameter that has a value from before.
    pub(super) deployment: Deployment<'t>,
    started: u64,
}

/// What failed.
#[derive(Clone, Debug)]
pub(super) struct Failure {
    /// The resource, or the stack.
    pub(super) path: String,
    pub(super) reason: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.path, self.reason)
    }
}

impl<'t> Simulation<'t> {
    /// An empty account in which nothing goes wrong and every custom resource succeeds.
    pub fn new() -> Self {
        Simulation {
            cloud: Cloud::new("123456789012"),
            faults: Faults::none(),
            answers: Box::new(AlwaysSuccess),
            timetable: Box::new(|subject, action| Estimates::default().figure(action.into(), subject).seconds.into()),
            unchecked: BTreeSet::new(),
            checked: HashMap::new(),
        }
    }

    /// Lets custom resources be answered by this.
    pub fn answered_by(mut self, answers: impl Answers + 't) -> Self {
        self.answers = Box::new(answers);
        self
    }

    /// Takes durations from this: seconds by resource and what is done. Without it, they are those that are published.
    ///
    /// ```
    /// use tap_core::plan::Estimates;
    /// use tap_core::simulate::Simulation;
    ///
    /// let measured = Estimates::default().measured("durations.yaml", "AWS::SQS::Queue: { create: 60 }").unwrap();
    /// let simulation = Simulation::new().timed_by(move |subject, action| measured.figure(action.into(), subject).seconds.into());
    /// ```
    pub fn timed_by(mut self, timetable: impl Fn(&Subject<'_>, Action) -> u64 + 'static) -> Self {
        self.timetable = Box::new(timetable);
        self
    }

    /// How long an operation on a resource of a stack takes.
    pub(super) fn seconds(&self, stack: u32, id: &str, kind: &str, properties: &Value, action: Action) -> u64 {
        let at = &self.cloud.stacks[&stack];
        let subject = Subject {
            path: &format!("{}/{id}", at.place),
            template: at.now.document.name(),
            id,
            kind,
            is_walked: false,
            is_function_in_a_vpc: kind == "AWS::Lambda::Function" && properties.get("VpcConfig").is_some(),
        };
        (self.timetable)(&subject, action)
    }

    /// Takes the properties of this resource of a template as they are: the facts do not know them yet.
    pub fn leave_unchecked(&mut self, template: &str, logical_id: &str) {
        self.unchecked.insert((template.to_string(), logical_id.to_string()));
    }

    /// Empties the account and turns the clock back; what is in the store, answers and durations stay.
    pub fn reset(&mut self) {
        let (store, trusts) = (std::mem::take(&mut self.cloud.store), self.cloud.trusts);
        self.cloud = Cloud { store, trusts, ..Cloud::new("123456789012") };
        self.faults = Faults::none();
    }

    /// Puts the value of a dynamic reference, such as `ssm-secure:/app/password`, into the store.
    pub fn store(&mut self, reference: &str, value: &str) {
        self.cloud.store.insert(reference.to_string(), value.to_string());
    }

    /// Takes secrets that are in no store (`ssm-secure` and `secretsmanager`) as put there before.
    pub fn trust_secrets(&mut self) {
        self.cloud.trusts = true;
    }

    /// Creates a stack; if that fails, everything is undone.
    ///
    /// # Errors
    ///
    /// If CloudFormation would refuse the call: nothing has happened then.
    pub fn create(&mut self, deployment: &Deployment<'t>) -> Result<Outcome, Refused> {
        let Begun { key, deployment, started } = self.begin_with_creation(deployment)?;
        self.faults.during = Operation::Creation;
        let reason = match self.forward(key, &deployment, None) {
            Ok(()) => {
                self.finish(key, Status::CreateComplete);
                None
            }
            Err(failure) => {
                self.undo_creation(key, &failure);
                Some(failure.to_string())
            }
        };
        Ok(self.outcome(key, reason, started))
    }

    /// Updates a stack; if that fails, it is as it was before.
    ///
    /// # Errors
    ///
    /// If CloudFormation would refuse the call, as it does if there is nothing to change: nothing has happened then.
    pub fn update(&mut self, deployment: &Deployment<'t>) -> Result<Outcome, Refused> {
        let Begun { key, deployment, started } = self.begin_with_update(deployment)?;
        self.faults.during = Operation::Update;
        let cancelled = self.faults.cancel().map(|seconds| started + seconds);
        let reason = match self.forward(key, &deployment, cancelled) {
            Ok(()) => {
                self.cloud.set_status(key, Status::UpdateCompleteCleanupInProgress, "");
                self.clean_up(key);
                self.finish(key, Status::UpdateComplete);
                None
            }
            Err(failure) => {
                self.undo_update(key, &failure);
                Some(failure.to_string())
            }
        };
        Ok(self.outcome(key, reason, started))
    }

    /// Puts a new stack there, if that may be.
    pub(super) fn begin_with_creation(&mut self, deployment: &Deployment<'t>) -> Result<Begun<'t>, Refused> {
        if let Some(status) = self.cloud.status(&deployment.region, &deployment.stack) {
            return Err(Refused::because(format!("stack `{}` exists, with status {status}", deployment.stack)));
        }
        let document = self.acceptable(deployment)?;
        let invalid = self.check(deployment, document);
        let started = self.cloud.clock;
        let key = self.cloud.number();
        let path = deployment.stack.clone();
        let now = Version::new(deployment.templates, document, deployment.parameters.clone());
        self.cloud.stacks.insert(key, Stack::new(&deployment.stack, path, &deployment.region, None, now, invalid));
        self.cloud.event(key, "", Status::CreateInProgress.name(), "");
        Ok(Begun { key, deployment: deployment.clone(), started })
    }

    /// Gives a stack its new templates and parameters, if that may be.
    pub(super) fn begin_with_update(&mut self, deployment: &Deployment<'t>) -> Result<Begun<'t>, Refused> {
        let (region, name) = (&deployment.region, &deployment.stack);
        let Some(key) = self.cloud.find(region, name) else {
            return Err(Refused::because(format!("there is no stack `{name}` in {region}")));
        };
        let status = self.cloud.stacks[&key].status;
        if !status.can_update() {
            return Err(Refused::because(format!(
                "stack `{name}` has status {status} and cannot be updated{}",
                what_to_do(status)
            )));
        }
        let mut deployment = deployment.clone();
        let old = &self.cloud.stacks[&key].now;
        let document = deployment.templates.document(&deployment.root);
        for (parameter, value) in old.given.iter() {
            let still_there = document.is_some_and(|document| document.parameters.contains_key(parameter));
            if let Some(value) = value.filter(|_| still_there && deployment.parameters.get(parameter).is_none()) {
                deployment.parameters.set(parameter, value);
            }
        }
        let document = self.acceptable(&deployment)?;
        if let Some(problem) = validate::retyped(&self.cloud, key, document) {
            return Err(Refused::because(problem));
        }
        let old = &self.cloud.stacks[&key].now;
        if old.document.json == document.json && validate::is_same(document, &old.given, &deployment.parameters) {
            return Err(Refused::because("no updates are to be performed"));
        }
        let started = self.cloud.clock;
        let invalid = self.check(&deployment, document);
        self.begin_update(key, deployment.templates, document, deployment.parameters.clone(), invalid);
        Ok(Begun { key, deployment, started })
    }

    /// Goes on with the rollback of an update that failed.
    ///
    /// # Errors
    ///
    /// If there is none.
    pub fn continue_rollback(&mut self, region: &str, name: &str) -> Result<Outcome, Refused> {
        match self.cloud.find(region, name).map(|key| (key, self.cloud.stacks[&key].status)) {
            Some((key, Status::UpdateRollbackFailed)) => {
                let started = self.cloud.clock;
                let reason = self.go_back(key);
                Ok(self.outcome(key, reason, started))
            }
            Some((_, status)) => {
                Err(Refused::because(format!("stack `{name}` has status {status}: there is no rollback to continue")))
            }
            None => Err(Refused::because(format!("there is no stack `{name}` in {region}"))),
        }
    }

    /// Deletes a stack. One that is not there is deleted already.
    ///
    /// # Errors
    ///
    /// If another stack imports what it exports.
    pub fn delete(&mut self, region: &str, name: &str) -> Result<Outcome, Refused> {
        let started = self.cloud.clock;
        let Some(key) = self.cloud.find(region, name) else {
            return Ok(Outcome { status: Status::DeleteComplete, reason: None, seconds: 0 });
        };
        if let Some(reason) = self.in_use_outside(key) {
            return Err(Refused::because(reason));
        }
        self.faults.during = Operation::Deletion;
        self.cloud.set_status(key, Status::DeleteInProgress, "");
        self.discard_all(key);
        let failures = self.remove(key, false);
        let reason = failures.first().map(ToString::to_string);
        if reason.is_none() {
            self.cloud.set_status(key, Status::DeleteComplete, "");
            self.drop_stack(key);
            return Ok(Outcome { status: Status::DeleteComplete, reason, seconds: self.cloud.clock - started });
        }
        self.cloud.set_status(key, Status::DeleteFailed, reason.as_deref().unwrap_or_default());
        Ok(self.outcome(key, reason, started))
    }

    fn outcome(&self, key: u32, reason: Option<String>, started: u64) -> Outcome {
        Outcome { status: self.cloud.stacks[&key].status, reason, seconds: self.cloud.clock - started }
    }

    /// What CloudFormation checks before it begins.
    fn acceptable(&self, deployment: &Deployment<'t>) -> Result<&'t Document, Refused> {
        let Some(document) = deployment.templates.document(&deployment.root) else {
            return Err(Refused::because(format!("there is no template `{}`", deployment.root)));
        };
        let mut problems = validate::limits(document);
        problems.extend(validate::size(deployment.templates, document));
        problems.extend(validate::capabilities(deployment.templates, document, &deployment.capabilities));
        problems.extend(validate::triggers(deployment));
        problems.extend(validate::values(&deployment.parameters));
        if problems.is_empty() {
            // The world matters for parameters of SSM only.
            let world = validate::Outside { cloud: &self.cloud, region: &deployment.region };
            let mut pseudo = crate::evaluate::Pseudo::new(&deployment.region);
            pseudo.account_id.clone_from(&self.cloud.account_id);
            match Scope::new(document, &deployment.parameters, pseudo, &world) {
                Ok(scope) => problems.extend(validate::unknown(&scope)),
                Err(wrong) => problems.extend(wrong),
            }
        }
        if problems.is_empty() { Ok(document) } else { Err(Refused(problems)) }
    }

    /// What is wrong with the properties of a deployment; asked once.
    fn check(&mut self, deployment: &Deployment<'t>, document: &'t Document) -> Rc<Invalid> {
        let key = (std::ptr::from_ref(document), deployment.region.clone(), deployment.parameters.clone());
        let (cloud, unchecked) = (&self.cloud, &self.unchecked);
        let find =
            || properties::invalid(cloud, unchecked, deployment.templates, document, &deployment.parameters, &deployment.region);
        self.checked.entry(key).or_insert_with(|| Rc::new(find())).clone()
    }

    pub(super) fn begin_update(
        &mut self,
        key: u32,
        set: &'t TemplateSet,
        document: &'t Document,
        given: Given,
        invalid: Rc<Invalid>,
    ) {
        self.cloud.set_status(key, Status::UpdateInProgress, "");
        if let Some(stack) = self.cloud.stacks.get_mut(&key) {
            stack.invalid = invalid;
            let mut now = Version::new(set, document, given);
            // What it has stays until something takes its place.
            now.members = stack.now.members.clone();
            now.outputs = stack.now.outputs.clone();
            now.exports = stack.now.exports.clone();
            now.imports = stack.now.imports.clone();
            stack.before = Some(std::mem::replace(&mut stack.now, now));
        }
    }

    /// The operation is done in the whole tree: there is no way back any more.
    fn finish(&mut self, root: u32, status: Status) {
        for key in self.cloud.tree(root) {
            let nested = if key == root { status } else { self.finished(key, status) };
            self.cloud.set_status(key, nested, "");
            if let Some(stack) = self.cloud.stacks.get_mut(&key) {
                stack.before = None;
                stack.discards.clear();
            }
        }
    }

    /// A nested stack that an update has made is created, not updated.
    fn finished(&self, key: u32, status: Status) -> Status {
        let is_new = self.cloud.stacks[&key].before.is_none();
        if status == Status::UpdateComplete && is_new { Status::CreateComplete } else { status }
    }
}

fn what_to_do(status: Status) -> &'static str {
    match status {
        Status::RollbackComplete | Status::RollbackFailed => "\nhelp: delete it, and create it again",
        Status::UpdateRollbackFailed => "\nhelp: continue its rollback first",
        Status::DeleteFailed => "\nhelp: delete it again",
        _ => "",
    }
}
