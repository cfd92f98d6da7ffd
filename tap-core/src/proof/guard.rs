//! Uses of what exists under a condition only: each must be where that condition is true.

use super::condition::{Guards, Implied, implies};
use super::message::Message;
use super::report::fail;
use super::stack::{Node, PartId, Proof, Role};
use crate::model::{Body, Condition, LogicalId, Output, Target, Use, Value};

/// How deep fragments are followed.
pub(crate) const DEPTH: usize = 8;

/// A use that may lead to nothing.
pub(crate) struct Unguarded {
    used: Use,
    condition: &'static Condition,
}

impl<const N: usize, const H: usize, const E: usize> Proof<N, H, E> {
    /// Marks the parts that use something where it may not exist.
    pub(super) const fn find_unguarded(&mut self) {
        let mut is_conditional = self.is_conditional;
        let mut node = 0;
        while node < N && !is_conditional {
            is_conditional = self.condition_of(node).is_some();
            node += 1;
        }
        if !is_conditional {
            return;
        }
        let mut node = 0;
        while node < N {
            self.parts[node].bad |= self.unguarded(PartId::Node(node)).is_some();
            node += 1;
        }
        self.outputs.bad |= self.unguarded(PartId::Outputs).is_some();
    }

    /// The condition under which a node exists.
    pub(super) const fn condition_of(&self, node: usize) -> Option<&'static Condition> {
        match self.nodes[node] {
            Node::Resource(resource) => resource.body.condition(),
            Node::Child(child) => child.condition,
            Node::None => None,
        }
    }

    /// The first use in a part that may lead to nothing.
    const fn unguarded(&self, id: PartId) -> Option<Unguarded> {
        let own = match id {
            PartId::Node(node) => self.condition_of(node),
            _ => None,
        };
        let mut number = 0;
        while let Some(body) = self.body(id, number) {
            let own = match (id, own) {
                (PartId::Outputs, _) => body.condition(),
                (_, own) => own,
            };
            let guards = Guards::of(own);
            if let Some(found) = self.unguarded_in(body, self.user(id, number), &guards, 0) {
                return Some(found);
            }
            number += 1;
        }
        // What rises from inside of a nested stack is passed to it, whatever the conditions in it.
        if let PartId::Node(node) = id
            && let Node::Child(child) = self.nodes[node]
        {
            let guards = Guards::of(own);
            let mut needs = child.summary.needs;
            while let [need, rest @ ..] = needs {
                if let (Some(output), false) = (need.output, need.import)
                    && let Some(condition) = self.missing(output.set, Some(output), false, &guards)
                {
                    return Some(Unguarded { used: *need, condition });
                }
                needs = rest;
            }
        }
        None
    }

    const fn unguarded_in(&self, body: &'static Body, user: LogicalId, guards: &Guards, depth: usize) -> Option<Unguarded> {
        let mut hole = 0;
        while hole < body.holes.len() {
            let used: Option<(&'static Target, Option<&'static Output>, bool)> = match body.holes[hole] {
                Value::Ref(target) | Value::GetAtt(target) => Some((target, None, false)),
                Value::Output(output) => Some((output.set, Some(output), false)),
                Value::Import(output) => Some((output.set, Some(output), true)),
                _ => None,
            };
            if let Some((target, output, import)) = used
                && let Some(condition) = self.missing(target, output, import, &around(body, hole, guards))
            {
                let used = Use { target, output, import, body, hole, user, stack: self.stack.target };
                return Some(Unguarded { used, condition });
            }
            if let Value::Fragment(inner) = body.holes[hole]
                && depth < DEPTH
            {
                let found = self.unguarded_in(inner, user, &around(body, hole, guards), depth + 1);
                if found.is_some() {
                    return found;
                }
            }
            hole += 1;
        }
        None
    }

    /// The condition by which something may not exist where the guards hold.
    const fn missing(
        &self,
        target: &Target,
        output: Option<&Output>,
        import: bool,
        guards: &Guards,
    ) -> Option<&'static Condition> {
        let role = self.find(target);
        // Where the value of an output is given to the stack by a parent, the parent's conditions decide.
        if let Some(Output { condition: Some((condition, set)), .. }) = output
            && (import || matches!(role, Role::Offer(_)))
            && !self.is_given_values(&role)
            && let Implied::No = implies(self.stack, Some(*set), guards, condition)
        {
            return Some(condition);
        }
        let (Role::Node(node) | Role::Offer(node)) = role else { return None };
        match self.condition_of(node as usize) {
            Some(condition) => match implies(self.stack, None, guards, condition) {
                Implied::No => Some(condition),
                // What can't be decided is accepted.
                Implied::Yes | Implied::Unknown => None,
            },
            None => None,
        }
    }

    /// Whether a nested stack is given values of its own, so that its conditions may mean something else inside.
    const fn is_given_values(&self, role: &Role) -> bool {
        match role {
            Role::Offer(node) => matches!(self.nodes[*node as usize], Node::Child(child) if !child.with.is_empty()),
            _ => false,
        }
    }

    /// Panics if a part uses something where it may not exist.
    #[track_caller]
    pub(super) const fn fail_unguarded(&self, id: PartId) {
        let Some(Unguarded { used, condition }) = self.unguarded(id) else { return };
        let message = Message::new().push("`").id(&used.user).push("` uses `");
        let message = match used.output {
            Some(output) => message.target(output.set).push("::").push(output.field),
            None => message.target(used.target),
        };
        let message = message.push("` in ").site(&used).push(", but it exists only under condition `").push(condition.name);
        let message = message.push("`, which may be false there [tap::unguarded-use]\nhelp: ");
        // What rises out of a nested stack is given to it in any case.
        let message = match used.stack.is(self.stack.target) {
            true => message.push("write `If(").target(condition.set).push("::…, …, …)` around it, or give `").id(&used.user),
            false => message.push("give `").id(&self.user(id, 0)),
        };
        fail(message.push("` a condition that implies it"))
    }
}

/// The guards around a hole.
pub(crate) const fn around(body: &Body, hole: usize, guards: &Guards) -> Guards {
    let mut guards = *guards;
    let mut number = 0;
    while let Some((condition, [then, otherwise, end])) = body.guard(number) {
        if hole >= then && hole < end {
            guards = guards.and(condition, hole < otherwise);
        }
        number += 1;
    }
    guards
}
