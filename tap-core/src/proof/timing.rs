//! How long the first deployment of a stack takes: its critical path, through nested stacks. Parameters have their defaults, so that
//! what is optional and not asked for takes no time.

use super::NOWHERE;
use super::condition::is_false_by_default;
use super::message::Message;
use super::report::fail;
use super::stack::{Node, Proof};
use crate::model::{AppDef, LogicalId, Target};
use tap_schema::duration::NESTED_STACK;

/// Most steps of a critical path that are kept, the last ones.
const STEPS: usize = 48;

/// One step of a critical path.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// The resource.
    pub id: LogicalId,
    /// Its resource type.
    pub kind: &'static str,
    /// The stack that it is in.
    pub stack: &'static Target,
    /// How long it takes, in seconds.
    pub seconds: u32,
}

/// The critical path of a stack.
#[derive(Clone, Copy, Debug)]
pub struct Timing {
    /// How long all of it takes, in seconds.
    pub seconds: u32,
    /// Its steps, the first of them last.
    pub steps: [Option<Step>; STEPS],
    /// How many there are.
    pub count: usize,
}

impl Timing {
    const fn add(&mut self, step: Step) {
        if self.count < STEPS {
            self.steps[self.count] = Some(step);
            self.count += 1;
        }
    }
}

impl<const N: usize, const H: usize, const E: usize> Proof<N, H, E> {
    /// The critical path of the stack, given those of its nested stacks in order.
    pub const fn timing(&self, children: &[&'static Timing]) -> Timing {
        let mut timing = Timing { seconds: 0, steps: [None; STEPS], count: 0 };
        if self.is_bad || self.broken {
            // What is wrong is said elsewhere; a cycle has no critical path.
            return timing;
        }
        let first_child = N - children.len();
        let mut done = [false; N];
        let mut finish = [0u32; N];
        let mut slowest = [NOWHERE; N];
        let mut cursor = [0u32; N];
        let mut path = [0usize; N];
        let mut last = NOWHERE;
        let mut root = 0;
        while root < N {
            let mut depth = 0;
            if !done[root] {
                path[0] = root;
                cursor[root] = self.parts[root].uses.0;
                depth = 1;
            }
            while depth > 0 {
                let node = path[depth - 1];
                if cursor[node] == self.parts[node].uses.1 {
                    finish[node] += self.duration(node, first_child, children);
                    done[node] = true;
                    depth -= 1;
                    if last == NOWHERE || finish[node] > finish[last as usize] {
                        last = node as u32;
                    }
                    continue;
                }
                let to = self.to[cursor[node] as usize];
                if to == NOWHERE || done[to as usize] {
                    if to != NOWHERE && finish[to as usize] > finish[node] {
                        finish[node] = finish[to as usize];
                        slowest[node] = to;
                    }
                    cursor[node] += 1;
                } else {
                    path[depth] = to as usize;
                    cursor[to as usize] = self.parts[to as usize].uses.0;
                    depth += 1;
                }
            }
            root += 1;
        }
        if last == NOWHERE {
            return timing;
        }
        timing.seconds = finish[last as usize];
        while last != NOWHERE {
            let node = last as usize;
            match self.nodes[node] {
                Node::Resource(resource) => timing.add(Step {
                    id: self.id(node),
                    kind: resource.kind,
                    stack: self.stack.target,
                    seconds: resource.estimate,
                }),
                Node::Child(child) => {
                    timing.add(Step {
                        id: LogicalId::of(child.id),
                        kind: tap_schema::STACK,
                        stack: self.stack.target,
                        seconds: NESTED_STACK,
                    });
                    let inner = children[node - first_child];
                    let mut i = 0;
                    while i < inner.count {
                        if let Some(step) = inner.steps[i] {
                            timing.add(step);
                        }
                        i += 1;
                    }
                }
                Node::None => {}
            }
            last = slowest[node];
        }
        timing
    }

    const fn duration(&self, node: usize, first_child: usize, children: &[&'static Timing]) -> u32 {
        // What a first deployment leaves out takes no time.
        if let Some(condition) = self.condition_of(node)
            && is_false_by_default(self.stack, condition)
        {
            return 0;
        }
        match self.nodes[node] {
            Node::Resource(resource) => resource.estimate,
            Node::Child(_) => children[node - first_child].seconds + NESTED_STACK,
            Node::None => 0,
        }
    }
}

/// Panics if the first deployment of a root stack takes longer than the app may.
#[track_caller]
pub const fn is_within_budget(app: &'static AppDef, root: usize, timing: &Timing, budget: u32) {
    if timing.seconds <= budget {
        return;
    }
    let message = Message::new().push("the first deployment of `").push(app.roots.children[root].id).push("` takes ");
    let message = message.number(timing.seconds as u128).push(" s, over the budget of ").number(budget as u128);
    let mut message = message.push(" s of app `").target(app.roots.target).push("`; its critical path:");
    let mut i = timing.count;
    while i > 0 {
        i -= 1;
        if let Some(step) = timing.steps[i] {
            let line = message.push("\n  ").number(step.seconds as u128).push(" s `").id(&step.id).push("` (").push(step.kind);
            message = line.push(") of ").target(step.stack);
        }
    }
    fail(message.push(
        " [tap::deploy-budget]\nhelp: take a step off the path, or say what you measured by `estimate = \"…\"` at the resource",
    ))
}
