//! `graph`: what needs what, to look at.

use crate::input::Templates;
use crate::{Outcome, write};
use clap::{Args, ValueEnum};
use serde_json::json;
use std::fmt::Write;
use std::path::PathBuf;
use tap_core::graph::{Detail, Graph, analysis, dot, html, mermaid, svg};

/// Options of `graph`.
#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    templates: Templates,
    /// How it is written
    #[arg(long, value_enum, default_value = "mermaid")]
    format: Format,
    /// Show stacks only, and what they need of each other (not for html, which shows both)
    #[arg(long)]
    stacks: bool,
    /// Show this stack only, and what is nested in it, such as `TapStack/Network`
    #[arg(long, value_name = "PATH")]
    stack: Option<String>,
    /// File to write to instead of printing
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

/// Writes or prints the graph; cycles are said and set the exit code.
pub fn run(options: &Options, app: Option<&str>, json: bool) -> Result<Outcome, String> {
    let (name, set) = options.templates.set(app)?;
    let whole = Graph::of_templates(&name, &set).map_err(|problem| problem.to_string())?;
    let graph = match &options.stack {
        None => whole,
        Some(path) => whole.only(path).ok_or_else(|| {
            let known: Vec<&str> = whole.stacks.iter().map(|stack| stack.path.as_str()).collect();
            format!("there is no stack `{path}`\nhelp: the stacks are {}", known.join(", "))
        })?,
    };
    let cycles = analysis::cycles(&graph);
    let code = u8::from(!cycles.is_empty());
    if json {
        return Ok(Outcome { text: to_json(&graph), code });
    }
    let detail = if options.stacks { Detail::Stacks } else { Detail::Resources };
    let text = match options.format {
        Format::Mermaid => mermaid(&graph, detail),
        Format::Dot => dot(&graph, detail),
        Format::Svg => svg(&graph, detail),
        Format::Html => html(&graph),
    };
    for cycle in &cycles {
        eprintln!("error: circular dependency:\n{cycle}");
    }
    let Some(out) = &options.out else { return Ok(Outcome { text, code }) };
    write::file(out, &text)?;
    let mut said = String::new();
    _ = writeln!(said, "wrote {} stacks and {} resources to {}", graph.stacks.len(), graph.nodes.len(), out.display());
    Ok(Outcome { text: said, code })
}

fn to_json(graph: &Graph) -> String {
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
    let cycles = analysis::cycles(graph).iter().map(ToString::to_string).collect::<Vec<_>>();
    let report = json!({
        "name": graph.name,
        "stacks": stacks.collect::<Vec<_>>(),
        "resources": nodes.collect::<Vec<_>>(),
        "dependencies": edges.collect::<Vec<_>>(),
        "cycles": cycles,
    });
    format!("{report}\n")
}
