//! Graphs of templates: those that others wrote beside cfn-lint's graphs of them, and those of the platform.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;

use serde_json::Value;
use tap_core::document::{Document, TemplateSet};
use tap_core::graph::{Detail, Graph, Reason, analysis};
use tap_tests::{emulators, python, target_dir, workspace_root};

use super::{output, script};

/// The graph of a template by itself; none if it is not one, by what is tested of reading elsewhere.
fn alone(name: &str, text: &str) -> Option<Graph> {
    let document = Document::read(name, text).ok()?;
    let set = TemplateSet::new([document].into_iter()).unwrap_or_else(|problem| panic!("{name}: {problem}"));
    Some(Graph::of_templates(name, &set).unwrap_or_else(|problem| panic!("{name}: {problem}")))
}

fn pairs_by_name(graph: &Graph) -> BTreeSet<(String, String)> {
    let name = |node: usize| graph.nodes[node].id.clone();
    graph.edges.iter().map(|edge| (name(edge.from), name(edge.to))).collect()
}

#[test]
fn what_needs_what_in_public_templates_is_what_cfn_lint_finds() {
    let folder = target_dir().join("graph/templates");
    fs::create_dir_all(&folder).expect("a folder in the target directory");
    let mut files = BTreeMap::new();
    for (name, template) in emulators::observations().into_iter().flat_map(|observed| observed.templates) {
        let count = files.len();
        files.entry(name).or_insert_with(|| {
            let file = folder.join(format!("{count}.json"));
            let text = template.to_string();
            fs::write(&file, &text).expect("a file in the target directory");
            (file, text)
        });
    }
    let mut lint = Command::new(python::interpreter());
    lint.arg(script("cfn_lint.py")).args(files.values().map(|(file, _)| file));
    let said: Value = serde_json::from_str(&output(&mut lint)).expect("JSON");

    let (mut templates, mut edges) = (0, 0);
    let mut differences = Vec::new();
    for (name, (file, text)) in &files {
        let theirs: BTreeSet<(String, String)> =
            serde_json::from_value(said[file.to_str().expect("UTF-8")].clone()).expect("pairs of names");
        let Some(ours) = alone(name, text).as_ref().map(pairs_by_name) else { continue };
        (templates, edges) = (templates + 1, edges + theirs.len());
        if ours != theirs {
            differences.push(format!("{name}: {:?}", ours.symmetric_difference(&theirs).collect::<Vec<_>>()));
        }
    }
    println!("{templates} of {} templates, {edges} edges", files.len());
    assert!(templates > 200 && edges > 1000, "{templates} templates, {edges} edges");
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// The emitted platform.
fn platform() -> Graph {
    let set = TemplateSet::read(&workspace_root().join("lib")).unwrap_or_else(|problem| panic!("{problem}"));
    Graph::of_templates("platform", &set).unwrap_or_else(|problem| panic!("{problem}"))
}

#[test]
fn the_platform_has_no_cycle_and_every_edge_has_a_reason_in_its_template() {
    let graph = platform();
    assert_eq!(analysis::cycles(&graph), []);
    assert!(analysis::critical_path(&graph).seconds > 300);
    let mut across = 0;
    for edge in graph.edges.iter().filter(|edge| edge.reason != Reason::DependsOn) {
        let property = edge.path.split('.').try_fold(&graph.nodes[edge.from].properties, |value, part| match value {
            Value::Array(items) => items.get(part.parse::<usize>().ok()?),
            other => other.get(part),
        });
        assert!(property.is_some(), "{} has no {}", graph.path_of(edge.from), edge.path);
        let crosses = graph.nodes[edge.from].stack != graph.nodes[edge.to].stack;
        assert!(crosses || matches!(edge.reason, Reason::Ref | Reason::GetAtt), "{edge:?}");
        across += usize::from(crosses);
    }
    assert!(across > 20, "{across} edges between stacks");
}

#[test]
fn the_platform_is_drawn_with_all_its_stacks() {
    let graph = platform();
    let text = tap_core::graph::mermaid(&graph, Detail::Stacks);
    for stack in &graph.stacks {
        let name = stack.path.rsplit('/').next().expect("a name");
        assert!(text.contains(&format!("\"{name}<br/>{}, ", stack.template)), "{name} is missing\n{text}");
    }
}
