//! Cycles, each as short as it can be said.

use std::collections::VecDeque;
use std::fmt;

use super::Components;
use crate::graph::Graph;
use crate::graph::adjacency::Adjacency;
use crate::graph::nesting::{Lifted, Nesting};

/// How many edges are looked at in the search for the shortest cycles, for each edge that there is: the search stays linear.
const LOOKS_PER_EDGE: usize = 64;
/// How many are looked at in any case: with this, what is found is the shortest in all but very large graphs.
const LOOKS: usize = 4_000_000;

/// Resources or stacks that wait for each other, so that none of them can be created.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cycle {
    /// Each needs the next one, the last the first.
    pub steps: Vec<Step>,
}

/// A resource or stack of a cycle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its path: the stack's, and the logical id.
    pub path: String,
    /// The index of the edge that makes it need the next one. Its ends may be resources inside of the two, if these are stacks.
    pub edge: usize,
    /// That edge, for readers.
    pub because: String,
}

impl fmt::Display for Cycle {
    /// A line for each step: who, what it needs, and by which property.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, step) in self.steps.iter().enumerate() {
            let next = &self.steps[(index + 1) % self.steps.len()];
            let end = if index + 1 < self.steps.len() { "\n" } else { "" };
            write!(out, "{} needs {} ({}){end}", step.path, next.path, step.because)?;
        }
        Ok(())
    }
}

/// The cycles of a graph: of each part in which everything waits for everything, the shortest, in the order of their first
/// resources. In a part of many thousand resources it is the shortest that was found in linear time.
///
/// # Panics
///
/// If an index of the graph is out of range.
///
/// ```
/// use tap_core::graph::{Edge, Graph, Node, Reason, StackNode, analysis};
///
/// let group = |id: &str| Node { id: id.into(), kind: "AWS::EC2::SecurityGroup".into(), ..Node::default() };
/// let needs = |from, to| Edge { from, to, reason: Reason::GetAtt, path: "SecurityGroupIngress.0.SourceSecurityGroupId".into() };
/// let graph = Graph {
///     stacks: vec![StackNode { path: "Shop".into(), ..StackNode::default() }],
///     nodes: vec![group("Front"), group("Back")],
///     edges: vec![needs(0, 1), needs(1, 0)],
///     ..Graph::default()
/// };
/// let cycles = analysis::cycles(&graph);
/// assert_eq!(
///     cycles[0].to_string(),
///     "Shop/Front needs Shop/Back (SecurityGroupIngress.0.SourceSecurityGroupId: GetAtt)\n\
///      Shop/Back needs Shop/Front (SecurityGroupIngress.0.SourceSecurityGroupId: GetAtt)"
/// );
/// ```
pub fn cycles(graph: &Graph) -> Vec<Cycle> {
    let nesting = Nesting::of(graph);
    let edges = nesting.lifted(graph);
    let from = Adjacency::new(nesting.units(), edges.iter().map(|edge| edge.from));
    let components = Components::of(nesting.units(), &edges, &from);
    let mut search = Shortest {
        edges: &edges,
        from: &from,
        components: &components,
        looks: LOOKS.max(edges.len() * LOOKS_PER_EDGE),
        reached_by: vec![None; nesting.units()],
    };
    let cycle = |edges: Vec<usize>| Cycle { steps: edges.into_iter().map(|edge| step(graph, &nesting, edge)).collect() };
    components.cyclic.iter().map(|units| cycle(search.of(units))).collect()
}

fn step(graph: &Graph, nesting: &Nesting, index: usize) -> Step {
    let edge = &graph.edges[index];
    let lifted = nesting.lift(edge.from, edge.to);
    let because = if lifted == (Lifted { from: edge.from, to: edge.to }) {
        edge.label()
    } else {
        format!("{} needs {}, {}", graph.path_of(edge.from), graph.path_of(edge.to), edge.label())
    };
    let path = match nesting.node(lifted.from) {
        Some(node) => graph.path_of(node),
        None => graph.stacks[lifted.from - graph.nodes.len()].path.clone(),
    };
    Step { path, edge: index, because }
}

/// Searches breadth first from unit after unit.
struct Shortest<'a> {
    edges: &'a [Lifted],
    from: &'a Adjacency,
    components: &'a Components,
    /// How many more edges may be looked at.
    looks: usize,
    /// The search that reached a unit last, and the edge it came by.
    reached_by: Vec<Option<(usize, usize)>>,
}

impl Shortest<'_> {
    /// The edges of the shortest cycle in a component.
    fn of(&mut self, units: &[usize]) -> Vec<usize> {
        // Every cycle but one that is the whole component has a unit with a choice of edges.
        let choice = |unit: &&usize| self.inner(**unit).nth(1).is_some();
        let mut starts: Vec<_> = units.iter().filter(choice).copied().collect();
        if starts.is_empty() {
            starts.push(units[0]);
        }
        let mut best: Vec<usize> = Vec::new();
        for start in starts {
            if !best.is_empty() && (self.looks == 0 || best.len() == 1) {
                break;
            }
            if let Some(found) = self.through(start, best.len()) {
                best = found;
            }
        }
        // It starts at its first unit, wherever it was found from.
        let first = (0..best.len()).min_by_key(|place| self.edges[best[*place]].from).unwrap_or_default();
        best.rotate_left(first);
        best
    }

    /// The edges of a unit that stay in its component.
    fn inner(&self, unit: usize) -> impl Iterator<Item = usize> {
        self.from.of(unit).iter().copied().filter(|edge| self.components.has(self.edges[*edge]))
    }

    /// The shortest cycle through a unit, if it has fewer edges than `limit`; with a limit of 0, whatever it has.
    fn through(&mut self, start: usize, limit: usize) -> Option<Vec<usize>> {
        let bounded = limit != 0;
        let mut waiting = VecDeque::from([(start, 0)]);
        while let Some((unit, depth)) = waiting.pop_front() {
            if bounded && (depth + 1 >= limit || self.looks == 0) {
                return None;
            }
            for place in 0..self.from.of(unit).len() {
                let edge = self.from.of(unit)[place];
                self.looks = self.looks.saturating_sub(1);
                let to = self.edges[edge].to;
                if !self.components.has(self.edges[edge]) {
                    continue;
                }
                if to == start {
                    return Some(self.back(start, unit, edge));
                }
                if self.reached_by[to].is_none_or(|(by, _)| by != start) {
                    self.reached_by[to] = Some((start, edge));
                    waiting.push_back((to, depth + 1));
                }
            }
        }
        None
    }

    /// The edges from `start` to `unit`, and then `last`.
    fn back(&self, start: usize, mut unit: usize, last: usize) -> Vec<usize> {
        let mut edges = vec![last];
        while unit != start {
            let Some((_, edge)) = self.reached_by[unit] else { break };
            edges.push(edge);
            unit = self.edges[edge].from;
        }
        edges.reverse();
        edges
    }
}
