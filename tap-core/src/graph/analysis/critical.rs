//! The critical path: what a deployment waits for from its start to its end.

use super::Components;
use crate::graph::Graph;
use crate::graph::adjacency::Adjacency;
use crate::graph::nesting::Nesting;

/// The resources that decide how long the creation of everything takes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CriticalPath {
    /// The resources, in the order in which they start. A nested stack stands before those of its resources that are on the path.
    pub nodes: Vec<usize>,
    /// The edges that the path goes along. Where it goes from stack to stack, the ends of an edge need not be on it.
    pub edges: Vec<usize>,
    /// How long it takes, in seconds.
    pub seconds: u64,
}

/// The start of a unit, or its end.
#[derive(Clone, Copy)]
struct Event(usize);

impl Event {
    const fn start(unit: usize) -> Self {
        Self(2 * unit)
    }

    const fn end(unit: usize) -> Self {
        Self(2 * unit + 1)
    }

    /// The unit that starts.
    const fn started(self) -> Option<usize> {
        if self.0.is_multiple_of(2) { Some(self.0 / 2) } else { None }
    }
}

/// One event comes some seconds after another.
struct Arc {
    before: Event,
    after: Event,
    seconds: u64,
    /// The edge of the graph that says so.
    edge: Option<usize>,
}

/// The critical path by the seconds of the resources. The resources of a nested stack start when it has taken its own seconds, and
/// it ends when the last of them has. Edges that are part of a cycle are left out.
///
/// # Panics
///
/// If an index of the graph is out of range.
///
/// ```
/// use tap_core::graph::{Edge, Graph, Node, Reason, StackNode, analysis};
///
/// let node = |id: &str, seconds| Node { id: id.into(), seconds, ..Node::default() };
/// let graph = Graph {
///     stacks: vec![StackNode::default()],
///     nodes: vec![node("Vpc", 10), node("Topic", 20), node("Cluster", 300)],
///     edges: vec![Edge { from: 2, to: 0, reason: Reason::Ref, path: "VpcId".into() }],
///     ..Graph::default()
/// };
/// let path = analysis::critical_path(&graph);
/// assert_eq!((path.nodes, path.seconds), (vec![0, 2], 310));
/// ```
pub fn critical_path(graph: &Graph) -> CriticalPath {
    let nesting = Nesting::of(graph);
    let arcs = arcs(graph, &nesting);
    let (time, arrived_by) = times(2 * nesting.units(), &arcs);
    let roots = (0..nesting.units()).filter(|unit| nesting.container(*unit).is_none());
    // The first of those that end last.
    let Some(last) = roots.map(Event::end).reduce(|last, end| if time[end.0] > time[last.0] { end } else { last }) else {
        return CriticalPath::default();
    };
    let mut path = CriticalPath { seconds: time[last.0], ..CriticalPath::default() };
    let mut event = last;
    loop {
        path.nodes.extend(event.started().and_then(|unit| nesting.node(unit)));
        let Some(arc) = arrived_by[event.0] else { break };
        path.edges.extend(arcs[arc].edge);
        event = arcs[arc].before;
    }
    path.nodes.reverse();
    path.edges.reverse();
    path
}

fn arcs(graph: &Graph, nesting: &Nesting) -> Vec<Arc> {
    let edges = nesting.lifted(graph);
    let from = Adjacency::new(nesting.units(), edges.iter().map(|edge| edge.from));
    let components = Components::of(nesting.units(), &edges, &from);
    let seconds = |unit| nesting.node(unit).map_or(0, |node| u64::from(graph.nodes[node].seconds));
    let mut arcs = Vec::with_capacity(3 * nesting.units() + edges.len());
    for unit in 0..nesting.units() {
        arcs.push(Arc { before: Event::start(unit), after: Event::end(unit), seconds: seconds(unit), edge: None });
        if let Some(stack) = nesting.container(unit) {
            let holder = nesting.unit(stack);
            arcs.push(Arc { before: Event::start(holder), after: Event::start(unit), seconds: seconds(holder), edge: None });
            arcs.push(Arc { before: Event::end(unit), after: Event::end(holder), seconds: 0, edge: None });
        }
    }
    for (index, edge) in edges.iter().enumerate().filter(|(_, edge)| !components.has(**edge)) {
        arcs.push(Arc { before: Event::end(edge.to), after: Event::start(edge.from), seconds: 0, edge: Some(index) });
    }
    arcs
}

/// When each event happens at the earliest, and the arc that decides it.
fn times(events: usize, arcs: &[Arc]) -> (Vec<u64>, Vec<Option<usize>>) {
    let onward = Adjacency::new(events, arcs.iter().map(|arc| arc.before.0));
    let mut waits_for = vec![0usize; events];
    for arc in arcs {
        waits_for[arc.after.0] += 1;
    }
    let mut time = vec![0; events];
    let mut arrived_by = vec![None; events];
    let mut ready: Vec<_> = (0..events).filter(|event| waits_for[*event] == 0).collect();
    while let Some(event) = ready.pop() {
        for &arc in onward.of(event) {
            let after = arcs[arc].after.0;
            let arrival = time[event] + arcs[arc].seconds;
            if arrived_by[after].is_none() || arrival > time[after] {
                (time[after], arrived_by[after]) = (arrival, Some(arc));
            }
            waits_for[after] -= 1;
            if waits_for[after] == 0 {
                ready.push(after);
            }
        }
    }
    (time, arrived_by)
}
