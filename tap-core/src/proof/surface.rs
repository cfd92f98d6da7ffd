//! What a stack's subtree wants from outside: outputs that nothing in it provides, and parameters without a default.

use super::NOWHERE;
use super::stack::{Node, PartId, Proof, Role};
use crate::model::{Body, Child, LogicalId, Output, Parameter, StackDef, Target, Use, Value};
use tap_schema::attributes::Table;

impl<const N: usize, const H: usize, const E: usize> Proof<N, H, E> {
    /// How many uses of parameters without a default there are in this subtree.
    pub const fn required_count(&self) -> usize {
        self.required as usize
    }

    /// The parameters without a default that this subtree uses; some more than once.
    pub const fn required<const M: usize>(&self) -> [&'static Parameter; M] {
        let mut required = [&NO_PARAMETER; M];
        let mut next = 0;
        let mut node = 0;
        while node < N && next < M {
            next = self.required_of(PartId::Node(node), &mut required, next);
            if let Node::Child(child) = self.nodes[node] {
                let mut i = 0;
                while i < child.summary.required.len() {
                    if !is_given(child, child.summary.required[i]) {
                        required[next] = child.summary.required[i];
                        next += 1;
                    }
                    i += 1;
                }
            }
            node += 1;
        }
        next = self.required_of(PartId::Outputs, &mut required, next);
        next = self.required_of(PartId::Conditions, &mut required, next);
        self.required_of(PartId::Assertions, &mut required, next);
        required
    }

    const fn required_of(&self, id: PartId, required: &mut [&'static Parameter], mut next: usize) -> usize {
        let mut number = 0;
        while let Some(body) = self.body(id, number) {
            next = self.required_in(body, required, next);
            number += 1;
        }
        next
    }

    const fn required_in(&self, body: &'static Body, required: &mut [&'static Parameter], mut next: usize) -> usize {
        let mut hole = 0;
        while hole < body.holes.len() {
            match body.holes[hole] {
                Value::Parameter(parameter) if !parameter.has_default => {
                    required[next] = parameter;
                    next += 1;
                }
                Value::Fragment(inner) => next = self.required_in(inner, required, next),
                Value::Import(Output { export: Some(name), .. }) => next = self.required_in(name, required, next),
                _ => {}
            }
            hole += 1;
        }
        next
    }

    /// How many uses nothing in this stack's subtree provides.
    pub const fn need_count(&self) -> usize {
        self.rising as usize
    }

    /// Whether this stack or one in its subtree imports what is said to be in some regions only.
    pub const fn is_regional(&self) -> bool {
        let mut children = self.stack.children;
        let mut is_regional = self.is_regional;
        while let [child, rest @ ..] = children {
            is_regional |= child.summary.is_regional;
            children = rest;
        }
        is_regional
    }

    /// The uses that nothing in this stack's subtree provides.
    pub const fn needs<const M: usize>(&self) -> [Use; M] {
        let none = Use {
            target: self.stack.target,
            output: None,
            import: false,
            body: &Body::EMPTY,
            hole: 0,
            user: LogicalId::of(""),
            stack: self.stack.target,
        };
        let mut needs = [none; M];
        let mut next = 0;
        let mut node = 0;
        while node < N && next < M {
            next = self.needs_of(PartId::Node(node), self.parts[node].uses, &mut needs, next);
            node += 1;
        }
        next = self.needs_of(PartId::Outputs, self.outputs.uses, &mut needs, next);
        self.needs_of(PartId::Conditions, self.conditions.uses, &mut needs, next);
        needs
    }

    const fn needs_of(&self, id: PartId, uses: (u32, u32), needs: &mut [Use], mut next: usize) -> usize {
        let mut at = uses.0 as usize;
        while at < uses.1 as usize {
            // What leads somewhere is provided here.
            if self.to[at] == NOWHERE
                && let Some(found) = self.use_at(id, at)
                && let Some(output) = found.output
                && matches!(self.find(found.target), Role::Free)
                && !(found.import && output.external)
            {
                needs[next] = found;
                next += 1;
            }
            at += 1;
        }
        next
    }
}

/// Whether a stack declares the set of a parameter.
pub(crate) const fn declares(stack: &StackDef, parameter: &Parameter) -> bool {
    let mut i = 0;
    while i < stack.parameters.len() {
        if stack.parameters[i].target.is(parameter.set) {
            return true;
        }
        i += 1;
    }
    false
}

/// Whether a nested stack is given a value for a parameter by `with`.
pub(crate) const fn is_given(child: &Child, parameter: &Parameter) -> bool {
    let name = tap_schema::name::hash(tap_schema::name::SEED, parameter.name);
    let mut i = 0;
    while i < child.with.len() {
        let given = child.with[i].0;
        if given.set.is(parameter.set) && name == tap_schema::name::hash(tap_schema::name::SEED, given.name) {
            return true;
        }
        i += 1;
    }
    false
}

const NO_PARAMETER: Parameter = Parameter {
    set: &Target { key: 0, name: "", module: "", file: "", line: 0, column: 0, arguments: &[], attributes: Table::NONE },
    name: "",
    kind: "",
    source: &[],
    has_default: true,
    values: &[],
    default: &[],
    is_limited: false,
    no_echo: false,
    declaration: &Body::EMPTY,
};
