//! DOT, the language of Graphviz.

use std::fmt::Write;

use super::picture::{Marks, Outline, Picture};
use super::{Detail, Graph};

const CYCLE: &str = "color=\"#d1242f\", penwidth=3";
const CRITICAL: &str = "color=\"#c77700\", penwidth=3";

/// A graph in the language of [Graphviz](https://graphviz.org): stacks are clusters, an arrow leads from what needs to what it
/// needs, dashed if it leads to another stack, with the properties that make it as its tooltip. Cycles and the critical path are of
/// the classes `cycle` and `critical`, and coloured; the arrows of a cycle say which properties make them.
///
/// # Panics
///
/// If an index of the graph is out of range.
///
/// ```
/// use tap_core::graph::{self, Detail, Graph, Node, StackNode};
///
/// let graph = Graph {
///     name: "shop".into(),
///     stacks: vec![StackNode { path: "Shop".into(), template: "shop-stack".into(), ..StackNode::default() }],
///     nodes: vec![Node { id: "Vpc".into(), kind: "AWS::EC2::VPC".into(), ..Node::default() }],
///     ..Graph::default()
/// };
/// assert!(graph::dot(&graph, Detail::Resources).contains(r#"n0 [label="Vpc\nAWS::EC2::VPC"];"#));
/// ```
pub fn dot(graph: &Graph, detail: Detail) -> String {
    let picture = Picture::of(graph, detail);
    let mut out = format!("digraph {} {{\n", quoted(&graph.name));
    out.push_str(
        "  graph [rankdir=RL, fontname=\"Helvetica\"];\n  \
         node [shape=box, style=rounded, fontname=\"Helvetica\", fontsize=11];\n  \
         edge [fontname=\"Helvetica\", fontsize=9];\n",
    );
    clusters(&picture, &mut out);
    for link in &picture.links {
        let labels = quoted(&picture.labels(link));
        let style = if link.crosses { ", style=dashed" } else { "" };
        let label = if link.marks.cycle { format!(", label={labels}") } else { String::new() };
        let _ = writeln!(out, "  n{} -> n{} [tooltip={labels}{style}{label}{}];", link.from, link.to, marks(link.marks));
    }
    out.push_str("}\n");
    out
}

fn clusters(picture: &Picture<'_>, out: &mut String) {
    for part in picture.outline() {
        let _ = match part {
            Outline::Open(frame) => {
                let label = quoted(picture.frames[frame].path);
                writeln!(out, "  subgraph cluster_{frame} {{\n    label={label};")
            }
            Outline::Node(index) => {
                let node = &picture.nodes[index];
                let label = quoted(&format!("{}\n{}", node.id, picture.about(index)));
                let shape = if node.heads { ", shape=folder" } else { "" };
                writeln!(out, "    n{index} [label={label}{shape}{}];", marks(node.marks))
            }
            Outline::Close => writeln!(out, "  }}"),
        };
    }
}

/// The attributes of marks. What is in a cycle is never created, so that it is on the critical path as well says nothing.
fn marks(marks: Marks) -> String {
    match marks {
        Marks { cycle: true, .. } => format!(", class=cycle, {CYCLE}"),
        Marks { critical: true, .. } => format!(", class=critical, {CRITICAL}"),
        Marks { .. } => String::new(),
    }
}

/// A string in quotes. Labels have escapes of their own (`\N` is the node's name) and HTML's entities.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '&' => out.push_str("&amp;"),
            _ if character.is_control() => out.push(' '),
            _ => out.push(character),
        }
    }
    out + "\""
}
