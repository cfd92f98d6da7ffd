//! `simulate`: deploys and deletes on a virtual clock, with faults if they are asked for.

mod options;
mod runs;
mod story;

pub use options::Options;

use crate::functions::Chain;
use crate::parameters::{only, with};
use crate::{Outcome, input};
use std::collections::BTreeSet;
use tap_core::document::TemplateSet;
use tap_core::evaluate::Given;
use tap_core::plan::Estimates;
use tap_core::simulate::{Deployment, Simulation};

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
    let regions: Vec<String> = match (&options.region[..], linked) {
        ([], Some(app)) => app.regions.iter().map(ToString::to_string).collect(),
        ([], None) => vec!["us-east-1".to_string()],
        (chosen, _) => chosen.to_vec(),
    };
    let given = options.parameters.given()?;
    let changed = with(&given, &options.update);
    let first = old.as_ref().unwrap_or(&set);
    let creations = deployments(first, &regions, &options.stack, &given)?;
    let updates = deployments(&set, &regions, &options.stack, &changed)?;
    let names: Vec<&str> = creations.iter().chain(&updates).flat_map(|deployment| parameters(deployment)).collect();
    for (name, _) in given.iter().chain(changed.iter()) {
        if !names.contains(&name) {
            let help = tap_schema::name::help(name, names.iter().copied());
            return Err(format!("no root has a parameter `{name}`{help}"));
        }
    }
    let unchecked = linked.map(tap_core::check::escape_hatches).unwrap_or_default();
    let (creations, updates) = (only_own_parameters(creations), only_own_parameters(updates));
    let missing: BTreeSet<String> = creations.iter().chain(&updates).flat_map(missing).collect();
    if !missing.is_empty() {
        let missing = Vec::from_iter(missing).join("\n");
        return Err(format!("{missing}\nhelp: give each by --parameter NAME=VALUE, or all by --parameters FILE"));
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

/// One deployment for each root in each region. What a stack set deploys is left to it, and a stack set is deployed in the first region.
fn deployments<'t>(
    set: &'t TemplateSet,
    regions: &[String],
    only: &[String],
    given: &Given,
) -> Result<Vec<Deployment<'t>>, String> {
    if let Some(unknown) = only.iter().find(|name| !set.roots().contains(name)) {
        return Err(format!("there is no root `{unknown}`\nhelp: the roots are {}", set.roots().join(", ")));
    }
    let sets: Vec<(&str, &str)> = set
        .documents()
        .flat_map(|document| document.resources.iter().map(move |(id, resource)| (document, id, resource)))
        .filter(|(_, _, resource)| resource.kind == "AWS::CloudFormation::StackSet")
        .filter_map(|(document, id, _)| Some((document.name(), set.child(document, id)?.name())))
        .collect();
    let mut deployments = Vec::new();
    for root in set.roots() {
        let is_chosen = only.contains(root);
        let is_in_a_set = sets.iter().any(|(_, child)| child == root);
        if !(is_chosen || (only.is_empty() && !is_in_a_set)) {
            continue;
        }
        let holds_a_set = sets.iter().any(|(holder, _)| holder == root);
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
