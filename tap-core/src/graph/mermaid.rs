//! Mermaid's flowcharts.

use std::fmt::Write;

use super::picture::{Outline, Picture};
use super::{Detail, Graph};

/// What its marks look like. Colours of middle lightness, readable on light and dark.
const CLASSES: &str = "  classDef stack stroke-dasharray: 4 3\n  \
                       classDef critical stroke:#c77700,stroke-width:3px\n  \
                       classDef cycle stroke:#d1242f,stroke-width:3px\n";
const CYCLE: &str = "stroke:#d1242f,stroke-width:3px";
const CRITICAL: &str = "stroke:#c77700,stroke-width:3px";

/// A graph as a flowchart of [Mermaid](https://mermaid.js.org): stacks are subgraphs, an arrow leads from what needs to what it
/// needs, dotted if it leads to another stack. Cycles and the critical path are of the classes `cycle` and `critical`, nested
/// stacks of the class `stack`; the arrows of a cycle say which properties make them.
///
/// Mermaid draws no more than 500 arrows and 50,000 characters unless it is configured to (`maxEdges`, `maxTextSize`): draw a
/// large graph by [`Detail::Stacks`], or stack by stack.
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
/// assert!(graph::mermaid(&graph, Detail::Resources).contains(r#"n0["Vpc<br/>AWS::EC2::VPC"]"#));
/// ```
pub fn mermaid(graph: &Graph, detail: Detail) -> String {
    let picture = Picture::of(graph, detail);
    let mut out = format!("%% {}\nflowchart RL\n", one_line(&graph.name));
    frames(&picture, &mut out);
    links(&picture, &mut out);
    out.push_str(CLASSES);
    class(&mut out, "stack", picture.nodes.iter().map(|node| node.heads));
    class(&mut out, "critical", picture.nodes.iter().map(|node| node.marks.critical && !node.marks.cycle));
    class(&mut out, "cycle", picture.nodes.iter().map(|node| node.marks.cycle));
    out
}

fn frames(picture: &Picture<'_>, out: &mut String) {
    for part in picture.outline() {
        let _ = match part {
            Outline::Open(frame) => writeln!(out, "  subgraph s{frame}[\"{}\"]", label(picture.frames[frame].path)),
            Outline::Node(index) => {
                let node = &picture.nodes[index];
                let (open, close) = if node.heads { ("[[", "]]") } else { ("[", "]") };
                let (id, about) = (label(node.id), label(&picture.about(index)));
                writeln!(out, "    n{index}{open}\"{id}<br/>{about}\"{close}")
            }
            Outline::Close => writeln!(out, "  end"),
        };
    }
}

fn links(picture: &Picture<'_>, out: &mut String) {
    let (mut cycle, mut critical) = (Vec::new(), Vec::new());
    for (index, link) in picture.links.iter().enumerate() {
        let arrow = if link.crosses { "-.->" } else { "-->" };
        let _ = write!(out, "  n{} {arrow}", link.from);
        if link.marks.cycle {
            cycle.push(index.to_string());
            let _ = write!(out, "|\"{}\"|", label(&picture.labels(link)));
        } else if link.marks.critical {
            critical.push(index.to_string());
        }
        let _ = writeln!(out, " n{}", link.to);
    }
    for (links, style) in [(cycle, CYCLE), (critical, CRITICAL)] {
        if !links.is_empty() {
            let _ = writeln!(out, "  linkStyle {} {style}", links.join(","));
        }
    }
}

fn class(out: &mut String, name: &str, marked: impl Iterator<Item = bool>) {
    let nodes: Vec<_> = marked.enumerate().filter(|(_, marked)| *marked).map(|(index, _)| format!("n{index}")).collect();
    if !nodes.is_empty() {
        let _ = writeln!(out, "  class {} {name}", nodes.join(","));
    }
}

/// A text in quotes: whatever means something to Mermaid, Markdown or HTML is given by its number.
fn label(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' => out.push_str("<br/>"),
            _ if character.is_control() => out.push(' '),
            ' ' | ':' | '.' | ',' | '/' | '-' => out.push(character),
            _ if character.is_alphanumeric() => out.push(character),
            _ => {
                let _ = write!(out, "#{};", u32::from(character));
            }
        }
    }
    out
}

/// A text in a comment.
fn one_line(text: &str) -> String {
    text.chars().map(|character| if character.is_control() || "{}".contains(character) { ' ' } else { character }).collect()
}
