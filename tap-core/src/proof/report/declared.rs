//! What is declared: parameter sets, conditions and mappings that nothing uses or that clash, and the limits of AWS.

use super::fail;
use crate::model::{ConditionSet, Parameter, Target, Value};
use crate::proof::message::Message;
use crate::proof::stack::{Node, PartId, Proof};
use crate::proof::walk::Holes;

impl<const N: usize, const H: usize, const E: usize> Proof<N, H, E> {
    /// Panics if something is wrong with a declared parameter set.
    #[track_caller]
    pub const fn parameters(&self, number: usize) {
        let set = self.stack.parameters[number];
        if let Some((clash, parameter)) = self.clash
            && clash == number
            && !set.broken
            && self.uses_parameter(parameter)
        {
            let message = Message::new().push("parameter `").push(parameter.name).push("` of `").target(set.target);
            let message = self.in_stack(message.push("` is named as something else in "));
            fail(message.push(" [tap::duplicate-logical-id]\nhelp: give it another name by `#[parameter(name = \"…\")]`"));
        }
        self.declared(
            number,
            "parameter set",
            set.target,
            set.broken,
            "[tap::unused-parameters]\nhelp: remove it from `parameters`",
        );
    }

    /// Panics if nothing uses a declared set of conditions.
    #[track_caller]
    pub const fn condition_set(&self, number: usize) {
        let (set, before) = (self.stack.conditions[number], self.stack.parameters.len());
        let mut earlier = 0;
        while earlier < number {
            self.same_condition(self.stack.conditions[earlier], set);
            earlier += 1;
        }
        self.declared(
            before + number,
            "set of conditions",
            set.target,
            set.broken,
            "[tap::unused-conditions]\nhelp: remove it from `conditions`",
        );
    }

    /// Panics if two sets of conditions have a name in common.
    #[track_caller]
    const fn same_condition(&self, one: &ConditionSet, other: &ConditionSet) {
        let mut i = 0;
        while i < other.conditions.len() {
            let name = other.conditions[i].0.name;
            let wanted = tap_schema::name::hash(tap_schema::name::SEED, name);
            let mut conditions = one.conditions;
            while let [(condition, _), rest @ ..] = conditions {
                if tap_schema::name::hash(tap_schema::name::SEED, condition.name) == wanted {
                    let message = Message::new().push("`").target(one.target).push("` and `").target(other.target);
                    let message = message.push("` both have a condition `").push(name).push("` in ");
                    fail(self.in_stack(message).push(" [tap::duplicate-condition]\nhelp: rename one"));
                }
                conditions = rest;
            }
            i += 1;
        }
    }

    /// Panics if nothing uses a declared mapping.
    #[track_caller]
    pub const fn mapping(&self, number: usize) {
        let mapping = self.stack.mappings[number];
        let before = self.stack.parameters.len() + self.stack.conditions.len();
        self.declared(
            before + number,
            "mapping",
            mapping.target,
            mapping.broken,
            "[tap::unused-mapping]\nhelp: remove it from `mappings`",
        );
    }

    #[track_caller]
    const fn declared(&self, number: usize, what: &str, target: &Target, is_broken: bool, end: &str) {
        if !self.is_used[number] && !self.broken && !is_broken && !self.has_broken_member() {
            let message = Message::new().push(what).push(" `").target(target).push("` is declared, but nothing in ");
            fail(self.in_stack(message).push(" uses it ").push(end));
        }
    }

    /// Panics if the stack is larger than CloudFormation takes.
    #[track_caller]
    pub const fn limits(&self) {
        self.limit(N, 500, "resources", "move some of them into a nested stack");
        if let Some(outputs) = self.stack.outputs {
            self.limit(outputs.outputs.len(), 200, "outputs", "others may take what they need from a nested stack");
        }
        self.limit(self.stack.mappings.len(), 200, "mappings", "put the rows of several into one");
    }

    #[track_caller]
    const fn limit(&self, count: usize, most: usize, what: &str, help: &str) {
        if count > most {
            let message = self.in_stack(Message::new()).push(" has ").number(count as u128).push(" ").push(what);
            let message =
                message.push(", CloudFormation takes ").number(most as u128).push(" in a template [tap::limit]\nhelp: ");
            fail(message.push(help));
        }
    }

    /// Whether the stack's own bodies use a parameter: one that isn't used is not emitted, and clashes with nothing.
    const fn uses_parameter(&self, parameter: &Parameter) -> bool {
        let mut node = 0;
        while node < N {
            if self.part_uses_parameter(PartId::Node(node), parameter) {
                return true;
            }
            node += 1;
        }
        self.part_uses_parameter(PartId::Outputs, parameter)
            || self.part_uses_parameter(PartId::Conditions, parameter)
            || self.part_uses_parameter(PartId::Assertions, parameter)
    }

    const fn part_uses_parameter(&self, id: PartId, parameter: &Parameter) -> bool {
        let wanted = tap_schema::name::hash(tap_schema::name::SEED, parameter.name);
        let mut number = 0;
        while let Some(body) = self.body(id, number) {
            let mut holes = Holes::of(body);
            while let Some((body, hole)) = holes.next() {
                if let Value::Parameter(used) = body.holes[hole]
                    && used.set.is(parameter.set)
                    && tap_schema::name::hash(tap_schema::name::SEED, used.name) == wanted
                {
                    return true;
                }
            }
            number += 1;
        }
        false
    }

    /// Whether a resource or a set of assertions is broken, so that what it would use is unknown.
    const fn has_broken_member(&self) -> bool {
        let mut sets = self.stack.assertions;
        while let [set, others @ ..] = sets {
            if set.broken {
                return true;
            }
            sets = others;
        }
        let mut i = 0;
        while i < N {
            if let Node::Resource(resource) = self.nodes[i]
                && resource.broken
            {
                return true;
            }
            i += 1;
        }
        false
    }
}
