//! From a tree of stacks to a graph of work.

use super::estimates::{Action, Figure};
use super::schedule::Node;
use super::tree::{Member, Tree};
use std::collections::BTreeMap;

/// The direction in which CloudFormation goes through a stack.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Direction {
    /// What is needed first: creations and updates.
    Forward,
    /// What is needed last: deletions.
    Backward,
}

/// Work under way to a plan.
#[derive(Default)]
pub(super) struct Draft {
    pub nodes: Vec<Node>,
    pub tasks: Vec<DraftTask>,
    pub stacks: Vec<DraftStack>,
}

/// Something that is done, and its nodes: of a nested stack, the first starts it and the last ends it.
pub(super) struct DraftTask {
    pub path: String,
    pub id: String,
    pub kind: String,
    pub stack: usize,
    pub action: Action,
    pub figure: Figure,
    pub first: usize,
    pub last: usize,
    pub needs: Vec<usize>,
}

/// A stack, and its nodes.
pub(super) struct DraftStack {
    pub path: String,
    pub template: String,
    pub parent: Option<usize>,
    pub first: usize,
    pub last: usize,
}

/// What is done to a resource of a stack; none if nothing is.
pub(super) type Does<'a> = &'a dyn Fn(usize, &str) -> Option<(Action, Figure)>;

/// The nodes of a resource, and its task.
#[derive(Clone, Copy)]
struct Span {
    first: usize,
    last: usize,
    task: Option<usize>,
}

impl Draft {
    pub fn node(&mut self, seconds: u32, needs: Vec<usize>) -> usize {
        self.nodes.push(Node { seconds, needs });
        self.nodes.len() - 1
    }

    /// Adds all work on a tree, after a node if there is one; gives the node that ends it.
    pub fn add(&mut self, tree: &Tree, direction: Direction, after: Option<usize>, does: Does) -> usize {
        let first = self.node(0, after.into_iter().collect());
        let last = self.node(0, vec![first]);
        Adding { draft: self, tree, direction, does }.stack(0, None, first, last);
        last
    }
}

struct Adding<'a, 's> {
    draft: &'a mut Draft,
    tree: &'a Tree<'s>,
    direction: Direction,
    does: Does<'a>,
}

impl Adding<'_, '_> {
    /// Adds a stack whose work lies between two nodes.
    fn stack(&mut self, number: usize, parent: Option<usize>, first: usize, last: usize) {
        let stack = &self.tree.stacks[number];
        let own = self.draft.stacks.len();
        let template = stack.document.name().to_string();
        self.draft.stacks.push(DraftStack { path: stack.path.clone(), template, parent, first, last });
        let spans: BTreeMap<&str, Span> = stack.members.keys().map(|id| (*id, self.span(number, own, id))).collect();
        for (id, member) in &stack.members {
            self.draft.nodes[spans[id].first].needs.push(first);
            self.draft.nodes[last].needs.push(spans[id].last);
            for needed in &member.needs {
                let (waits, on) = match self.direction {
                    Direction::Forward => (spans[id], spans[needed]),
                    Direction::Backward => (spans[needed], spans[id]),
                };
                self.draft.nodes[waits.first].needs.push(on.last);
                if let (Some(task), Some(on)) = (waits.task, on.task) {
                    self.draft.tasks[task].needs.push(on);
                }
            }
        }
        for (id, member) in &stack.members {
            self.inside(member, own, spans[id]);
        }
    }

    /// The nodes and the task of a resource, not yet connected.
    fn span(&mut self, number: usize, own: usize, id: &str) -> Span {
        let member = &self.tree.stacks[number].members[id];
        let done = (self.does)(number, id);
        let seconds = done.map_or(0, |(_, figure)| figure.seconds);
        let (first, last) = if member.stacks.is_empty() {
            let node = self.draft.node(seconds, Vec::new());
            (node, node)
        } else {
            let first = self.draft.node(0, Vec::new());
            (first, self.draft.node(seconds, vec![first]))
        };
        let task = done.map(|(action, figure)| {
            let (path, kind) = (self.tree.path(number, id), member.resource.kind.clone());
            let task = DraftTask { path, id: id.to_string(), kind, stack: own, action, figure, first, last, needs: Vec::new() };
            self.draft.tasks.push(task);
            self.draft.tasks.len() - 1
        });
        Span { first, last, task }
    }

    /// The stacks that a resource is, between its nodes.
    fn inside(&mut self, member: &Member, own: usize, span: Span) {
        let mut before = span.first;
        for &inner in &member.stacks {
            if member.resource.is_nested_stack() {
                self.stack(inner, Some(own), span.first, span.last);
                continue;
            }
            let first = self.draft.node(0, vec![before]);
            let last = self.draft.node(0, vec![first]);
            self.stack(inner, Some(own), first, last);
            self.draft.nodes[span.last].needs.push(last);
            if member.is_sequential {
                before = last;
            }
        }
    }
}
