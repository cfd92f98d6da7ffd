//! Which stack holds what. CloudFormation creates a nested stack as one resource of its parent, so what a resource in it needs
//! from outside, the nested stack needs as a whole: an edge between stacks stands for one between two *units* that lie side by
//! side, each a resource, a nested stack or a root.

use super::Graph;

/// The units of a graph: its nodes, and after them its stacks. A nested stack is its holder; only a stack without one has a unit
/// of its own.
pub(super) struct Nesting {
    /// For each node, its stack.
    stack: Vec<usize>,
    /// For each stack, the one that it is nested in.
    parent: Vec<Option<usize>>,
    /// For each stack, the node that it is.
    holder: Vec<Option<usize>>,
    /// For each stack, how many stacks it lies in, and one.
    depth: Vec<u32>,
}

/// An edge between two units that lie side by side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Lifted {
    pub(super) from: usize,
    pub(super) to: usize,
}

impl Nesting {
    /// # Panics
    ///
    /// If a stack stands before its parent.
    pub(super) fn new(stack: Vec<usize>, parent: Vec<Option<usize>>, holder: Vec<Option<usize>>) -> Self {
        let mut depth = Vec::with_capacity(parent.len());
        for (index, parent) in parent.iter().enumerate() {
            depth.push(parent.map_or(1, |parent| {
                assert!(parent < index, "stack {index} stands before its parent");
                depth[parent] + 1
            }));
        }
        Self { stack, parent, holder, depth }
    }

    /// # Panics
    ///
    /// If a stack stands before its parent, or its holder lies elsewhere.
    pub(super) fn of(graph: &Graph) -> Self {
        for stack in &graph.stacks {
            if let Some(holder) = stack.holder {
                assert_eq!(Some(graph.nodes[holder].stack), stack.parent, "the holder of {} lies elsewhere", stack.path);
            }
        }
        let stacks = graph.stacks.iter();
        Self::new(
            graph.nodes.iter().map(|node| node.stack).collect(),
            stacks.clone().map(|stack| stack.parent).collect(),
            stacks.map(|stack| stack.holder).collect(),
        )
    }

    pub(super) fn units(&self) -> usize {
        self.stack.len() + self.parent.len()
    }

    /// The unit of a stack.
    pub(super) fn unit(&self, stack: usize) -> usize {
        self.holder[stack].unwrap_or(self.stack.len() + stack)
    }

    /// The stack that a unit lies in; none if it is a root.
    pub(super) fn container(&self, unit: usize) -> Option<usize> {
        match self.node(unit) {
            Some(node) => Some(self.stack[node]),
            None => self.parent[unit - self.stack.len()],
        }
    }

    /// The node that a unit is; none if it is a stack without a holder.
    pub(super) fn node(&self, unit: usize) -> Option<usize> {
        (unit < self.stack.len()).then_some(unit)
    }

    /// The edge as CloudFormation orders it: between the two units that hold its ends and lie side by side. Both are the same
    /// unit if a resource needs itself, or a stack that it is in.
    pub(super) fn lift(&self, mut from: usize, mut to: usize) -> Lifted {
        let depth = |container: Option<usize>| container.map_or(0, |stack| self.depth[stack]);
        loop {
            let (left, right) = (self.container(from), self.container(to));
            match (left, right) {
                _ if left == right => return Lifted { from, to },
                (Some(stack), _) if depth(left) >= depth(right) => from = self.unit(stack),
                (_, Some(stack)) => to = self.unit(stack),
                (_, None) => unreachable!("a root is less deep than what it holds"),
            }
        }
    }

    /// The edges of a graph between units, in its order.
    pub(super) fn lifted(&self, graph: &Graph) -> Vec<Lifted> {
        graph.edges.iter().map(|edge| self.lift(edge.from, edge.to)).collect()
    }
}
