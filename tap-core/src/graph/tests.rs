//! Graphs that the tests of all modules share, and what holds for every format.

mod filled;
mod formats;
mod placed;
mod selected;

use super::{Edge, Graph, Node, Reason, StackNode};

/// A graph of one stack whose resources take a second each.
pub(super) fn flat(nodes: usize, edges: impl IntoIterator<Item = (usize, usize)>) -> Graph {
    let mut graph = Graph { name: "flat".into(), stacks: vec![stack("Flat", None)], ..Graph::default() };
    graph.nodes.extend((0..nodes).map(|index| node(&format!("N{index}"), 0, 1)));
    graph.edges.extend(edges.into_iter().map(|(from, to)| edge(from, to, Reason::Ref, "Property")));
    graph
}

/// A root with two nested stacks; a function in the second needs a subnet in the first.
pub(super) fn nested() -> Graph {
    let mut graph = Graph { name: "shop".into(), ..Graph::default() };
    graph.stacks = vec![stack("Shop", None), stack("Shop/Network", Some((0, 0))), stack("Shop/Compute", Some((0, 1)))];
    graph.nodes = vec![
        node("Network", 0, 5),
        node("Compute", 0, 5),
        node("Alarm", 0, 2),
        node("Vpc", 1, 10),
        node("Subnet", 1, 20),
        node("Gateway", 1, 90),
        node("Role", 2, 15),
        node("Function", 2, 30),
    ];
    graph.nodes[7].condition = Some("Enabled".into());
    graph.edges = vec![
        edge(4, 3, Reason::Ref, "VpcId"),
        edge(5, 3, Reason::Ref, "VpcId"),
        edge(7, 6, Reason::GetAtt, "Role"),
        edge(7, 4, Reason::Output, "VpcConfig.SubnetIds.0"),
        edge(7, 4, Reason::Output, "VpcConfig.SubnetIds.1"),
        edge(2, 7, Reason::Output, "Dimensions.0.Value"),
    ];
    graph
}

pub(super) fn stack(path: &str, within: Option<(usize, usize)>) -> StackNode {
    StackNode {
        path: path.into(),
        template: format!("{}-stack", path.to_lowercase().replace('/', "-")),
        parent: within.map(|(parent, _)| parent),
        holder: within.map(|(_, holder)| holder),
    }
}

pub(super) fn node(id: &str, stack: usize, seconds: u32) -> Node {
    Node { id: id.into(), kind: "AWS::EC2::VPC".into(), stack, seconds, ..Node::default() }
}

pub(super) fn edge(from: usize, to: usize, reason: Reason, path: &str) -> Edge {
    Edge { from, to, reason, path: path.into() }
}

/// Numbers without end, the same in every run.
pub(super) struct Numbers(pub(super) u64);

impl Numbers {
    pub(super) fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}
