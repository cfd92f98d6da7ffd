//! `plan`: when CloudFormation does what, and how long it takes.

mod chart;
mod text;

use crate::input::{self, Templates};
use crate::parameters::{Parameters, assignment, only, with};
use crate::{Outcome, write};
use clap::Args;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::{fs, mem};
use tap_core::document::TemplateSet;
use tap_core::evaluate::{Deployment, Given};
use tap_core::plan::{self, Estimates, Monolith, Plan, Work};

/// What to plan, and with which figures.
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    templates: Templates,
    /// Plan an update from these templates, a file or a folder; without it, a first deployment
    #[arg(long, value_name = "PATH", conflicts_with = "delete")]
    against: Option<PathBuf>,
    /// Plan the deletion
    #[arg(long)]
    delete: bool,
    /// Only this root
    #[arg(long, value_name = "NAME")]
    stack: Option<String>,
    #[command(flatten)]
    parameters: Parameters,
    /// What a parameter was before the update, if it was another; as often as needed
    #[arg(long, value_name = "NAME=VALUE", value_parser = assignment, requires = "against")]
    previous: Vec<(String, String)>,
    /// The region; the app's first, or us-east-1
    #[arg(long, value_name = "NAME")]
    region: Option<String>,
    /// Measured durations: a JSON or YAML file, `PATH-OR-TYPE: { create: SECONDS, update: …, delete: … }`
    #[arg(long, value_name = "FILE")]
    durations: Option<PathBuf>,
    /// Seconds for which an update's alarms are watched
    #[arg(long, value_name = "SECONDS", default_value_t = 0, requires = "against")]
    monitoring: u32,
    /// Write a timeline for the browser
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

/// A root, planned with the published averages alone and with all figures that there are.
struct Planned {
    plan: Plan,
    averages: Plan,
    /// With the averages, and with all figures; of a first deployment through nested stacks only.
    monolith: Option<(Monolith, Monolith)>,
}

/// Plans the roots, prints them, and writes the timeline.
pub fn run(arguments: &Arguments, app: Option<&str>, json: bool) -> Result<Outcome, String> {
    let (name, set) = arguments.templates.set(app)?;
    let old = match &arguments.against {
        Some(path) => Some(TemplateSet::read(path).map_err(|problem| problem.to_string())?),
        None => None,
    };
    let estimates = estimates(arguments, app, &set)?;
    let regions = if arguments.templates.templates.is_none() { input::choose(app)?.regions } else { &[] };
    let region = arguments.region.as_deref().or(regions.first().copied()).unwrap_or("us-east-1");
    input::known_region(region)?;
    let (roots, given) = (roots(arguments, &set)?, arguments.parameters.given()?);
    let mut planned = Vec::new();
    for root in &roots {
        planned.push(planned_root((arguments, &given), (&set, old.as_ref()), (root, &roots), region, &estimates)?);
    }
    if let Some(file) = &arguments.html {
        let plans: Vec<&Plan> = planned.iter().map(|planned| &planned.plan).collect();
        write::file(file, &plan::html(&name, &plans))?;
    }
    // The process ends with the verb: giving the templates back value by value would only take time.
    mem::forget((set, old));
    Ok(Outcome::done(if json { object(&name, region, &planned) } else { text::all(&name, region, &planned, &estimates) }))
}

fn estimates(arguments: &Arguments, app: Option<&str>, set: &TemplateSet) -> Result<Estimates, String> {
    let estimates = match &arguments.templates.templates {
        Some(_) => Estimates::default(),
        None => Estimates::of_app(input::choose(app)?),
    };
    let Some(file) = &arguments.durations else { return Ok(estimates) };
    let name = file.display().to_string();
    let text = fs::read_to_string(file).map_err(|error| format!("{name}: cannot be read: {error}"))?;
    let estimates = estimates.measured(&name, &text)?;
    estimates.apply_to(set).map_err(|problem| format!("{name}: {problem}"))?;
    Ok(estimates)
}

/// The roots that are meant, in the order of the set.
fn roots(arguments: &Arguments, set: &TemplateSet) -> Result<Vec<String>, String> {
    match &arguments.stack {
        None => Ok(set.roots().to_vec()),
        Some(name) if set.document(name).is_some() => Ok(vec![name.clone()]),
        Some(name) => Err(format!("there is no stack `{name}`: choose one of {}", set.roots().join(", "))),
    }
}

fn planned_root(
    (arguments, given): (&Arguments, &Given),
    (set, old): (&TemplateSet, Option<&TemplateSet>),
    (root, roots): (&str, &[String]),
    region: &str,
    estimates: &Estimates,
) -> Result<Planned, String> {
    let mut new = Deployment::new(set, Some(region));
    // Each root takes the parameters that it has; what none has is refused.
    let is_for = |name: &str| has(set, root, name) || !roots.iter().any(|root| has(set, root, name));
    new.parameters = only(given, is_for);
    let work = match old {
        // A root that was not there is a first deployment.
        Some(old) if old.document(root).is_some() => {
            let mut before = Deployment::new(old, Some(region));
            let is_for = |name: &str| {
                let is_previous = || arguments.previous.iter().any(|(previous, _)| previous == name);
                has(old, root, name) || (is_previous() && !roots.iter().any(|root| has(old, root, name)))
            };
            before.parameters = only(&with(given, &arguments.previous), is_for);
            Work::update(&before, &new, root, arguments.monitoring)?
        }
        _ if arguments.delete => Work::delete(&new, root)?,
        _ => Work::create(&new, root)?,
    };
    let (plan, averages) = (work.plan(estimates)?, work.plan(&Estimates::default())?);
    let is_first = plan.operation == plan::Operation::Create;
    let is_nested = plan.tasks.iter().any(|task| task.kind == tap_schema::STACK && task.stack == 0);
    let monolith = match is_first && is_nested {
        true => Some((plan::monolith(&new, root, &Estimates::default())?, plan::monolith(&new, root, estimates)?)),
        false => None,
    };
    Ok(Planned { plan, averages, monolith })
}

/// Whether a template has a parameter.
fn has(set: &TemplateSet, root: &str, name: &str) -> bool {
    set.document(root).is_some_and(|document| document.parameters.contains_key(name))
}

/// The same as one JSON object, for machines.
fn object(name: &str, region: &str, planned: &[Planned]) -> String {
    let roots: Vec<Value> = planned
        .iter()
        .map(|planned| {
            let monolith = planned.monolith.as_ref().map(|(averages, estimates)| {
                let of =
                    |one: &Monolith| json!({ "resources": one.resources, "unchained": one.unchained, "chained": one.chained });
                json!({ "published_averages": of(averages), "all_figures": of(estimates) })
            });
            let mut root = plan::json(&planned.plan);
            root["seconds_with_published_averages"] = planned.averages.seconds.into();
            root["monolith"] = monolith.unwrap_or(Value::Null);
            root
        })
        .collect();
    format!("{}\n", json!({ "name": name, "region": region, "roots": roots }))
}
