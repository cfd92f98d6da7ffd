//! Towards what the templates say: stacks are opened, their resources made or changed, each after what it needs.

use super::deployment::Deployment;
use super::operation::{Failure, Simulation};
use super::schedule::{Begun, Schedule};
use super::stack::{Stack, Target, Version};
use super::status::Status;
use super::validate;
use super::view::View;
use crate::document::in_order;
use crate::evaluate::{Given, Scope};
use serde_json::Value;
use std::collections::HashMap;
use std::rc::Rc;

/// A piece of work on the way forward.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step<'t> {
    /// A resource is made, or brought up to date.
    Apply { stack: u32, id: &'t str },
    /// All of a stack is done; the job is that of the nested stack in its parent.
    End { stack: u32, job: Option<usize> },
}

/// What a nested stack takes beside what is in it.
pub(super) fn overhead(is_nested: bool) -> u64 {
    if is_nested { tap_schema::duration::NESTED_STACK.into() } else { 0 }
}

impl<'t> Simulation<'t> {
    /// Carries out the templates of a root and all that is nested in it, then watches its alarms.
    pub(super) fn forward(&mut self, root: u32, deployment: &Deployment<'t>, cancelled: Option<u64>) -> Result<(), Failure> {
        let has_triggers = !deployment.triggers.is_empty();
        let alarm = if has_triggers { self.faults.alarm().map(|seconds| self.cloud.clock + seconds) } else { None };
        let path = self.cloud.stacks[&root].path.clone();
        let interrupted = |time: u64| match (cancelled, alarm) {
            (Some(cancelled), _) if cancelled <= time => Some((cancelled, "the user cancelled the update")),
            (_, Some(alarm)) if alarm <= time => Some((alarm, "a rollback trigger is in ALARM")),
            _ => None,
        };
        let interruption = |(time, reason): (u64, &str)| (time, Failure { path: path.clone(), reason: reason.to_string() });

        if let Some(reason) = validate::missing_trigger(&self.cloud, deployment) {
            return Err(Failure { path, reason });
        }
        let mut schedule = Schedule::new();
        self.open(root, None, &mut schedule).map_err(|reason| Failure { path: path.clone(), reason })?;
        loop {
            while let Some((job, step)) = schedule.begin() {
                let begun = self.begin(job, step, &mut schedule);
                schedule.begun(job, self.cloud.clock, begun);
            }
            if let Some((time, failure)) = schedule.next_time().and_then(interrupted).map(interruption) {
                self.cloud.clock = self.cloud.clock.max(time);
                self.stop(&schedule, &failure);
                return Err(failure);
            }
            let Some((time, job, step, failure)) = schedule.next_end() else { break };
            self.cloud.clock = time;
            let done = failure.map_or(Ok(()), Err).and_then(|()| self.complete(step, &mut schedule));
            if let Err(reason) = done {
                let failure = self.failed(step, reason);
                self.stop(&schedule, &failure);
                return Err(failure);
            }
            schedule.done(job);
        }
        // Without triggers it is a pause in which the user may look, and cancel.
        let watched = self.cloud.clock + deployment.monitoring;
        let watching = (has_triggers || deployment.monitoring > 0).then(|| interrupted(watched)).flatten();
        if let Some((time, failure)) = watching.map(interruption) {
            self.cloud.clock = self.cloud.clock.max(time);
            return Err(failure);
        }
        self.cloud.clock = watched;
        Ok(())
    }

    /// Decides the conditions of a stack, and adds the work of its resources. The error is the stack's.
    pub(super) fn open(&mut self, key: u32, job: Option<usize>, schedule: &mut Schedule<Step<'t>>) -> Result<(), String> {
        let pseudo = self.cloud.pseudo(key);
        let now = &self.cloud.stacks[&key].now;
        let document = now.document;
        let scope = Scope::new(document, &now.given, pseudo, &View::new(&self.cloud, key)).map_err(|wrong| wrong.join("; "))?;
        let scope = Rc::new(scope);
        let missing = [validate::values(&now.given), validate::unknown(&scope)].concat();
        if !missing.is_empty() {
            return Err(missing.join("; "));
        }
        let exists = |id: &str| scope.exists(document.resources[id].condition.as_deref()) != Some(false);
        let ids = document.resources.keys().map(String::as_str).filter(|id| exists(id));
        let order =
            in_order(ids, |id| scope.needs(id)).map_err(|cycle| format!("resources need each other: {}", cycle.join(" → ")))?;
        if let Some(stack) = self.cloud.stacks.get_mut(&key) {
            stack.now.scope = Some(scope.clone());
            stack.now.imports.clear();
        }
        let end = schedule.add(Step::End { stack: key, job });
        let mut jobs: HashMap<&str, usize> = HashMap::new();
        for id in order {
            let job = schedule.add(Step::Apply { stack: key, id });
            for need in scope.needs(id) {
                schedule.after(job, jobs[need]);
            }
            schedule.after(end, job);
            jobs.insert(id, job);
            schedule.release(job);
        }
        schedule.release(end);
        Ok(())
    }

    fn begin(&mut self, job: usize, step: Step<'t>, schedule: &mut Schedule<Step<'t>>) -> Begun {
        match step {
            Step::Apply { stack, id } => self.apply(job, stack, id, schedule),
            Step::End { job, .. } => Begun::Lasts(overhead(job.is_some()), None),
        }
    }

    fn complete(&mut self, step: Step<'t>, schedule: &mut Schedule<Step<'t>>) -> Result<(), String> {
        match step {
            Step::Apply { stack, id } => {
                self.applied(stack, id);
                Ok(())
            }
            Step::End { stack, job } => {
                self.publish(stack)?;
                let is_new = self.cloud.stacks[&stack].before.is_none();
                let parent = self.cloud.stacks[&stack].parent;
                if let (Some(parent), Some(job)) = (parent, job) {
                    // What an update left over waits for the root.
                    let status = if is_new { Status::CreateComplete } else { Status::UpdateCompleteCleanupInProgress };
                    self.cloud.set_status(stack, status, "");
                    let name = self.cloud.stacks[&stack].path.rsplit('/').next().unwrap_or_default().to_string();
                    let status = if is_new { Status::CreateComplete } else { Status::UpdateComplete };
                    self.cloud.event(parent, &name, status.name(), "");
                    schedule.done(job);
                }
                Ok(())
            }
        }
    }

    /// Opens a nested stack; the error is that of the resource.
    pub(super) fn open_nested(
        &mut self,
        job: usize,
        parent: u32,
        id: &'t str,
        properties: &Value,
        schedule: &mut Schedule<Step<'t>>,
    ) -> Result<(u32, Vec<String>), String> {
        let outer = &self.cloud.stacks[&parent];
        let (set, region, invalid) = (outer.now.set, outer.region.clone(), outer.invalid.clone());
        let (name, path) = (outer.name.clone(), format!("{}/{id}", outer.path));
        let place = format!("{}/{id}", outer.place);
        let Some(document) = set.child(outer.now.document, id) else {
            let url = properties.get("TemplateURL").and_then(Value::as_str).unwrap_or_default();
            return Err(format!("there is no template at `{url}`"));
        };
        let mut given = Given::default();
        for (name, value) in properties.get("Parameters").and_then(Value::as_object).into_iter().flatten() {
            given.set_value(name, value);
        }
        let existing = outer.before.as_ref().and_then(|before| before.members.get(id)).map(|member| member.target);
        let retyped = match existing {
            Some(Target::Stack(key)) => validate::retyped(&self.cloud, key, document),
            _ => None,
        };
        let key = match existing {
            Some(Target::Stack(key)) => {
                self.begin_update(key, set, document, given, invalid);
                key
            }
            _ => {
                let key = self.cloud.number();
                let name = format!("{name}-{id}-{key:06X}");
                let now = Version::new(set, document, given);
                let mut nested = Stack::new(&name, path, &region, Some(parent), now, invalid);
                nested.place = place;
                self.cloud.stacks.insert(key, nested);
                self.cloud.event(key, "", Status::CreateInProgress.name(), "");
                key
            }
        };
        let mut problems = validate::limits(document);
        problems.extend(retyped);
        if problems.is_empty()
            && let Err(problem) = self.open(key, Some(job), schedule)
        {
            problems.push(problem);
        }
        Ok((key, problems))
    }

    /// Notes a failure where it happened.
    fn failed(&mut self, step: Step<'t>, reason: String) -> Failure {
        let (stack, id) = match step {
            Step::Apply { stack, id } => (stack, id),
            Step::End { stack, .. } => (stack, ""),
        };
        let at = &self.cloud.stacks[&stack];
        let verb = if at.before.is_some() { "UPDATE_FAILED" } else { "CREATE_FAILED" };
        let path = if id.is_empty() { at.path.clone() } else { format!("{}/{id}", at.path) };
        self.cloud.event(stack, id, verb, reason.as_str());
        Failure { path, reason }
    }

    /// What is under way when something fails is cancelled.
    fn stop(&mut self, schedule: &Schedule<Step<'t>>, failure: &Failure) {
        let under_way: Vec<_> = schedule.under_way().collect();
        for step in under_way {
            if let Step::Apply { stack, id } = step {
                let path = format!("{}/{id}", self.cloud.stacks[&stack].path);
                let verb = if self.cloud.stacks[&stack].before.is_some() { "UPDATE_FAILED" } else { "CREATE_FAILED" };
                if path != failure.path {
                    self.cloud.event(stack, id, verb, "cancelled");
                }
            }
        }
    }
}
