//! Collects what each part of a stack uses, and says whether anything in it is wrong.

use super::sizes::used;
use super::stack::{Node, Part, PartId, Proof, Role};
use super::surface::{declares, is_given};
use super::walk::Holes;
use crate::model::{Body, Child, Output, Target, Use, Value};

impl<const N: usize, const T: usize, const H: usize, const E: usize> Proof<N, T, H, E> {
    pub(super) const fn collect_uses(&mut self) {
        let mut node = 0;
        while node < N {
            let part = self.collect(PartId::Node(node));
            self.parts[node].uses = part.uses;
            self.parts[node].bad |= part.bad;
            node += 1;
        }
        self.outputs = self.collect(PartId::Outputs);
        self.conditions = self.collect(PartId::Conditions);
    }

    const fn collect(&mut self, id: PartId) -> Part {
        let start = self.used;
        let mut bad = false;
        let mut number = 0;
        while let Some(body) = self.body(id, number) {
            bad |= self.walk(body, id);
            number += 1;
        }
        if let PartId::Node(node) = id
            && let Node::Child(child) = self.nodes[node]
        {
            if let Some(condition) = child.condition {
                bad |= self.find(condition.set).is_none();
            }
            bad |= self.pass(child);
            let mut k = 0;
            while k < child.summary.needs.len() {
                let need = &child.summary.needs[k];
                bad |= self.record(need.target, need.output, need.import, id);
                k += 1;
            }
        }
        Part { uses: (start, self.used), bad }
    }

    /// Records what a body uses; whether anything in it is wrong.
    const fn walk(&mut self, body: &'static Body, part: PartId) -> bool {
        let mut bad = false;
        let mut hole = 0;
        while hole < body.holes.len() {
            bad |= match &body.holes[hole].value {
                Value::Fragment(inner) => self.walk(inner, part),
                value => match used(value) {
                    Some((target, output, import)) => {
                        if let (Some(output), true) = (output, import) {
                            self.name_export(output);
                        }
                        self.record(target, output, import, part)
                    }
                    None => self.declared(value),
                },
            };
            hole += 1;
        }
        bad
    }

    /// Notes the use of something declared; whether it isn't.
    const fn declared(&mut self, value: &Value) -> bool {
        if let Value::Parameter(parameter) = value {
            self.required += !parameter.has_default as u32;
            if let Some(Role::Parameters(set)) = self.find(parameter.set) {
                self.is_used[set as usize] = true;
                return false;
            }
        }
        self.undeclared(value).is_some()
    }

    /// What a nested stack does with parameters; whether it can't.
    const fn pass(&mut self, child: &'static Child) -> bool {
        let mut bad = false;
        let sets = child.stack.parameters;
        let mut i = 0;
        while i < sets.len() {
            if let Some(Role::Parameters(set)) = self.find(sets[i].target) {
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
                bad |= !self.is_app && !matches!(self.find(parameter.set), Some(Role::Parameters(_)));
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
        };
        let mut left = at - start as usize;
        let mut number = 0;
        while let Some(body) = self.body(id, number) {
            let mut holes = Holes::of(body);
            while let Some((body, hole, found)) = holes.next() {
                let Some((target, output, import)) = used(&found.value) else {
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
        if self.find(target).is_some() { None } else { Some(target) }
    }

    /// Notes one use; whether it is wrong.
    const fn record(&mut self, target: &Target, output: Option<&'static Output>, import: bool, part: PartId) -> bool {
        let at = self.used as usize;
        self.used += 1;
        let role = self.find(target);
        if let Some(Role::Node(to)) | Some(Role::Offer(to)) = role {
            self.to[at] = to;
        }
        let Some(output) = output else {
            return !matches!(role, Some(Role::Node(_))) && !self.broken;
        };
        let cannot = match role {
            Some(Role::Own) => true,
            Some(Role::Offer(to)) => {
                let own = match part {
                    PartId::Node(node) => node == to as usize,
                    _ => false,
                };
                own || (self.is_app && !import)
            }
            _ => {
                self.rising += !(import && output.external) as u32;
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
        while let Some((_, _, hole)) = holes.next() {
            if let Some(set) = self.undeclared(&hole.value) {
                return Some(set);
            }
        }
        None
    }

    /// The name of an imported export uses parameters too.
    const fn name_export(&mut self, output: &Output) {
        let Some(name) = output.export else { return };
        let mut holes = Holes::of(name);
        while let Some((_, _, hole)) = holes.next() {
            self.declared(&hole.value);
        }
    }
}
