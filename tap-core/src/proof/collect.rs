//! Collects what each part of a stack uses, and says whether anything in it is wrong.

use super::sizes::used;
use super::stack::{Node, Part, PartId, Proof, Role};
use super::surface::{declares, is_given};
use super::walk::Holes;
use crate::model::{Body, Child, Output, Parameter, Target, Use, Value};

impl<const N: usize, const H: usize, const E: usize> Proof<N, H, E> {
    pub(super) const fn collect_uses(&mut self) {
        let mut node = 0;
        while node < N {
            let start = self.used;
            let bad = match self.nodes[node] {
                Node::Resource(resource) => self.walk(&resource.body, PartId::Node(node)),
                Node::Child(child) => self.collect(PartId::Node(node)) | self.collect_child(child, node),
                Node::None => false,
            };
            self.parts[node].uses = (start, self.used);
            self.parts[node].bad |= bad;
            node += 1;
        }
        let start = self.used;
        let bad = self.collect(PartId::Outputs);
        self.outputs = Part { uses: (start, self.used), bad };
        let start = self.used;
        let bad = self.collect(PartId::Conditions);
        self.conditions = Part { uses: (start, self.used), bad };
        // They use nothing but parameters; what is wrong with those is found where it is reported.
        self.collect(PartId::Assertions);
    }

    /// Records what the bodies of a part use; whether anything in them is wrong.
    const fn collect(&mut self, id: PartId) -> bool {
        let mut bad = false;
        let mut number = 0;
        while let Some(body) = self.body(id, number) {
            bad |= self.walk(body, id);
            number += 1;
        }
        bad
    }

    /// What a nested stack needs beside its bodies; whether it can't have it.
    const fn collect_child(&mut self, child: &'static Child, node: usize) -> bool {
        let mut bad = false;
        if let Some(condition) = child.condition {
            bad |= self.record_declared(condition.set, PartId::Node(node));
        }
        bad |= self.pass(child);
        let mut needs = child.summary.needs;
        while let [need, others @ ..] = needs {
            bad |= match need.output {
                Some(output) => self.record_output(output, need.import, PartId::Node(node)),
                // Only outputs rise.
                None => panic!("a use that is no output rose out of its stack"),
            };
            needs = others;
        }
        bad
    }

    /// Records what a body uses; whether anything in it is wrong.
    const fn walk(&mut self, body: &'static Body, part: PartId) -> bool {
        let mut bad = false;
        let mut holes = body.holes;
        while let [value, others @ ..] = holes {
            holes = others;
            bad |= match value {
                Value::Ref(target) | Value::GetAtt(target) | Value::DependsOn(target) => {
                    // By far the most frequent case, so nothing is called for it.
                    let key = target.key;
                    let mut slot = key as usize & (H - 1);
                    while self.keys[slot] != key && self.keys[slot] != 0 {
                        slot = (slot + 1) & (H - 1);
                    }
                    if let Role::Node(to) = self.roles[slot] {
                        self.to[self.used as usize] = to;
                        self.used += 1;
                        continue;
                    }
                    self.used += 1;
                    !self.broken
                }
                Value::Parameter(parameter) => self.record_parameter(parameter),
                Value::Condition(condition) => self.record_declared(condition.set, part),
                Value::Mapping(mapping) => self.record_declared(mapping, part),
                Value::Output(output) => self.record_output(output, false, part),
                Value::Import(output) => {
                    self.name_export(output);
                    self.record_output(output, true, part)
                }
                Value::Fragment(inner) => self.walk(inner, part),
                _ => false,
            };
        }
        bad
    }

    /// Notes the use of a parameter; whether its set isn't declared.
    const fn record_parameter(&mut self, parameter: &Parameter) -> bool {
        self.required += !parameter.has_default as u32;
        match self.find(parameter.set) {
            Role::Parameters(set) => {
                self.is_used[set as usize] = true;
                false
            }
            role => matches!(role, Role::Free),
        }
    }

    /// Notes the use of a set of conditions or a mapping; whether it isn't declared.
    const fn record_declared(&mut self, target: &Target, part: PartId) -> bool {
        match self.find(target) {
            Role::Declared(number) => {
                // The conditions of the only set may use each other, and nothing them.
                let is_own = matches!(part, PartId::Conditions) && self.stack.conditions.len() == 1;
                let is_mapping = number as usize >= self.stack.parameters.len() + self.stack.conditions.len();
                self.is_used[number as usize] |= is_mapping || !is_own;
                false
            }
            role => matches!(role, Role::Free),
        }
    }

    /// What a nested stack does with parameters; whether it can't.
    const fn pass(&mut self, child: &'static Child) -> bool {
        let mut bad = false;
        let sets = child.stack.parameters;
        let mut i = 0;
        while i < sets.len() {
            if let Role::Parameters(set) = self.find(sets[i].target) {
                self.is_used[set as usize] = true;
            }
            i += 1;
        }
        let mut i = 0;
        while i < child.with.len() {
            bad |= !declares(child.stack, child.with[i].0);
            i += 1;
        }
        let mut i = 0;
        while i < child.summary.required.len() {
            let parameter = child.summary.required[i];
            if !is_given(child, parameter) {
                self.required += 1;
                bad |= !self.is_app && !matches!(self.find(parameter.set), Role::Parameters(_));
            }
            i += 1;
        }
        bad
    }

    /// A use by its number, found again by walking its part.
    pub(crate) const fn use_at(&self, id: PartId, at: usize) -> Option<Use> {
        let start = match id {
            PartId::Node(node) => self.parts[node].uses.0,
            PartId::Outputs => self.outputs.uses.0,
            PartId::Conditions => self.conditions.uses.0,
            // They use parameters only.
            PartId::Assertions => return None,
        };
        let mut left = at - start as usize;
        let mut number = 0;
        while let Some(body) = self.body(id, number) {
            let mut holes = Holes::of(body);
            while let Some((body, hole)) = holes.next() {
                let Some((target, output, import)) = used(&body.holes[hole]) else {
                    continue;
                };
                if left > 0 {
                    left -= 1;
                    continue;
                }
                let (user, stack) = (self.user(id, number), self.stack.target);
                return Some(Use { target, output, import, body, hole, user, stack });
            }
            number += 1;
        }
        match id {
            PartId::Node(node) => match self.nodes[node] {
                Node::Child(child) if left < child.summary.needs.len() => Some(child.summary.needs[left]),
                _ => None,
            },
            _ => None,
        }
    }

    /// The parameter set, set of conditions or mapping that a value needs and the stack doesn't declare.
    pub(crate) const fn undeclared(&self, value: &Value) -> Option<&'static Target> {
        let target = match value {
            Value::Parameter(parameter) => parameter.set,
            Value::Condition(condition) => condition.set,
            Value::Mapping(mapping) => *mapping,
            _ => return None,
        };
        if matches!(self.find(target), Role::Free) { Some(target) } else { None }
    }

    /// Notes the use of an output; whether it is wrong.
    const fn record_output(&mut self, output: &'static Output, import: bool, part: PartId) -> bool {
        let role = self.find(output.set);
        self.is_conditional |= output.condition.is_some();
        if let Role::Offer(to) = role {
            self.to[self.used as usize] = to;
        }
        self.used += 1;
        let cannot = match role {
            Role::Own => true,
            Role::Offer(to) => {
                let own = match part {
                    PartId::Node(node) => node == to as usize,
                    _ => false,
                };
                own || (self.is_app && !import)
            }
            _ => {
                self.rising += !(import && output.external) as u32;
                self.is_regional |= import && output.regions != 0;
                self.is_app && !self.broken && !(import && output.external)
            }
        };
        cannot || self.unnameable(output, import).is_some()
    }

    /// The parameter set that an imported export's name needs and the stack doesn't declare.
    pub(crate) const fn unnameable(&self, output: &Output, import: bool) -> Option<&'static Target> {
        if !import || self.is_app {
            return None;
        }
        let Some(name) = output.export else {
            return None;
        };
        let mut holes = Holes::of(name);
        while let Some((body, hole)) = holes.next() {
            if let Some(set) = self.undeclared(&body.holes[hole]) {
                return Some(set);
            }
        }
        None
    }

    /// The name of an imported export uses parameters too.
    const fn name_export(&mut self, output: &Output) {
        let Some(name) = output.export else { return };
        let mut holes = Holes::of(name);
        while let Some((body, hole)) = holes.next() {
            if let Value::Parameter(parameter) = body.holes[hole] {
                self.record_parameter(parameter);
            }
        }
    }
}
