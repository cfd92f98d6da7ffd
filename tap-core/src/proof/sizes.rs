//! How large the proof of a stack is: counted before it is made, since `const` evaluation can't allocate.

use super::table::slots_for;
use super::walk::{count, resource_at};
use crate::model::{Body, StackDef, Value};

/// How many nodes a stack has.
pub const fn nodes(stack: &StackDef) -> usize {
    count(stack.entries) + stack.children.len()
}

/// How many names can be looked up in a stack.
pub const fn names(stack: &StackDef) -> usize {
    let mut total = nodes(stack) + stack.parameters.len() + stack.conditions.len() + stack.mappings.len();
    if stack.outputs.is_some() {
        total += 1;
    }
    let mut i = 0;
    while i < stack.children.len() {
        total += stack.children[i].summary.offers.len();
        i += 1;
    }
    total
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

pub(super) const fn is_use(value: &Value) -> bool {
    matches!(value, Value::Ref(_) | Value::GetAtt(..) | Value::DependsOn(_) | Value::Output(_) | Value::Import(_))
}

const fn uses_in(body: &'static Body) -> usize {
    let mut total = 0;
    let mut hole = 0;
    while hole < body.holes.len() {
        match &body.holes[hole].value {
            Value::Fragment(inner) => total += uses_in(inner),
            Value::Ref(_) | Value::GetAtt(..) | Value::DependsOn(_) | Value::Output(_) | Value::Import(_) => total += 1,
            _ => {}
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
        let held = match stack.entries[i].node {
            crate::model::Node::Resource(resource) => {
                total += uses_in(&resource.body);
                i += 1;
                continue;
            }
            crate::model::Node::Group(inner) => count(inner),
        };
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
