//! What would happen to a stack.

use super::change_set::{self, Made};
use super::compare::Sides;
use super::first_failure::{last_failure, refuse};
use super::follow::follow;
use super::live::{Live, find};
use super::request::{Request, template};
use super::state::{State, state};
use super::tree::tree;
use super::triggers::triggers;
use crate::aws::failure::Failure;
use crate::aws::progress::Progress;
use crate::aws::session::Clients;
use crate::aws::setting::{Setting, Target};
use std::rc::Rc;
use tap_core::diff::Diff;
use tap_core::plan::Plan;

/// What would happen to a stack.
pub struct Prepared {
    pub target: Target,
    /// The stack as it is; none before its creation.
    pub live: Option<Live>,
    /// How it differs from what it shall be.
    pub diff: Diff,
    /// What that takes; none if the templates do not tell.
    pub plan: Option<Rc<Plan>>,
    /// The ARN of the change set; none if there is nothing to do.
    pub change_set: Option<String>,
    /// What AWS says beyond the difference, and what will not be as the description has it.
    pub notes: Vec<String>,
}

/// Finds out what would happen; first waits for what is under way with the stack, by whomever it was begun.
///
/// If templates, values and tags are those at AWS, nothing is asked for that leaves a trace. Else there is a change set then, the same one
/// if this is done again.
///
/// # Errors
///
/// A stack in a state that somebody has to repair, a template that Tap or AWS refuses; AWS does not answer, or does not permit it.
pub async fn prepare(setting: &Setting, clients: &Clients, target: &Target, progress: &Progress) -> Result<Prepared, Failure> {
    loop {
        let mut live = find(clients, &target.name).await?;
        if let Some(working) = live.as_ref().filter(|live| state(Some(live)) == State::Working) {
            progress.say(&target.region, format!("{} is {}: waiting for its end", working.name, working.status));
            let ended = follow(clients, &working.id, None, progress).await?;
            if ended.status == "UPDATE_ROLLBACK_COMPLETE"
                && let Some(why) = last_failure(clients, &ended).await?
            {
                progress.say(&target.region, format!("what was under way has failed, and is tried again: {why}"));
            }
            live = find(clients, &target.name).await?;
        }
        if let Some(failed) = live.as_ref().filter(|live| state(Some(live)).is_failed()) {
            refuse(clients, failed).await?;
        }
        let live = live.filter(|live| state(Some(live)) == State::Settled);
        let tree = match &live {
            Some(live) => Some(tree(clients, live.clone()).await?),
            None => None,
        };
        let sides = Sides::new(&setting.set, target, tree.as_ref()).map_err(|problem| in_stack(target, &problem))?;
        let diff = sides.diff().map_err(|problem| in_stack(target, &problem))?;
        let is_deployment = setting.description.deployment.iter().any(|step| step.stack == target.template);
        let triggers = match &live {
            Some(_) if is_deployment => triggers(setting, clients).await?,
            _ => None,
        };
        let monitoring = triggers.as_ref().map_or(0, |triggers| triggers.monitoring);
        let mut prepared = Prepared {
            target: target.clone(),
            plan: sides.plan(&setting.estimates, monitoring),
            live,
            diff,
            change_set: None,
            notes: Vec::new(),
        };
        if tree.as_ref().is_some_and(|tree| sides.is_same(tree, target)) {
            return Ok(prepared);
        }
        let (configuration, missing) =
            triggers.map_or((None, Vec::new()), |triggers| (Some(triggers.configuration), triggers.missing));
        let template = template(setting, target)?;
        let request = Request::new(target, prepared.live.as_ref(), &sides.new, template, configuration);
        match change_set::make(clients, &request, progress).await? {
            Made::Ready(id) => {
                let foreseen = change_set::changes(clients, &id).await?;
                prepared.notes = change_set::beyond(&prepared.diff, &target.template, &foreseen);
                let absent = missing.iter().map(|name| format!("there is no alarm {name} yet: it cannot roll this update back"));
                prepared.notes.extend(absent);
                prepared.change_set = Some(id);
                return Ok(prepared);
            }
            Made::Nothing => return Ok(prepared),
            // An interrupted run has begun it in this very moment.
            Made::Executing => super::Pause::default().wait(false, progress).await,
        }
    }
}

fn in_stack(target: &Target, problem: &str) -> Failure {
    format!("{} in {}: {problem}", target.name, target.region).into()
}
