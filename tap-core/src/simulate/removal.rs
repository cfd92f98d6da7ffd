//! Deletion: of a stack, of what a failed creation has made, and of what an update has left over.

use super::cloud::{Kept, Why};
use super::forward::overhead;
use super::operation::{Failure, Simulation};
use super::requests::Question;
use super::schedule::{Begun, Schedule};
use super::stack::{Policy, Stack, Target};
use super::status::{Action, Status};
use std::collections::HashMap;

/// How often CloudFormation tries to delete something in a cleanup.
const ATTEMPTS: u32 = 3;

/// A piece of work of a deletion.
#[derive(Clone, Copy, Debug)]
enum Step<'t> {
    /// Something that is to be deleted.
    Remove { stack: u32, id: &'t str, target: Target },
    /// All of a nested stack is deleted.
    End { stack: u32, job: Option<usize> },
}

/// What a deletion is part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Manner {
    /// Undoing a creation: `RetainExceptOnCreate` retains nothing.
    is_undoing: bool,
    /// A cleanup goes on when something cannot be deleted.
    is_cleanup: bool,
}

impl<'t> Simulation<'t> {
    /// Deletes what a stack has to discard; what fails stays, and so does what it needs.
    pub(super) fn remove(&mut self, root: u32, is_undoing: bool) -> Vec<Failure> {
        self.remove_all(&[root], Manner { is_undoing, is_cleanup: false })
    }

    /// Deletes what the stacks of a tree have to discard after an operation.
    pub(super) fn clean_up_discards(&mut self, root: u32, is_undoing: bool) {
        let tree = self.cloud.tree(root);
        self.remove_all(&tree, Manner { is_undoing, is_cleanup: true });
    }

    fn remove_all(&mut self, stacks: &[u32], manner: Manner) -> Vec<Failure> {
        let mut schedule = Schedule::new();
        let mut failures = Vec::new();
        for key in stacks {
            if !self.cloud.stacks[key].discards.is_empty() {
                self.open_removal(*key, None, &mut schedule);
            }
        }
        loop {
            while let Some((job, step)) = schedule.begin() {
                let begun = self.begin_removal(job, step, manner, &mut schedule);
                schedule.begun(job, self.cloud.clock, begun);
            }
            let Some((time, job, step, failure)) = schedule.next_end() else { break };
            self.cloud.clock = time;
            match (failure, step) {
                (Some(reason), Step::Remove { stack, id, target }) => {
                    self.cloud.event(stack, id, "DELETE_FAILED", reason.as_str());
                    if manner.is_cleanup && self.attempt(stack, target) < ATTEMPTS {
                        schedule.again(job);
                        continue;
                    }
                    if !manner.is_cleanup {
                        failures.push(Failure { path: format!("{}/{id}", self.cloud.stacks[&stack].path), reason });
                        continue;
                    }
                    self.forget(stack, id, target, Some(Why::LeftBehind));
                }
                (_, Step::Remove { stack, id, target }) => self.removed(stack, id, target, manner),
                (_, Step::End { stack, job }) => {
                    if let Some(job) = job {
                        self.end_removal(stack);
                        schedule.done(job);
                    }
                }
            }
            schedule.done(job);
        }
        if !manner.is_cleanup {
            // What could not be deleted is a member still, or is kept in mind for the next attempt.
            for key in stacks.iter().flat_map(|key| self.cloud.tree(*key)).collect::<Vec<_>>() {
                let Some(stack) = self.cloud.stacks.get_mut(&key) else { continue };
                let Stack { now, discards, .. } = stack;
                discards.retain(|discard| !now.has(discard.target));
            }
        }
        failures
    }

    fn open_removal(&mut self, key: u32, job: Option<usize>, schedule: &mut Schedule<Step<'t>>) {
        let end = schedule.add(Step::End { stack: key, job });
        let discards = &self.cloud.stacks[&key].discards;
        let jobs: Vec<usize> = discards
            .iter()
            .map(|discard| schedule.add(Step::Remove { stack: key, id: discard.id, target: discard.target }))
            .collect();
        let mut by_id: HashMap<&str, Vec<usize>> = HashMap::new();
        for (discard, job) in discards.iter().zip(&jobs) {
            by_id.entry(discard.id).or_default().push(*job);
        }
        for (discard, job) in discards.iter().zip(&jobs) {
            for need in discard.needs.iter().filter(|need| **need != discard.id) {
                by_id.get(need).into_iter().flatten().for_each(|need| schedule.after(*need, *job));
            }
            schedule.after(end, *job);
        }
        jobs.iter().for_each(|job| schedule.release(*job));
        schedule.release(end);
    }

    fn begin_removal(&mut self, job: usize, step: Step<'t>, manner: Manner, schedule: &mut Schedule<Step<'t>>) -> Begun {
        let (stack, id, target) = match step {
            Step::Remove { stack, id, target } => (stack, id, target),
            // The cleanup of a nested stack is an operation of its own.
            Step::End { stack, job } => {
                let own = self.cloud.stacks.get(&stack).and_then(|stack| stack.parent).filter(|_| manner.is_cleanup);
                return Begun::Lasts(overhead(own.is_some() || job.is_some()), None);
            }
        };
        let policy = self.policy_of(stack, target, manner);
        let path = format!("{}/{id}", self.cloud.stacks[&stack].path);
        match target {
            _ if policy == Policy::Retain => Begun::Lasts(0, None),
            Target::Stack(child) => {
                if let Some(reason) = self.in_use(child) {
                    return Begun::Lasts(0, Some(reason));
                }
                self.cloud.event(stack, id, "DELETE_IN_PROGRESS", "");
                self.cloud.set_status(child, Status::DeleteInProgress, "");
                self.discard_all(child);
                self.open_removal(child, Some(job), schedule);
                Begun::Nested
            }
            Target::Resource(key) => {
                let Some(physical) = self.cloud.resources.get(&key) else { return Begun::Lasts(0, None) };
                let (kind, properties) = (physical.kind.clone(), physical.properties.clone());
                self.cloud.event(stack, id, "DELETE_IN_PROGRESS", "");
                let seconds = self.seconds(stack, id, &kind, &properties, Action::Delete);
                let (seconds, failure) = if kind == tap_schema::STACK_SET {
                    let (slowest, failure) = self.delete_stack_set(&properties);
                    (seconds + slowest, failure)
                } else if tap_schema::is_custom(&kind) {
                    let (action, path, in_rollback) = (Action::Delete, path.as_str(), manner.is_undoing);
                    self.ask(&Question { key, stack, path, action, properties: &properties, old: None, in_rollback })
                } else {
                    self.service(&path, Action::Delete, seconds)
                };
                Begun::Lasts(seconds, failure)
            }
        }
    }

    fn policy_of(&self, stack: u32, target: Target, manner: Manner) -> Policy {
        let discards = &self.cloud.stacks[&stack].discards;
        match discards.iter().find(|discard| discard.target == target).map_or(Policy::Delete, |discard| discard.policy) {
            Policy::RetainExceptOnCreate if manner.is_undoing => Policy::Delete,
            Policy::RetainExceptOnCreate => Policy::Retain,
            policy => policy,
        }
    }

    /// Counts an attempt to delete something.
    fn attempt(&mut self, stack: u32, target: Target) -> u32 {
        let discards = self.cloud.stacks.get_mut(&stack).into_iter().flat_map(|stack| &mut stack.discards);
        discards.filter(|discard| discard.target == target).fold(ATTEMPTS, |_, discard| {
            discard.attempts += 1;
            discard.attempts
        })
    }

    fn removed(&mut self, stack: u32, id: &'t str, target: Target, manner: Manner) {
        let policy = self.policy_of(stack, target, manner);
        let is_whole = match target {
            Target::Resource(key) => self.cloud.resources.get(&key).is_some_and(|physical| physical.complete),
            Target::Stack(_) => false,
        };
        let why = match policy {
            Policy::Retain => Some(Why::Retained),
            Policy::Snapshot if is_whole => Some(Why::Snapshot),
            _ => None,
        };
        self.cloud.event(stack, id, if policy == Policy::Retain { "DELETE_SKIPPED" } else { "DELETE_COMPLETE" }, "");
        self.forget(stack, id, target, why);
    }

    /// Takes something off its stack, and notes what is left of it.
    fn forget(&mut self, key: u32, id: &'t str, target: Target, why: Option<Why>) {
        let Some(stack) = self.cloud.stacks.get_mut(&key) else { return };
        stack.discards.retain(|discard| discard.target != target);
        if stack.now.members.get(id).is_some_and(|member| member.target == target) {
            stack.now.members.remove(id);
        }
        let path = format!("{}/{id}", stack.path);
        match target {
            Target::Stack(child) => {
                // One that is retained, or could not be deleted, lives on by itself.
                if let Some(child) = self.cloud.stacks.get_mut(&child) {
                    child.parent = None;
                }
            }
            Target::Resource(resource) => {
                let Some(physical) = self.cloud.resources.remove(&resource) else { return };
                let id = if why == Some(Why::Snapshot) { format!("{}-final", physical.id) } else { physical.id };
                // The name of what is retained stays taken.
                if why.is_none_or(|why| why == Why::Snapshot) {
                    physical.claim.into_iter().for_each(|claim| {
                        if self.cloud.claims.get(&claim) == Some(&resource) {
                            self.cloud.claims.remove(&claim);
                        }
                    });
                }
                let kept = |why| Kept { kind: physical.kind, id, region: physical.region, path, why };
                self.cloud.kept.extend(why.map(kept));
            }
        }
    }

    /// A nested stack is gone.
    fn end_removal(&mut self, child: u32) {
        let Some(parent) = self.cloud.stacks.get(&child).and_then(|stack| stack.parent) else { return };
        self.cloud.set_status(child, Status::DeleteComplete, "");
        let target = Target::Stack(child);
        let id = self.cloud.stacks[&parent].discards.iter().find(|discard| discard.target == target).map(|discard| discard.id);
        self.drop_stack(child);
        if let Some(id) = id {
            self.cloud.event(parent, id, "DELETE_COMPLETE", "");
            self.forget(parent, id, target, None);
        }
    }

    pub(super) fn drop_stack(&mut self, key: u32) {
        self.withdraw(key);
        self.cloud.stacks.remove(&key);
    }
}
