//! How large the proof of a stack is: counted before it is made, since `const` evaluation can't allocate.

use super::walk::{count, offer_count};
use crate::model::{Body, Entry, Node, Output, StackDef, Target, Value};

/// How many nodes a stack has.
pub const fn nodes(stack: &StackDef) -> usize {
    count(stack.entries) + stack.children.len()
}

/// How many slots the table of names in a stack, and that of its logical ids and parameters, has: a power of two, and at
/// least twice as many as there are entries.
pub const fn slots(stack: &StackDef) -> usize {
    let declared = stack.parameters.len() + stack.conditions.len() + stack.mappings.len();
    let mut total = nodes(stack) + offer_count(stack) + declared;
    let mut i = 0;
    while i < stack.parameters.len() {
        total += stack.parameters[i].parameters.len();
        i += 1;
    }
    (total * 2 + 2).next_power_of_two()
}

/// What a value uses: its target, the output if it is one, and whether that goes by the export.
pub(super) const fn used(value: &Value) -> Option<(&'static Target, Option<&'static Output>, bool)> {
    match value {
        Value::Ref(target) | Value::GetAtt(target) | Value::DependsOn(target) => Some((target, None, false)),
        Value::Output(output) => Some((output.set, Some(output), false)),
        Value::Import(output) => Some((output.set, Some(output), true)),
        _ => None,
    }
}

const fn uses_in(body: &'static Body) -> usize {
    let mut total = 0;
    let mut holes = body.holes;
    while let [value, others @ ..] = holes {
        total += match value {
            Value::Fragment(inner) => uses_in(inner),
            Value::Ref(_) | Value::GetAtt(..) | Value::DependsOn(_) | Value::Output(_) | Value::Import(_) => 1,
            _ => 0,
        };
        holes = others;
    }
    total
}

const fn uses_of(entries: &'static [Entry]) -> usize {
    let mut total = 0;
    let mut entries = entries;
    while let [entry, others @ ..] = entries {
        total += match entry.node {
            Node::Resource(resource) => uses_in(&resource.body),
            Node::Group(inner) => uses_of(inner),
        };
        entries = others;
    }
    total
}

/// How many uses stand in a stack, with those that rise from its nested stacks.
pub const fn uses(stack: &'static StackDef) -> usize {
    let mut total = uses_of(stack.entries);
    let mut i = 0;
    while i < stack.children.len() {
        let child = &stack.children[i];
        total += uses_in(child.body) + child.summary.needs.len();
        let mut k = 0;
        while k < child.with.len() {
            total += uses_in(child.with[k].1);
            k += 1;
        }
        i += 1;
    }
    if let Some(outputs) = stack.outputs {
        let mut k = 0;
        while k < outputs.outputs.len() {
            total += uses_in(outputs.outputs[k].1);
            k += 1;
        }
    }
    let mut i = 0;
    while i < stack.conditions.len() {
        let mut k = 0;
        while k < stack.conditions[i].conditions.len() {
            total += uses_in(stack.conditions[i].conditions[k].1);
            k += 1;
        }
        i += 1;
    }
    total
}
