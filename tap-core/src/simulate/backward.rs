//! Back to what was: a creation undone, an update rolled back.

use super::forward::overhead;
use super::operation::{Failure, Simulation};
use super::schedule::{Begun, Schedule};
use super::stack::{Discard, Policy, Target, Version};
use super::status::Status;
use crate::document::in_order;
use std::collections::HashMap;

/// A piece of work on the way back.
#[derive(Clone, Copy, Debug)]
enum Step<'t> {
    /// A resource becomes what it was.
    Revert { stack: u32, id: &'t str },
    /// All of a nested stack is what it was.
    End { job: Option<usize> },
}

impl<'t> Simulation<'t> {
    /// Deletes all that a creation has made.
    pub(super) fn undo_creation(&mut self, root: u32, failure: &Failure) {
        self.cloud.set_status(root, Status::RollbackInProgress, &failure.to_string());
        self.discard_all(root);
        let failures = self.remove(root, true);
        let status = if failures.is_empty() { Status::RollbackComplete } else { Status::RollbackFailed };
        self.withdraw(root);
        if let Some(stack) = self.cloud.stacks.get_mut(&root) {
            stack.now.imports.clear();
            stack.now.outputs.clear();
            stack.now.exports.clear();
        }
        self.cloud.set_status(root, status, &failures.first().map(ToString::to_string).unwrap_or_default());
    }

    /// Rolls an update back.
    pub(super) fn undo_update(&mut self, root: u32, failure: &Failure) {
        self.cloud.set_status(root, Status::UpdateRollbackInProgress, &failure.to_string());
        self.go_back(root);
    }

    /// Makes everything what it was, as far as it is not yet. What fails first is returned.
    pub(super) fn go_back(&mut self, root: u32) -> Option<String> {
        self.cloud.set_status(root, Status::UpdateRollbackInProgress, "");
        let mut schedule = Schedule::new();
        let mut failures = Vec::new();
        self.open_back(root, None, &mut schedule);
        loop {
            while let Some((job, step)) = schedule.begin() {
                let begun = self.begin_back(job, step, &mut schedule);
                schedule.begun(job, self.cloud.clock, begun);
            }
            let Some((time, job, step, failure)) = schedule.next_end() else { break };
            self.cloud.clock = time;
            match (failure, step) {
                (Some(reason), Step::Revert { stack, id }) => {
                    self.cloud.event(stack, id, "UPDATE_FAILED", reason.as_str());
                    failures.push(Failure { path: format!("{}/{id}", self.cloud.stacks[&stack].path), reason });
                    continue;
                }
                (_, Step::Revert { stack, id }) => self.reverted(stack, id),
                (_, Step::End { job }) => job.into_iter().for_each(|job| schedule.done(job)),
            }
            schedule.done(job);
        }
        if let Some(failure) = failures.first() {
            self.cloud.set_status(root, Status::UpdateRollbackFailed, &failure.to_string());
            return Some(failure.to_string());
        }
        let tree = self.cloud.tree(root);
        let updated: Vec<u32> = tree.iter().copied().filter(|key| self.cloud.stacks[key].before.is_some()).collect();
        for key in &updated {
            self.be_as_before(*key);
            self.cloud.set_status(*key, Status::UpdateRollbackCompleteCleanupInProgress, "");
        }
        for key in &tree {
            self.restore_exports(*key);
        }
        self.clean_up_discards(root, true);
        for key in updated {
            self.cloud.set_status(key, Status::UpdateRollbackComplete, "");
        }
        None
    }

    fn open_back(&mut self, key: u32, job: Option<usize>, schedule: &mut Schedule<Step<'t>>) {
        let end = schedule.add(Step::End { job });
        if let Some(before) = &self.cloud.stacks[&key].before {
            let scope = before.scope.clone();
            let needs = |id: &str| scope.as_ref().map(|scope| scope.needs(id)).unwrap_or_default();
            let ids = before.members.keys().copied();
            let mut jobs: HashMap<&str, usize> = HashMap::new();
            // It was in order when it was made.
            for id in in_order(ids, needs).unwrap_or_default().into_iter().filter(|id| before.members.contains_key(id)) {
                let job = schedule.add(Step::Revert { stack: key, id });
                for need in needs(id) {
                    jobs.get(need).into_iter().for_each(|need| schedule.after(job, *need));
                }
                schedule.after(end, job);
                jobs.insert(id, job);
                schedule.release(job);
            }
        }
        schedule.release(end);
    }

    fn begin_back(&mut self, job: usize, step: Step<'t>, schedule: &mut Schedule<Step<'t>>) -> Begun {
        let (stack, id) = match step {
            Step::Revert { stack, id } => (stack, id),
            Step::End { job } => return Begun::Lasts(overhead(job.is_some()), None),
        };
        let at = &self.cloud.stacks[&stack];
        let Some(old) = at.before.as_ref().and_then(|before| before.members.get(id)).cloned() else {
            return Begun::Lasts(0, None);
        };
        let Some(new) = at.now.members.get(id).cloned() else { return Begun::Lasts(0, None) };
        match (old.target, new.target) {
            (Target::Stack(child), Target::Stack(_)) if self.cloud.stacks[&child].before.is_some() => {
                self.open_back(child, Some(job), schedule);
                Begun::Nested
            }
            (Target::Resource(key), Target::Resource(other)) if key == other && old.properties != new.properties => {
                self.change((stack, id), key, &new.properties, &old.properties, true)
            }
            _ => Begun::Lasts(0, None),
        }
    }

    /// The old one is the stack's again; the new one, if it is another, is deleted later.
    fn reverted(&mut self, key: u32, id: &'t str) {
        let Some(stack) = self.cloud.stacks.get_mut(&key) else { return };
        let Some(old) = stack.before.as_ref().and_then(|before| before.members.get(id)).cloned() else { return };
        let new = stack.now.members.insert(id, old.clone());
        if let Some(new) = new {
            if new.target != old.target {
                let needs = stack.now.scope.as_ref().map(|scope| scope.needs(id)).unwrap_or_default();
                stack.discards.push(Discard { id, target: new.target, policy: new.deletion_policy, needs, attempts: 0 });
            }
            if new != old {
                self.cloud.event(key, id, "UPDATE_COMPLETE", "");
            }
        }
    }

    /// A stack is what it was; what only the update made is to be deleted.
    fn be_as_before(&mut self, key: u32) {
        let Some(stack) = self.cloud.stacks.get_mut(&key) else { return };
        let Some(before) = stack.before.take() else { return };
        let failed = std::mem::replace(&mut stack.now, before);
        let new = new_members(&failed, &stack.now);
        stack.discards.extend(new);
    }

    /// After an update that succeeded: deletes what it no longer has, and what it has replaced.
    pub(super) fn clean_up(&mut self, root: u32) {
        for key in self.cloud.tree(root) {
            let Some(stack) = self.cloud.stacks.get_mut(&key) else { continue };
            let Some(before) = &stack.before else { continue };
            let mut discards = Vec::new();
            for (id, old) in &before.members {
                let is_there = stack.now.exists(id);
                let is_replaced = is_there && stack.now.members.get(id).is_none_or(|new| new.target != old.target);
                if !is_there || is_replaced {
                    let policy = if is_replaced { old.replace_policy } else { old.deletion_policy };
                    let needs = before.scope.as_ref().map(|scope| scope.needs(id)).unwrap_or_default();
                    discards.push(Discard { id, target: old.target, policy, needs, attempts: 0 });
                }
            }
            let gone: Vec<&str> = stack.now.members.keys().copied().filter(|id| !stack.now.exists(id)).collect();
            for id in gone {
                stack.now.members.remove(id);
            }
            stack.discards = discards;
        }
        self.clean_up_discards(root, false);
    }

    /// Marks all of a stack for deletion.
    pub(super) fn discard_all(&mut self, key: u32) {
        if let Some(stack) = self.cloud.stacks.get_mut(&key) {
            stack.discard_all();
        }
    }
}

/// What a failed version has and the one before had not.
fn new_members<'t>(failed: &Version<'t>, before: &Version<'t>) -> Vec<Discard<'t>> {
    let new = failed.members.iter().filter(|(_, member)| !before.has(member.target));
    new.map(|(id, member)| Discard {
        id,
        target: member.target,
        policy: match member.deletion_policy {
            Policy::RetainExceptOnCreate => Policy::Delete,
            policy => policy,
        },
        needs: failed.scope.as_ref().map(|scope| scope.needs(id)).unwrap_or_default(),
        attempts: 0,
    })
    .collect()
}
