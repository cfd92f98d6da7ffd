//! How large the proof of a stack is: counted before it is made, since `const` evaluation can't allocate.

use super::table::slots_for;
use super::walk::{count, held, offer_count, resource_at};
use crate::model::{Body, Output, StackDef, Target, Value};

/// How many nodes a stack has.
pub const fn nodes(stack: &StackDef) -> usize {
    count(stack.entries) + stack.children.len()
}

/// How many names can be looked up in a stack.
pub const fn names(stack: &StackDef) -> usize {
    nodes(stack) + offer_count(stack) + stack.parameters.len() + stack.conditions.len() + stack.mappings.len()
}

/// How many slots the table of those names, and that of logical ids and parameters, has.
pub const fn slots(stack: &StackDef) -> usize {
    let mut total = names(stack);
    let mut i = 0;
    while i < stack.parameters.len() {
        total += stack.parameters[i].parameters.len();
        i += 1;
    }
    slots_for(total)
}

/// What a value uses: its target, the output if it is one, and whether that goes by the export.
pub(super) const fn used(value: &Value) -> Option<(&'static Target, Option<&'static Output>, bool)> {
    match value {
        Value::Ref(target) | Value::GetAtt(target, _) | Value::DependsOn(target) => Some((target, None, false)),
        Value::Output(output) => Some((output.set, Some(output), false)),
        Value::Import(output) => Some((output.set, Some(output), true)),
        _ => None,
    }
}

const fn uses_in(body: &'static Body) -> usize {
    let mut total = 0;
    let mut hole = 0;
    while hole < body.holes.len() {
        match &body.holes[hole].value {
            Value::Fragment(inner) => total += uses_in(inner),
            value => total += used(value).is_some() as usize,
        }
        hole += 1;
    }
    total
}

/// How many uses stand in a stack, with those that rise from its nested stacks.
pub const fn uses(stack: &'static StackDef) -> usize {
    let mut total = 0;
    let mut i = 0;
    while i < stack.entries.len() {
        let held = held(stack.entries[i].node);
        let mut k = 0;
        while k < held {
            total += uses_in(&resource_at(&stack.entries[i], k).resource.body);
            k += 1;
        }
        i += 1;
    }
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
