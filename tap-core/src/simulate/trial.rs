//! A whole life with faults: stacks are created, updated, rolled back and deleted, and after each operation what has to hold is checked.

use super::cloud::{Cloud, Export, Item, Kept, Why};
use super::deployment::Deployment;
use super::faults::{Fault, Faults};
use super::operation::{Outcome, Refused, Simulation};
use super::status::Status;
use std::collections::BTreeMap;
use std::fmt;
use std::rc::Rc;

/// How often an operation that faults have undone is repeated. A run has at most three faults, so one of these ends well.
const REPEATS: usize = 8;

/// What one run has shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Life {
    /// The faults that struck.
    pub faults: Vec<Fault>,
    /// How many operations ended in each status.
    pub ended: BTreeMap<&'static str, usize>,
    /// What policies have kept.
    pub kept: Vec<Kept>,
    /// Seconds on the virtual clock.
    pub seconds: u64,
}

/// What must hold and did not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// After which operation.
    pub after: String,
    /// What was wrong.
    pub problems: Vec<String>,
}

impl fmt::Display for Violation {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "after {}: {}", self.after, self.problems.join("; "))
    }
}

impl std::error::Error for Violation {}

/// Lives through it: creates the stacks in order, updates them one after the other, and deletes them in the opposite order, with faults by the seed.
/// What a fault undoes is repeated.
///
/// The simulation is left as it ended, with its events.
///
/// # Errors
///
/// The first thing that does not hold: after a rollback everything is as it was before; after a deletion nothing is left but what policies keep;
/// what exists belongs to a stack, and what is imported is exported.
///
/// ```
/// use tap_core::document::{Document, TemplateSet};
/// use tap_core::simulate::{Deployment, Simulation, live};
///
/// let text = "Resources:\n  Jobs: { Type: AWS::SQS::Queue }\n  More: { Type: AWS::SQS::Queue, DependsOn: Jobs }\n";
/// let set = TemplateSet::new([Document::read("jobs", text).unwrap()].into_iter()).unwrap();
/// let deployments = [Deployment::new("eu-west-1", "jobs", &set, "jobs")];
/// for seed in 0..100 {
///     live(&mut Simulation::new(), seed, &deployments, &[]).unwrap();
/// }
/// ```
pub fn live<'t>(
    simulation: &mut Simulation<'t>,
    seed: u64,
    creations: &[Deployment<'t>],
    updates: &[Deployment<'t>],
) -> Result<Life, Violation> {
    simulation.faults = Faults::seeded(seed);
    let mut run = Run { simulation, ended: BTreeMap::new() };
    for deployment in creations {
        run.create(deployment)?;
    }
    for deployment in updates {
        run.update(deployment)?;
    }
    for deployment in creations.iter().rev() {
        run.delete(deployment)?;
    }
    let ended = std::mem::take(&mut run.ended);
    let cloud = &simulation.cloud;
    let left: Vec<String> = cloud.items().iter().map(|item| format!("{} is left", item.path)).collect();
    let stacks = cloud.stacks().into_iter().map(|(region, name, status)| format!("stack {name} in {region} is left, {status}"));
    let forgotten =
        cloud.kept().iter().filter(|kept| kept.why == Why::LeftBehind).map(|kept| format!("{} belongs to nobody", kept.path));
    let problems: Vec<String> = left.into_iter().chain(stacks).chain(forgotten).collect();
    if !problems.is_empty() {
        return Err(Violation { after: "all was deleted".to_string(), problems });
    }
    Ok(Life { faults: simulation.faults.struck().to_vec(), ended, kept: cloud.kept().to_vec(), seconds: cloud.clock() })
}

struct Run<'s, 't> {
    simulation: &'s mut Simulation<'t>,
    ended: BTreeMap<&'static str, usize>,
}

/// What an operation that is undone may not change.
struct State {
    items: Vec<Item>,
    exports: BTreeMap<(String, String), Export>,
}

impl State {
    fn of(cloud: &Cloud<'_>) -> Self {
        State { items: cloud.items(), exports: cloud.exports.clone() }
    }

    fn differences(&self, now: &State) -> Vec<String> {
        let by_id = |items: &'_ [Item]| -> BTreeMap<(String, String, String), Item> {
            items.iter().map(|item| ((item.region.clone(), item.kind.clone(), item.id.clone()), item.clone())).collect()
        };
        let (before, after) = (by_id(&self.items), by_id(&now.items));
        let mut differences = Vec::new();
        for (id, item) in &before {
            match after.get(id) {
                None => differences.push(format!("{} is gone", item.path)),
                Some(other) if !Rc::ptr_eq(&other.properties, &item.properties) && other != item => {
                    differences.push(format!("{} has changed", item.path));
                }
                Some(_) => {}
            }
        }
        let new = after.iter().filter(|(id, _)| !before.contains_key(*id));
        differences.extend(new.map(|(_, item)| format!("{} is new", item.path)));
        if self.exports != now.exports {
            differences.push("exports have changed".to_string());
        }
        differences
    }
}

impl<'t> Run<'_, 't> {
    fn create(&mut self, deployment: &Deployment<'t>) -> Result<(), Violation> {
        let name = &deployment.stack;
        for _ in 0..REPEATS {
            let before = State::of(&self.simulation.cloud);
            let outcome = self.simulation.create(deployment);
            let outcome = self.done(&format!("the creation of {name}"), outcome)?;
            if outcome.status == Status::CreateComplete {
                return Ok(());
            }
            if outcome.status == Status::RollbackComplete {
                let problems = before.differences(&State::of(&self.simulation.cloud));
                self.holds(&format!("the rollback of the creation of {name}"), problems)?;
            }
            self.delete(deployment)?;
        }
        self.never(name, "created")
    }

    fn update(&mut self, deployment: &Deployment<'t>) -> Result<(), Violation> {
        let name = &deployment.stack;
        for _ in 0..REPEATS {
            let before = State::of(&self.simulation.cloud);
            let outcome = self.simulation.update(deployment);
            if let Err(refused) = &outcome
                && refused.0.iter().any(|reason| reason == "no updates are to be performed")
            {
                return Ok(());
            }
            let mut outcome = self.done(&format!("the update of {name}"), outcome)?;
            for _ in 0..REPEATS {
                if outcome.status == Status::UpdateRollbackFailed {
                    let continued = self.simulation.continue_rollback(&deployment.region, name);
                    outcome = self.done(&format!("the continued rollback of {name}"), continued)?;
                }
            }
            if outcome.status == Status::UpdateComplete {
                return Ok(());
            }
            let problems = before.differences(&State::of(&self.simulation.cloud));
            self.holds(&format!("the rollback of the update of {name}"), problems)?;
        }
        self.never(name, "updated")
    }

    fn delete(&mut self, deployment: &Deployment<'t>) -> Result<(), Violation> {
        let name = &deployment.stack;
        for _ in 0..REPEATS {
            let outcome = self.simulation.delete(&deployment.region, name);
            let outcome = self.done(&format!("the deletion of {name}"), outcome)?;
            if outcome.status == Status::DeleteComplete {
                return Ok(());
            }
        }
        self.never(name, "deleted")
    }

    fn done(&mut self, after: &str, outcome: Result<Outcome, Refused>) -> Result<Outcome, Violation> {
        let outcome = outcome.map_err(|refused| Violation { after: after.to_string(), problems: refused.0 })?;
        *self.ended.entry(outcome.status.name()).or_default() += 1;
        self.holds(after, self.simulation.cloud.inconsistencies())?;
        Ok(outcome)
    }

    fn holds(&self, after: &str, problems: Vec<String>) -> Result<(), Violation> {
        if problems.is_empty() { Ok(()) } else { Err(Violation { after: after.to_string(), problems }) }
    }

    fn never(&self, name: &str, what: &str) -> Result<(), Violation> {
        Err(Violation { after: format!("{REPEATS} attempts"), problems: vec![format!("{name} could not be {what}")] })
    }
}
