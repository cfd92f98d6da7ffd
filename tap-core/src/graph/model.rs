//! Resources, their stacks, and what needs what.

use std::fmt;

/// Resources of one or more stacks and their dependencies.
///
/// Indices must be in range, and a stack must stand after its parent; what takes a graph panics if they are not. That a
/// nested stack holds its resources is said by [`StackNode::holder`], and needs no edge.
///
/// ```
/// use tap_core::graph::{Edge, Graph, Node, Reason, StackNode};
///
/// let node = |id: &str, kind: &str| Node {
///     id: id.into(),
///     kind: kind.into(),
///     stack: 0,
///     condition: None,
///     properties: serde_json::json!({}),
///     seconds: 10,
/// };
/// let graph = Graph {
///     name: "shop".into(),
///     stacks: vec![StackNode { path: "Shop".into(), template: "shop-stack".into(), parent: None, holder: None }],
///     nodes: vec![node("Vpc", "AWS::EC2::VPC"), node("Subnet", "AWS::EC2::Subnet")],
///     edges: vec![Edge { from: 1, to: 0, reason: Reason::Ref, path: "VpcId".into() }],
/// };
/// assert_eq!(graph.edges[0].label(), "VpcId: Ref");
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Graph {
    /// What the graph is of, for titles.
    pub name: String,
    /// The stacks, each after its parent.
    pub stacks: Vec<StackNode>,
    /// The resources.
    pub nodes: Vec<Node>,
    /// What needs what.
    pub edges: Vec<Edge>,
}

/// A stack: a root, or one nested in another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StackNode {
    /// The root's name and the logical ids down to this stack, as in `TapStack/Network`.
    pub path: String,
    /// The name of its template.
    pub template: String,
    /// The index of the stack that it is nested in.
    pub parent: Option<usize>,
    /// The index of the resource that it is in its parent.
    pub holder: Option<usize>,
}

/// A resource.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Node {
    /// The logical id.
    pub id: String,
    /// The resource type.
    pub kind: String,
    /// The index of its stack.
    pub stack: usize,
    /// The name of the condition under which it exists.
    pub condition: Option<String>,
    /// Its properties, as its template has them.
    pub properties: serde_json::Value,
    /// How long it takes to create, in seconds: an estimate. Of a nested stack, what it takes beside its resources.
    pub seconds: u32,
}

/// A resource needs another: it is created after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    /// The index of the resource that needs.
    pub from: usize,
    /// The index of the resource that it needs, in the same stack or in another.
    pub to: usize,
    /// How it needs it.
    pub reason: Reason,
    /// The path of the property that makes the edge, or of an attribute such as `Metadata`; empty for `DependsOn`.
    pub path: String,
}

impl Edge {
    /// The property that makes the edge, and how: `VpcId: Ref`, or `DependsOn`.
    ///
    /// ```
    /// use tap_core::graph::{Edge, Reason};
    ///
    /// assert_eq!(Edge { from: 1, to: 0, reason: Reason::DependsOn, path: String::new() }.label(), "DependsOn");
    /// ```
    pub fn label(&self) -> String {
        if self.path.is_empty() { self.reason.to_string() } else { format!("{}: {}", self.path, self.reason) }
    }
}

/// Why a resource needs another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// A `Ref`.
    Ref,
    /// A `Fn::GetAtt`.
    GetAtt,
    /// A `DependsOn`.
    DependsOn,
    /// An output of a nested stack, given to a stack beside it.
    Output,
    /// An export, and an `Fn::ImportValue` of it.
    Import,
}

impl fmt::Display for Reason {
    /// As templates write it: `Ref`, `GetAtt`, `DependsOn`, `Output` and `ImportValue`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Ref => "Ref",
            Self::GetAtt => "GetAtt",
            Self::DependsOn => "DependsOn",
            Self::Output => "Output",
            Self::Import => "ImportValue",
        })
    }
}

/// How much of a graph is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// Stacks only, with the edges between them.
    Stacks,
    /// All resources.
    Resources,
}
