//! `graph`: what needs what, to look at.

use crate::input::{self, Templates};
use crate::{Outcome, complain, write};
use clap::{Args, ValueEnum};
use serde_json::json;
use std::collections::BTreeMap;
use std::mem;
use std::path::{Path, PathBuf};
use tap_core::AppDef;
use tap_core::document::TemplateSet;
use tap_core::evaluate::Deployment;
use tap_core::graph::analysis::{Cycle, cycles};
use tap_core::graph::{Detail, Graph, dot, html, mermaid, svg};
use tap_core::plan::{self, Estimates, Plan};
use tap_schema::name::help;

/// Options of `graph`.
#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    templates: Templates,
    /// How it is written; without it, what the file's ending says, or else mermaid
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Show stacks only, and what they need of each other (not for html, which shows both)
    #[arg(long)]
    stacks: bool,
    /// Show this stack only, and what is nested in it, such as `TapStack/Network`
    #[arg(long, value_name = "PATH")]
    stack: Option<String>,
    /// File to write to instead of printing the graph
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// How a graph is written.
#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// For Markdown
    Mermaid,
    /// For Graphviz
    Dot,
    /// A picture
    Svg,
    /// A page to look around in: search, zoom, filter, properties
    Html,
}

impl Format {
    /// What the ending of a file says.
    fn of_file(out: Option<&Path>) -> Self {
        match out.and_then(Path::extension).and_then(|ending| ending.to_str()) {
            Some("dot" | "gv") => Format::Dot,
            Some("svg") => Format::Svg,
            Some("html" | "htm") => Format::Html,
            _ => Format::Mermaid,
        }
    }
}

/// Takes the times from the plan of a first deployment with its defaults: what the app itself says of them, and nothing for what is left out. A
/// root that cannot be planned, since resources need each other, keeps the published averages.
fn time(graph: &mut Graph, set: &TemplateSet, app: Option<&'static AppDef>) {
    let estimates = app.map(Estimates::of_app).unwrap_or_default();
    let region = app.and_then(|app| app.regions.first()).copied().unwrap_or("us-east-1");
    let planned = |root: &String| plan::create(&Deployment::new(set, Some(region)), root, &estimates).ok();
    let plans: BTreeMap<&str, Plan> = set.roots().iter().filter_map(|root| Some((root.as_str(), planned(root)?))).collect();
    let tasks = plans.values().flat_map(|plan| &plan.tasks);
    let seconds: BTreeMap<&str, u32> = tasks.map(|task| (task.path.as_str(), task.figure.seconds)).collect();
    for number in 0..graph.nodes.len() {
        let path = graph.path_of(number);
        if path.split('/').next().is_some_and(|root| plans.contains_key(root)) {
            graph.nodes[number].seconds = seconds.get(path.as_str()).copied().unwrap_or(0);
        }
    }
}

/// Writes or prints the graph; cycles are said and set the exit code.
pub fn run(options: &Options, app: Option<&str>, json: bool) -> Result<Outcome, String> {
    let (name, set) = options.templates.set(app)?;
    let mut whole = Graph::of_templates(&name, &set).map_err(|problem| problem.to_string())?;
    let app = if options.templates.templates.is_none() { Some(input::choose(app)?) } else { None };
    time(&mut whole, &set, app);
    // The process ends with the verb: giving the templates back value by value would only take time.
    mem::forget(set);
    let graph = match &options.stack {
        None => whole,
        Some(path) => whole.only(path).ok_or_else(|| {
            let known: Vec<&str> = whole.stacks.iter().map(|stack| stack.path.as_str()).collect();
            let near = help(path, known.iter().copied());
            format!("there is no stack `{path}`{near}\nhelp: the stacks are {}", known.join(", "))
        })?,
    };
    let cycles = cycles(&graph);
    let code = u8::from(!cycles.is_empty());
    let text = match &options.out {
        None if json => to_json(&graph, &cycles),
        None => written(&graph, options),
        Some(out) => {
            write::file(out, &written(&graph, options))?;
            if json { to_json(&graph, &cycles) } else { done(&graph, out) }
        }
    };
    if !json {
        cycles.iter().for_each(|cycle| complain(&format!("circular dependency:\n{cycle}")));
    }
    Ok(Outcome { text, code })
}

/// The graph as it is asked for.
fn written(graph: &Graph, options: &Options) -> String {
    let detail = if options.stacks { Detail::Stacks } else { Detail::Resources };
    match options.format.unwrap_or_else(|| Format::of_file(options.out.as_deref())) {
        Format::Mermaid => mermaid(graph, detail),
        Format::Dot => dot(graph, detail),
        Format::Svg => svg(graph, detail),
        Format::Html => html(graph),
    }
}

/// What was written where.
fn done(graph: &Graph, out: &Path) -> String {
    let count = |number: usize, what: &str| format!("{number} {what}{}", if number == 1 { "" } else { "s" });
    let (stacks, resources) = (count(graph.stacks.len(), "stack"), count(graph.nodes.len(), "resource"));
    format!("wrote {stacks} and {resources} to {}\n", out.display())
}

fn to_json(graph: &Graph, cycles: &[Cycle]) -> String {
    let nodes = graph.nodes.iter().enumerate().map(|(number, node)| {
        json!({
            "path": graph.path_of(number), "logicalId": node.id, "type": node.kind,
            "stack": graph.stacks[node.stack].path, "condition": node.condition, "seconds": node.seconds,
        })
    });
    let edges = graph
        .edges
        .iter()
        .map(|edge| json!({ "from": graph.path_of(edge.from), "to": graph.path_of(edge.to), "reason": edge.label() }));
    let stacks = graph.stacks.iter().map(|stack| json!({ "path": stack.path, "template": stack.template }));
    let cycles = cycles.iter().map(|cycle| {
        let steps = cycle.steps.iter().map(|step| json!({ "path": step.path, "needsNextBy": step.because }));
        steps.collect::<Vec<_>>()
    });
    let report = json!({
        "name": graph.name,
        "stacks": stacks.collect::<Vec<_>>(),
        "resources": nodes.collect::<Vec<_>>(),
        "dependencies": edges.collect::<Vec<_>>(),
        "cycles": cycles.collect::<Vec<_>>(),
    });
    format!("{report}\n")
}
