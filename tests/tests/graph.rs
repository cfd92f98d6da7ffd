//! Graphs, read by what others wrote: Mermaid, Graphviz, an XML parser, and a browser.

#[path = "graph/dot.rs"]
mod dot;
#[path = "graph/mermaid.rs"]
mod mermaid;
#[path = "graph/page.rs"]
mod page;
#[path = "graph/samples.rs"]
mod samples;
#[path = "graph/svg.rs"]
mod svg;
#[path = "graph/templates.rs"]
mod templates;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tap_core::graph::{Detail, Graph};
use tap_tests::{node, target_dir};

/// A graph, written somewhere.
struct Written {
    graph: Graph,
    file: PathBuf,
}

/// Writes the graphs by a function; the files are of the test of that name.
fn write(test: &str, ending: &str, graphs: Vec<Graph>, format: impl Fn(&Graph) -> String) -> Vec<Written> {
    let folder = target_dir().join("graph").join(test);
    fs::create_dir_all(&folder).expect("a folder in the target directory");
    let written = graphs.into_iter().enumerate().map(|(index, graph)| {
        let file = folder.join(format!("{index}.{ending}"));
        fs::write(&file, format(&graph)).expect("a file in the target directory");
        Written { graph, file }
    });
    written.collect()
}

/// The small graphs with all resources.
fn write_small(test: &str, ending: &str, format: fn(&Graph, Detail) -> String) -> Vec<Written> {
    let graphs = vec![samples::shop(), samples::cyclic(), samples::hostile()];
    write(test, ending, graphs, |graph| format(graph, Detail::Resources))
}

/// All graphs at both levels of detail.
fn write_both(test: &str, ending: &str, format: fn(&Graph, Detail) -> String) -> (Vec<Written>, Vec<Written>) {
    let graphs = || vec![samples::shop(), samples::cyclic(), samples::hostile(), samples::large()];
    let resources = write(&format!("{test}-resources"), ending, graphs(), |graph| format(graph, Detail::Resources));
    let stacks = write(&format!("{test}-stacks"), ending, graphs(), |graph| format(graph, Detail::Stacks));
    (resources, stacks)
}

/// A script of `tests/graph`.
fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("graph").join(name)
}

/// Node with the packages of `tests/graph`.
fn node_with_packages() -> Command {
    let mut command = Command::new("node");
    // The packages are not beside the program, so Node is told where they are.
    command.env("NODE_PATH", node::graph().join("node_modules"));
    command
}

/// What a command that must succeed prints.
fn output(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("cannot start {command:?}: {error}"));
    let said = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{command:?} failed, {}\n{}\n{}", output.status, said.0, said.1);
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// What a script that reads the files says of each.
fn read(command: &mut Command, written: &[Written]) -> Vec<Value> {
    let said = output(command.args(written.iter().map(|written| &written.file)));
    let mut said: Value = serde_json::from_str(&said).expect("JSON");
    written.iter().map(|written| said[written.file.to_str().expect("UTF-8")].take()).collect()
}

fn list<'a>(value: &'a Value, key: &str) -> &'a Vec<Value> {
    value[key].as_array().unwrap_or_else(|| panic!("no list `{key}`"))
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("no text `{key}` in {value}"))
}

/// The pairs of nodes that an edge joins, once each, sorted.
fn pairs(graph: &Graph) -> Vec<(usize, usize)> {
    let mut pairs: Vec<_> = graph.edges.iter().map(|edge| (edge.from, edge.to)).collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// The number in `n12`.
fn number(id: &str) -> usize {
    id.strip_prefix('n').and_then(|number| number.parse().ok()).unwrap_or_else(|| panic!("{id} is no node"))
}

/// Whether a node is a nested stack.
fn is_holder(graph: &Graph, node: usize) -> bool {
    graph.stacks.iter().any(|stack| stack.holder == Some(node))
}
