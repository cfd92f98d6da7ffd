//! Where a value comes from: the resources behind parameters, outputs and exports.

use std::collections::{BTreeMap, BTreeSet};

use super::Stack;
use super::references::{Reference, within};
use crate::document::{Expression, Output};
use crate::graph::Reason;

/// An output that is exported, and its stack.
pub(super) struct Export<'s> {
    stack: usize,
    output: &'s Output,
}

/// The exports by their names, as templates write them: an import is of the export whose name is written the same.
pub(super) fn exports<'s>(stacks: &[Stack<'s>]) -> BTreeMap<String, Export<'s>> {
    let mut exports = BTreeMap::new();
    for (stack, Stack { document, .. }) in stacks.iter().enumerate() {
        for output in document.outputs.values() {
            if let Some(name) = &output.export {
                exports.entry(written(name)).or_insert(Export { stack, output });
            }
        }
    }
    exports
}

fn written(name: &Expression) -> String {
    format!("{name:?}")
}

/// Follows a reference, each part of the way once: templates may lead it in a circle.
pub(super) struct Search<'f, 's> {
    stacks: &'f [Stack<'s>],
    exports: &'f BTreeMap<String, Export<'s>>,
    /// References that are still to be followed: where they stand, and how they came out of another stack.
    left: Vec<(usize, Reference<'s>, Option<Reason>)>,
    followed: BTreeSet<(usize, &'s str, Option<&'s str>)>,
    found: BTreeSet<(usize, Reason)>,
    /// The first nested stack that the way leads through.
    passed: Option<(usize, Reason)>,
}

impl<'f, 's> Search<'f, 's> {
    pub(super) fn new(stacks: &'f [Stack<'s>], exports: &'f BTreeMap<String, Export<'s>>) -> Self {
        let (left, followed) = (Vec::new(), BTreeSet::new());
        Self { stacks, exports, left, followed, found: BTreeSet::new(), passed: None }
    }

    /// The nodes that a reference in a stack means, and how; the first nested stack on the way if there are none at its end.
    pub(super) fn from(mut self, stack: usize, reference: Reference<'s>) -> Vec<(usize, Reason)> {
        self.left.push((stack, reference, None));
        while let Some((stack, reference, reason)) = self.left.pop() {
            match reference {
                Reference::Import(name) => self.import(name),
                Reference::Name(name, attribute) => {
                    if self.followed.insert((stack, name, attribute)) {
                        self.name(stack, name, attribute, reason);
                    }
                }
            }
        }
        if self.found.is_empty() { self.passed.into_iter().collect() } else { self.found.into_iter().collect() }
    }

    fn name(&mut self, stack: usize, name: &'s str, attribute: Option<&'s str>, reason: Option<Reason>) {
        let here = &self.stacks[stack];
        let Some(&node) = here.nodes.get(name) else { return self.parameter(stack, name, reason) };
        let output = attribute.and_then(|attribute| attribute.strip_prefix("Outputs."));
        let nested = here.nested.get(name).copied();
        if let Some((nested, output)) = nested.zip(output)
            && let Some(output) = self.stacks[nested].document.outputs.get(output)
        {
            let reason = reason.unwrap_or(Reason::Output);
            self.passed.get_or_insert((node, reason));
            self.follow(nested, &output.value, Some(reason));
        } else {
            let direct = if attribute.is_some() { Reason::GetAtt } else { Reason::Ref };
            self.found.insert((node, reason.unwrap_or(direct)));
        }
    }

    /// What the parent gives for a parameter.
    fn parameter(&mut self, stack: usize, name: &str, reason: Option<Reason>) {
        let Some((parent, id)) = self.stacks[stack].within else { return };
        let holder = &self.stacks[parent].document.resources[id];
        if let Some(given) = member(&holder.properties, "Parameters").and_then(|parameters| member(parameters, name)) {
            self.follow(parent, given, reason);
        }
    }

    fn import(&mut self, name: &Expression) {
        let Some(export) = self.exports.get(&written(name)) else { return };
        if let Some((parent, id)) = self.stacks[export.stack].within {
            self.passed.get_or_insert((self.stacks[parent].nodes[id], Reason::Import));
        }
        self.follow(export.stack, &export.output.value, Some(Reason::Import));
    }

    fn follow(&mut self, stack: usize, value: &'s Expression, reason: Option<Reason>) {
        within(value, &mut |reference| self.left.push((stack, reference, reason)));
    }
}

fn member<'s>(value: &'s Expression, name: &str) -> Option<&'s Expression> {
    let Expression::Object(members) = value else { return None };
    members.iter().find(|(member, _)| member == name).map(|(_, value)| value)
}
