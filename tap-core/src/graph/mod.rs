//! Graphs of resources and stacks: what needs what, which resources wait for each other, and what a deployment waits for.
//!
//! ```
//! use tap_core::graph::{self, Detail, Edge, Graph, Node, Reason, StackNode};
//!
//! let node = |id: &str, kind: &str| Node { id: id.into(), kind: kind.into(), ..Node::default() };
//! let graph = Graph {
//!     name: "shop".into(),
//!     stacks: vec![StackNode { path: "Shop".into(), template: "shop-stack".into(), parent: None, holder: None }],
//!     nodes: vec![node("Vpc", "AWS::EC2::VPC"), node("Subnet", "AWS::EC2::Subnet")],
//!     edges: vec![Edge { from: 1, to: 0, reason: Reason::Ref, path: "VpcId".into() }],
//! };
//! assert!(graph::mermaid(&graph, Detail::Resources).starts_with("%% shop\nflowchart RL\n"));
//! assert!(graph::html(&graph).starts_with("<!doctype html>"));
//! ```

mod adjacency;
pub mod analysis;
mod dot;
mod html;
mod layout;
mod mermaid;
mod model;
mod nesting;
mod picture;
mod select;
mod svg;
mod templates;
#[cfg(test)]
mod tests;

pub use dot::dot;
pub use html::html;
pub use mermaid::mermaid;
pub use model::{Detail, Edge, Graph, Node, Reason, StackNode};
pub use svg::svg;
