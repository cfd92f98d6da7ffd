//! The simulator against what CloudFormation's documentation says. Each test names the rule that it holds it to.

mod change_sets;
mod cleanup;
mod conditions;
mod custom;
mod deletion;
mod exports;
mod nested;
mod order;
mod parameters;
mod platform;
mod policies;
mod references;
mod requirements;
mod rollback;
mod seeds;
mod stack_sets;
mod triggers;
mod updates;

use super::{Action, Answers, CustomAnswer, CustomRequest, Deployment, Fault, Faults, Outcome, Refused, Simulation, Status};
use crate::document::{Document, TemplateSet};

pub(super) const REGION: &str = "eu-west-1";

/// The templates of these texts, each under its name.
pub(super) fn set(templates: &[(&str, &str)]) -> TemplateSet {
    let read = |(name, text): &(&str, &str)| Document::read(name, text).unwrap_or_else(|problem| panic!("{problem}"));
    TemplateSet::new(templates.iter().map(read)).unwrap()
}

/// The only template of a stack that is called `app`.
pub(super) fn app(text: &str) -> TemplateSet {
    set(&[("app", text)])
}

/// The stack `app`, of the template `app`.
pub(super) fn deployment(set: &TemplateSet) -> Deployment<'_> {
    Deployment::new(REGION, "app", set, "app")
}

/// An account in which every operation takes ten seconds, save for those whose path ends with `Slow`: they take a hundred.
pub(super) fn account<'t>() -> Simulation<'t> {
    Simulation::new().timed_by(|subject, _| if subject.path.ends_with("Slow") { 100 } else { 10 })
}

/// An account with the stack `app`.
pub(super) fn created(set: &TemplateSet) -> Simulation<'_> {
    let mut simulation = account();
    create(&mut simulation, &deployment(set));
    simulation
}

pub(super) fn create<'t>(simulation: &mut Simulation<'t>, deployment: &Deployment<'t>) -> u64 {
    let outcome = simulation.create(deployment).unwrap();
    assert_eq!((outcome.status, outcome.reason), (Status::CreateComplete, None));
    assert_consistent(simulation);
    outcome.seconds
}

pub(super) fn update<'t>(simulation: &mut Simulation<'t>, deployment: &Deployment<'t>) -> u64 {
    let outcome = simulation.update(deployment).unwrap();
    assert_eq!((outcome.status, outcome.reason), (Status::UpdateComplete, None));
    assert_consistent(simulation);
    outcome.seconds
}

/// The stack `app` goes, with everything.
pub(super) fn delete(simulation: &mut Simulation<'_>) {
    let outcome = simulation.delete(REGION, "app").unwrap();
    assert_eq!((outcome.status, outcome.reason), (Status::DeleteComplete, None));
    assert_consistent(simulation);
}

/// What ended badly: the status and the reason.
pub(super) fn failed(outcome: Result<Outcome, Refused>) -> (Status, String) {
    let outcome = outcome.unwrap();
    (outcome.status, outcome.reason.unwrap())
}

pub(super) fn refused(outcome: Result<Outcome, Refused>) -> String {
    outcome.unwrap_err().to_string()
}

pub(super) fn assert_consistent(simulation: &Simulation<'_>) {
    assert_eq!(simulation.cloud.inconsistencies(), [""; 0]);
}

/// Answers by a function.
pub(super) struct By<F>(pub(super) F);

impl<F: FnMut(&CustomRequest) -> CustomAnswer> Answers for By<F> {
    fn answer(&mut self, request: &CustomRequest) -> CustomAnswer {
        (self.0)(request)
    }
}

pub(super) fn fail(action: Action, path: &str) -> Fault {
    Fault::Fail { action, path: path.to_string() }
}

/// These faults, and no others, from now on.
pub(super) fn strike(simulation: &mut Simulation<'_>, faults: impl IntoIterator<Item = Fault>) {
    simulation.faults = Faults::of(faults.into_iter().collect());
}

/// Paths of what exists.
pub(super) fn paths(simulation: &Simulation<'_>) -> Vec<String> {
    simulation.cloud.items().into_iter().map(|item| item.path).collect()
}

/// Physical ids of what exists at a path.
pub(super) fn ids(simulation: &Simulation<'_>, path: &str) -> Vec<String> {
    simulation.cloud.items().into_iter().filter(|item| item.path == path).map(|item| item.id).collect()
}

/// A property of what exists at a path, if that is one thing.
pub(super) fn property(simulation: &Simulation<'_>, path: &str, name: &str) -> serde_json::Value {
    let items: Vec<_> = simulation.cloud.items().into_iter().filter(|item| item.path == path).collect();
    assert_eq!(items.len(), 1, "{path} is there once");
    items[0].properties[name].clone()
}

/// Everything that happened at a path in the operation that ended last: times and statuses.
pub(super) fn history(simulation: &Simulation<'_>, path: &str) -> Vec<(u64, String)> {
    let events = simulation.cloud.events();
    let begins = |status: &str| ["CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS", "DELETE_IN_PROGRESS"].contains(&status);
    let is_root = |stack: &str| !stack.contains('/');
    let start = events.iter().rposition(|event| event.logical_id.is_empty() && is_root(&event.stack) && begins(&event.status));
    let here = events[start.unwrap_or(0)..].iter().filter(|event| {
        let own = if event.logical_id.is_empty() { event.stack.clone() } else { format!("{}/{}", event.stack, event.logical_id) };
        own == path
    });
    here.map(|event| (event.time, event.status.clone())).collect()
}

/// The statuses of [`history`].
pub(super) fn statuses(simulation: &Simulation<'_>, path: &str) -> Vec<String> {
    history(simulation, path).into_iter().map(|(_, status)| status).collect()
}

/// When something reached a status in the operation that ended last.
pub(super) fn when(simulation: &Simulation<'_>, path: &str, status: &str) -> u64 {
    let history = history(simulation, path);
    history.iter().find(|(_, at)| at == status).unwrap_or_else(|| panic!("{path} never was {status}: {history:?}")).0
}
