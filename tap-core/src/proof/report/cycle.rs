//! A circular dependency, whole, and where to cut it.

use super::classics::{CLASSICS, Classic};
use super::fail;
use crate::model::{Use, Value};
use crate::proof::message::{Message, is_within};
use crate::proof::stack::{Node, PartId, Proof};
use crate::text::same;

/// Edges of a cycle that are printed before the middle is left out.
const EDGES: usize = 24;

impl<const N: usize, const H: usize, const E: usize> Proof<N, H, E> {
    /// A cycle, whole: each edge with the property that makes it, its file and its line.
    #[track_caller]
    pub(super) const fn fail_cycle(&self, first: usize) {
        let mut length = 0;
        let mut node = first;
        loop {
            length += 1;
            node = self.to[self.cycles.next[node] as usize] as usize;
            if node == first {
                break;
            }
        }
        let mut message = Message::new().push("circular dependency ");
        message = if self.is_app {
            message.push("between the stacks of app `").target(self.stack.target).push("`")
        } else {
            self.in_stack(message.push("in "))
        };
        message = message.push(":");
        let mut step = 0;
        loop {
            let edge = self.cycles.next[node] as usize;
            let to = self.to[edge] as usize;
            if length <= EDGES || step < EDGES / 2 || step >= length - EDGES / 2 {
                message = message.push("\n  `").id(&self.id(node)).push("`");
                message = self.kind(message, node).push(" needs `").id(&self.id(to)).push("`");
                if let Some(used) = &self.use_at(PartId::Node(node), edge) {
                    message = self.explain(message, node, used);
                }
            } else if step == EDGES / 2 {
                message = message.push("\n  … ").number((length - EDGES / 2 * 2) as u128).push(" more …");
            }
            step += 1;
            node = to;
            if node == first {
                break;
            }
        }
        fail(self.cut(message.push(" [tap::circular-dependency]"), first, length));
    }

    /// What to do, if the cycle is one of those that are known, or has an edge that is easy to do without.
    const fn cut(&self, message: Message, first: usize, length: usize) -> Message {
        let mut classics = CLASSICS;
        while let [classic, rest @ ..] = classics {
            let mut node = first;
            let mut step = 0;
            while step < length {
                let edge = self.cycles.next[node] as usize;
                let to = self.to[edge] as usize;
                if self.is_classic(classic, node, edge, to) {
                    let message = message.push("\nhelp: cut `").id(&self.id(node)).push("` from `").id(&self.id(to));
                    return message.push("`: ").push(classic.advice);
                }
                node = to;
                step += 1;
            }
            classics = rest;
        }
        let mut node = first;
        let mut step = 0;
        while step < length {
            let edge = self.cycles.next[node] as usize;
            if let Some(used) = self.use_at(PartId::Node(node), edge)
                && let Value::DependsOn(_) = used.body.holes[used.hole]
            {
                let message = message.push("\nhelp: remove `").target(used.target).push("` from the `depends_on` of `");
                return message.id(&self.id(node)).push("`");
            }
            node = self.to[edge] as usize;
            step += 1;
        }
        if length > 1 {
            return message;
        }
        message
            .push("\nhelp: a resource can't refer to itself: give it a name, and write that name, or an ARN made of it, as text")
    }

    /// Whether an edge is one that is known.
    const fn is_classic(&self, classic: &Classic, node: usize, edge: usize, to: usize) -> bool {
        let (Node::Resource(from), Node::Resource(to)) = (self.nodes[node], self.nodes[to]) else { return false };
        let Some(used) = self.use_at(PartId::Node(node), edge) else { return false };
        same(from.kind, classic.kind)
            && (classic.to.is_empty() || same(to.kind, classic.to))
            && is_within(used.body, used.hole, classic.property)
    }

    /// By what one node of a cycle needs the next.
    const fn explain(&self, message: Message, node: usize, used: &Use) -> Message {
        if let Value::DependsOn(_) = used.body.holes[used.hole] {
            return message.push(" by `depends_on` (").place(used.body, used.hole).push(")");
        }
        if crate::model::Index::new(used.body.index).is_empty() {
            return message.push(" for a value given by `with` (").place(used.body, used.hole).push(")");
        }
        let Some(output) = used.output else {
            return message.push(" for ").site(used);
        };
        let message = message.push(" for `").target(output.set).push("::").push(output.field);
        let message = message.push(if used.import { "`, imported in `" } else { "` in `" });
        match self.nodes[node] {
            Node::None | Node::Resource(_) => message.path_only(used),
            Node::Child(_) => message.id(&used.user).push(".").path_only(used),
        }
    }

    /// The type of a node, where it says more than its logical id.
    const fn kind(&self, message: Message, node: usize) -> Message {
        match self.nodes[node] {
            Node::None => message,
            Node::Resource(resource) => message.push(" (").push(resource.kind).push(")"),
            Node::Child(child) => message.push(" (").target(child.stack.target).push(")"),
        }
    }
}
