//! A page to look around in.

use std::collections::BTreeMap;

use quick_xml::escape::escape;
use serde_json::{Value, json};

use super::analysis::{critical_path, cycles};
use super::picture::Picture;
use super::svg::{self, image};
use super::{Detail, Graph};
use crate::{page, parallel};

const PAGE: &str = include_str!("page/page.html");
const STYLE: &str = include_str!("page/page.css");
const SCRIPTS: [&str; 4] =
    [include_str!("page/model.js"), include_str!("page/view.js"), include_str!("page/panel.js"), include_str!("page/page.js")];

/// A graph as one page that needs nothing else: the drawings of [`svg`](super::svg()), of stacks and of resources, with search,
/// zoom, a filter by stack, and the properties and neighbours of each resource. Cycles and the critical path are marked and listed.
///
/// Nothing of the graph is ever read as markup or as a program: its texts are data, and the page's policy lets no script run but
/// its own.
///
/// # Panics
///
/// If an index of the graph is out of range.
///
/// ```
/// use tap_core::graph::{self, Graph, Node, StackNode};
///
/// let graph = Graph {
///     name: "shop".into(),
///     stacks: vec![StackNode { path: "Shop".into(), template: "shop-stack".into(), ..StackNode::default() }],
///     nodes: vec![Node { id: "Vpc".into(), properties: serde_json::json!({ "Name": "</script>" }), ..Node::default() }],
///     ..Graph::default()
/// };
/// let page = graph::html(&graph);
/// assert!(page.contains("<title>shop</title>"));
/// assert!(page.contains(r#"{"Name":"\u003c/script\u003e"}"#));
/// ```
pub fn html(graph: &Graph) -> String {
    let style = svg::STYLE.to_string() + STYLE;
    let script = SCRIPTS.concat();
    let title = escape(graph.name.as_str()).into_owned();
    // Of a single stack there is nothing more to see in a drawing of stacks.
    let details = if graph.stacks.len() > 1 { &[Detail::Stacks, Detail::Resources][..] } else { &[Detail::Resources] };
    let drawing = |detail| if details.contains(&detail) { image(graph, detail, None) } else { String::new() };
    let ((stacks, resources), data) =
        parallel::both(|| (drawing(Detail::Stacks), drawing(Detail::Resources)), || data(graph, details));
    let parts = BTreeMap::from([
        ("title", title),
        ("style-hash", page::hash(&style)),
        ("script-hash", page::hash(&script)),
        ("style", style),
        ("script", script),
        ("stacks", stacks),
        ("resources", resources),
        ("data", data),
    ]);
    page::fill(PAGE, &parts)
}

/// What the script reads.
fn data(graph: &Graph, details: &[Detail]) -> String {
    let stacks: Vec<_> = graph
        .stacks
        .iter()
        .map(|stack| json!({ "path": stack.path, "template": stack.template, "parent": stack.parent }))
        .collect();
    let cycles: Vec<Vec<_>> = cycles(graph)
        .into_iter()
        .map(|cycle| {
            let steps = cycle.steps.into_iter();
            steps.map(|step| json!({ "path": step.path, "because": step.because, "node": graph.edges[step.edge].from })).collect()
        })
        .collect();
    let path = critical_path(graph);
    let mut data = json!({
        "stacks": stacks,
        "cycles": cycles,
        "critical": { "seconds": path.seconds, "nodes": path.nodes },
    });
    data["drawings"] = details.iter().map(|detail| drawing(graph, *detail)).collect();
    page::data(&data)
}

fn drawing(graph: &Graph, detail: Detail) -> Value {
    let picture = Picture::of(graph, detail);
    let properties = match detail {
        Detail::Stacks => contents(graph),
        Detail::Resources => graph.nodes.iter().map(|node| node.properties.clone()).collect(),
    };
    let nodes = picture.nodes.iter().zip(properties).enumerate().map(|(index, (node, properties))| {
        let (kind, stack, seconds) = match (detail, graph.nodes.get(index)) {
            (Detail::Resources, Some(resource)) => (&*resource.kind, picture.frames[node.frame].stack, Some(resource.seconds)),
            _ => (&*node.kind, index, None),
        };
        let mut shown = json!({
            "path": picture.path(index),
            "kind": kind,
            "stack": stack,
            "heads": node.heads,
            "condition": node.condition,
            "seconds": seconds,
            "cycle": node.marks.cycle,
        });
        // Put in afterwards, as below: the macro would copy what it is given.
        shown["properties"] = properties;
        shown
    });
    let links = picture.links.iter().map(|link| json!({ "from": link.from, "to": link.to, "labels": picture.labels(link) }));
    let name = if detail == Detail::Stacks { "stacks" } else { "resources" };
    let mut drawing = json!({ "name": name });
    drawing["nodes"] = nodes.collect();
    drawing["links"] = links.collect();
    drawing
}

/// What is in each stack, for its properties: how many resources of each type.
fn contents(graph: &Graph) -> Vec<Value> {
    let mut kinds = vec![BTreeMap::<_, u32>::new(); graph.stacks.len()];
    for node in &graph.nodes {
        *kinds[node.stack].entry(&node.kind).or_default() += 1;
    }
    let stacks = graph.stacks.iter().zip(kinds);
    stacks.map(|(stack, kinds)| json!({ "Template": stack.template, "Resources": kinds })).collect()
}
