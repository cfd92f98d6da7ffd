//! `simulate`: deploys and deletes on a virtual clock, with faults if they are asked for.

mod options;
mod places;
mod runs;
mod stack_sets;
mod story;

pub use options::Options;

use crate::Outcome;
use crate::functions::Chain;
use crate::input;
use crate::parameters::{only, with};
use places::Places;
use std::collections::BTreeSet;
use tap_core::document::TemplateSet;
use tap_core::evaluate::Given;
use tap_core::plan::Estimates;
use tap_core::simulate::{Deployment, Simulation};
use tap_schema::name::help;

/// What is deployed: the stacks to create, in order, and what they are updated to.
struct Scene<'t> {
    name: String,
    creations: Vec<Deployment<'t>>,
    updates: Vec<Deployment<'t>>,
    store: Vec<(String, String)>,
    /// Whether secrets that the store does not have are taken as put there before.
    trusts: bool,
    /// Templates and logical ids of what is not checked.
    unchecked: Vec<(String, String)>,
    /// How long things take.
    estimates: Estimates,
}

impl<'t> Scene<'t> {
    /// An account before anything happens, whose custom resources are answered by this.
    fn simulation(&self, answers: Option<Chain>) -> Simulation<'t> {
        let estimates = self.estimates.clone();
        let mut simulation =
            Simulation::new().timed_by(move |subject, action| estimates.figure(action.into(), subject).seconds.into());
        self.store.iter().for_each(|(reference, value)| simulation.store(reference, value));
        if self.trusts {
            simulation.trust_secrets();
        }
        self.unchecked.iter().for_each(|(template, id)| simulation.leave_unchecked(template, id));
        match answers {
            Some(answers) => simulation.answered_by(answers),
            None => simulation,
        }
    }
}

/// Lives through a deployment, its update and its deletion; or through many with faults.
pub fn run(options: &Options, app: Option<&str>, json: bool) -> Result<Outcome, String> {
    let (name, set) = options.templates.set(app)?;
    let old = options.from.as_ref().map(|path| TemplateSet::read(path)).transpose().map_err(|problem| problem.to_string())?;
    let linked = if options.templates.templates.is_none() { Some(input::choose(app)?) } else { None };
    let regions = options.regions(linked)?;
    let given = options.parameters.given()?;
    let changed = with(&given, &options.update);
    let first = old.as_ref().unwrap_or(&set);
    let creations = deployments(first, &regions, &options.stack, &given)?;
    let updates = deployments(&set, &regions, &options.stack, &changed)?;
    // One file of values may serve every root, whichever of them is chosen.
    let roots = [first, &set].into_iter().flat_map(|set| set.documents());
    let names: Vec<&str> = roots.flat_map(|document| document.parameters.keys().map(String::as_str)).collect();
    for (name, _) in given.iter().chain(changed.iter()) {
        if !names.contains(&name) {
            return Err(format!("no template has a parameter `{name}`{}", help(name, names.iter().copied())));
        }
    }
    let unchecked = linked.map(tap_core::check::escape_hatches).unwrap_or_default();
    let (creations, updates) = (only_own_parameters(creations), only_own_parameters(updates));
    let missing: BTreeSet<String> = creations.iter().chain(&updates).flat_map(missing).collect();
    if !missing.is_empty() {
        let missing = Vec::from_iter(missing).join("\n");
        return Err(format!("{missing}\nhelp: give each by --parameter NAME=VALUE, or all by --parameters FILE"));
    }
    let mut updates = updates;
    for deployment in &mut updates {
        let here = |arn: &&String| arn.split(':').nth(3) == Some(deployment.region.as_str());
        deployment.triggers = options.trigger.iter().filter(here).cloned().collect();
        deployment.monitoring = if deployment.triggers.is_empty() { 0 } else { options.monitoring };
    }
    let faults = options.faults();
    if !faults.is_empty() {
        Places::of(creations.iter().chain(&updates)).check(&faults)?;
    }
    let scene = Scene {
        name,
        creations,
        updates,
        store: options.store()?,
        trusts: options.store.is_none(),
        estimates: linked.map(Estimates::of_app).unwrap_or_default(),
        unchecked: unchecked.into_iter().map(|hatch| (hatch.stack.to_string(), hatch.logical_id)).collect(),
    };
    match options.runs {
        Some(count) => runs::run(&scene, options, count, json),
        None => story::run(&scene, options, json),
    }
}

/// One deployment for each root in each region, in the order in which they need each other. What a stack set deploys is left to it, and a
/// stack set is deployed in the first region.
fn deployments<'t>(
    set: &'t TemplateSet,
    regions: &[String],
    only: &[String],
    given: &Given,
) -> Result<Vec<Deployment<'t>>, String> {
    if let Some(unknown) = only.iter().find(|name| !set.roots().contains(name)) {
        let near = help(unknown, set.roots().iter().map(String::as_str));
        return Err(format!("there is no root `{unknown}`{near}\nhelp: the roots are {}", set.roots().join(", ")));
    }
    let sets: Vec<(&str, &str)> = stack_sets::stack_sets(set).collect();
    let mut deployments = Vec::new();
    for root in set.roots() {
        let is_chosen = only.iter().any(|name| name == root);
        let is_in_a_set = sets.iter().any(|(_, child)| *child == root);
        if !(is_chosen || (only.is_empty() && !is_in_a_set)) {
            continue;
        }
        let holds_a_set = sets.iter().any(|(holder, _)| *holder == root);
        for region in regions.iter().take(if holds_a_set { 1 } else { regions.len() }) {
            let mut deployment = Deployment::new(region, root, set, root);
            deployment.parameters = given.clone();
            deployments.push(deployment);
        }
    }
    Ok(deployments)
}

fn parameters<'t>(deployment: &Deployment<'t>) -> impl Iterator<Item = &'t str> {
    deployment
        .templates
        .document(&deployment.root)
        .into_iter()
        .flat_map(|document| document.parameters.keys().map(String::as_str))
}

/// What a root needs and nobody gives.
fn missing(deployment: &Deployment<'_>) -> Vec<String> {
    let document = deployment.templates.document(&deployment.root);
    let parameters = document.into_iter().flat_map(|document| &document.parameters);
    let missing = parameters.filter(|(name, parameter)| parameter.default.is_none() && deployment.parameters.get(name).is_none());
    missing.map(|(name, _)| format!("parameter `{name}` of `{}` has no value", deployment.root)).collect()
}

/// What is given is for those that have such a parameter.
fn only_own_parameters(mut deployments: Vec<Deployment<'_>>) -> Vec<Deployment<'_>> {
    for deployment in &mut deployments {
        let own: Vec<&str> = parameters(deployment).collect();
        deployment.parameters = only(&deployment.parameters, |name| own.contains(&name));
    }
    deployments
}
