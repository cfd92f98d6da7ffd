//! The order of the roots.

use std::collections::{BTreeMap, BTreeSet};
use tap_core::document::TemplateSet;
use tap_core::graph::Graph;

/// The type of stack sets.
pub const STACK_SET: &str = "AWS::CloudFormation::StackSet";

/// The roots, each after those whose exports are imported by what is in it; else by name. The roots of stack sets, which these deploy, are
/// among them.
pub fn roots<'t>(set: &'t TemplateSet, graph: &Graph) -> Vec<&'t str> {
    let mut needs = needs(graph);
    for (holder, child) in stack_sets(set) {
        let inner = needs.get(child).cloned().unwrap_or_default();
        needs.entry(holder.to_string()).or_default().extend(inner);
    }
    let mut left: Vec<&str> = set.roots().iter().map(String::as_str).collect();
    let mut ordered = Vec::new();
    while !left.is_empty() {
        let waits =
            |root: &str| needs.get(root).is_some_and(|needs| left.iter().any(|other| *other != root && needs.contains(*other)));
        // Roots that import from each other cannot be deployed, which the simulation says.
        let next = left.iter().position(|root| !waits(root)).unwrap_or(0);
        ordered.push(left.remove(next));
    }
    ordered
}

/// Each stack set's own template, and the one that it deploys.
pub fn stack_sets(set: &TemplateSet) -> impl Iterator<Item = (&str, &str)> {
    let resources =
        set.documents().flat_map(|document| document.resources.iter().map(move |(id, resource)| (document, id, resource)));
    let sets = resources.filter(|(_, _, resource)| resource.kind == STACK_SET);
    sets.filter_map(|(document, id, _)| Some((document.name(), set.child(document, id)?.name())))
}

/// The roots that each root needs.
fn needs(graph: &Graph) -> BTreeMap<String, BTreeSet<String>> {
    let root = |node: usize| {
        let path = &graph.stacks[graph.nodes[node].stack].path;
        path.split('/').next().unwrap_or(path).to_string()
    };
    let mut needs: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for edge in &graph.edges {
        needs.entry(root(edge.from)).or_default().insert(root(edge.to));
    }
    needs
}
