//! Parts of a graph.

use super::{Edge, Graph, Node, StackNode};

impl Graph {
    /// The path of a resource: its stack's, and its logical id.
    ///
    /// # Panics
    ///
    /// If there is no such node.
    ///
    /// ```
    /// use tap_core::graph::{Graph, Node, StackNode};
    ///
    /// let graph = Graph {
    ///     stacks: vec![StackNode { path: "Shop".into(), ..StackNode::default() }],
    ///     nodes: vec![Node { id: "Vpc".into(), ..Node::default() }],
    ///     ..Graph::default()
    /// };
    /// assert_eq!(graph.path_of(0), "Shop/Vpc");
    /// ```
    pub fn path_of(&self, node: usize) -> String {
        let node = &self.nodes[node];
        format!("{}/{}", self.stacks[node.stack].path, node.id)
    }

    /// The stack of that path with all that is nested in it, and the edges that stay within; none if there is no such stack.
    ///
    /// ```
    /// use tap_core::graph::{Graph, Node, StackNode};
    ///
    /// let stack = |path: &str| StackNode { path: path.into(), ..StackNode::default() };
    /// let graph = Graph {
    ///     stacks: vec![stack("Shop"), stack("Depot")],
    ///     nodes: vec![Node { id: "Vpc".into(), stack: 1, ..Node::default() }],
    ///     ..Graph::default()
    /// };
    /// assert_eq!(graph.only("Depot").unwrap().path_of(0), "Depot/Vpc");
    /// assert_eq!(graph.only("Nowhere"), None);
    /// ```
    pub fn only(&self, stack: &str) -> Option<Graph> {
        let chosen = self.stacks.iter().position(|candidate| candidate.path == stack)?;
        let mut new_stack: Vec<Option<usize>> = vec![None; self.stacks.len()];
        let mut count = 0..;
        for (index, candidate) in self.stacks.iter().enumerate() {
            if index == chosen || candidate.parent.is_some_and(|parent| new_stack[parent].is_some()) {
                new_stack[index] = count.next();
            }
        }
        let mut count = 0..;
        let new_node: Vec<Option<usize>> =
            self.nodes.iter().map(|node| new_stack[node.stack].and_then(|_| count.next())).collect();
        // Of the chosen stack neither the parent nor the holder is kept.
        let stacks = self.stacks.iter().enumerate().filter(|(index, _)| new_stack[*index].is_some());
        let stacks = stacks.map(|(_, stack)| StackNode {
            parent: stack.parent.and_then(|parent| new_stack[parent]),
            holder: stack.holder.and_then(|holder| new_node[holder]),
            ..stack.clone()
        });
        let nodes = self.nodes.iter().filter_map(|node| Some(Node { stack: new_stack[node.stack]?, ..node.clone() }));
        let edges = self
            .edges
            .iter()
            .filter_map(|edge| Some(Edge { from: new_node[edge.from]?, to: new_node[edge.to]?, ..edge.clone() }));
        Some(Graph { name: stack.to_string(), stacks: stacks.collect(), nodes: nodes.collect(), edges: edges.collect() })
    }
}
