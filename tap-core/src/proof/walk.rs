//! Walks over what a stack is made of, in `const`.

use crate::model::{Body, Entry, LogicalId, Node, StackDef, Target, Value};

/// How deep fragments may hold fragments.
const DEPTH: usize = 8;

/// Walks the holes of a body and of the fragments in it.
pub(crate) struct Holes {
    bodies: [(&'static Body, usize); DEPTH],
    depth: usize,
}

impl Holes {
    pub(crate) const fn of(body: &'static Body) -> Self {
        Holes { bodies: [(body, 0); DEPTH], depth: 1 }
    }

    /// The next hole, as the body that holds it and its number there.
    pub(crate) const fn next(&mut self) -> Option<(&'static Body, usize)> {
        while self.depth > 0 {
            let (body, hole) = self.bodies[self.depth - 1];
            if hole == body.holes.len() {
                self.depth -= 1;
                continue;
            }
            self.bodies[self.depth - 1].1 += 1;
            if let Value::Fragment(inner) = body.holes[hole] {
                assert!(self.depth < DEPTH, "fragments hold fragments more than 8 deep");
                self.bodies[self.depth] = (inner, 0);
                self.depth += 1;
                continue;
            }
            return Some((body, hole));
        }
        None
    }
}

/// How many resources a field holds.
const fn held(node: &Node) -> usize {
    match node {
        Node::Resource(_) => 1,
        Node::Group(inner) => count(inner),
    }
}

/// How many resources some fields hold.
pub(crate) const fn count(entries: &[Entry]) -> usize {
    let mut total = 0;
    let mut entries = entries;
    while let [entry, others @ ..] = entries {
        total += match entry.node {
            Node::Resource(_) => 1,
            Node::Group(inner) => count(inner),
        };
        entries = others;
    }
    total
}

/// Logical id of the resource at a position among those of one field.
pub(crate) const fn id_at(entry: &Entry, mut position: usize) -> LogicalId {
    let mut id = LogicalId::of(entry.id);
    let mut depth = 1;
    let mut node = entry.node;
    'down: loop {
        match node {
            Node::Resource(_) => return id,
            Node::Group(entries) => {
                let mut i = 0;
                while i < entries.len() {
                    let held = held(entries[i].node);
                    if position < held {
                        id = id.then(depth, entries[i].id);
                        depth += 1;
                        node = entries[i].node;
                        continue 'down;
                    }
                    position -= held;
                    i += 1;
                }
                panic!("a position past the end of a construct");
            }
        }
    }
}

/// How many output sets a stack's subtree provides, itself included.
pub const fn offer_count(stack: &StackDef) -> usize {
    let mut total = stack.outputs.is_some() as usize;
    let mut i = 0;
    while i < stack.children.len() {
        total += stack.children[i].summary.offers.len();
        i += 1;
    }
    total
}

/// The output sets of a stack's subtree, its own first.
pub const fn offers<const N: usize>(stack: &'static StackDef) -> [&'static Target; N] {
    let mut found = [stack.target; N];
    let mut next = 0;
    if let Some(outputs) = stack.outputs {
        found[0] = outputs.target;
        next = 1;
    }
    let mut i = 0;
    while i < stack.children.len() {
        let inner = stack.children[i].summary.offers;
        let mut k = 0;
        while k < inner.len() {
            found[next] = inner[k];
            next += 1;
            k += 1;
        }
        i += 1;
    }
    found
}

/// Whether something in a stack's subtree is broken, so that absences prove nothing.
pub const fn is_broken(stack: &StackDef) -> bool {
    let mut broken = stack.broken;
    if let Some(outputs) = stack.outputs {
        broken |= outputs.broken;
    }
    let mut i = 0;
    while i < stack.children.len() {
        broken |= stack.children[i].summary.broken;
        i += 1;
    }
    broken
}
