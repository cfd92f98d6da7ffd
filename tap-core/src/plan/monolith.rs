//! The same resources as one stack, to see what nesting costs and what order costs.

use super::estimate;
use super::estimates::{Action, Estimates};
use super::schedule::{Node, schedule};
use super::tree::Tree;
use crate::document::Expression;
use crate::evaluate::Deployment;
use std::collections::{BTreeMap, BTreeSet};

/// What a first deployment takes as one stack, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Monolith {
    /// The resources, without the nested stacks that held them.
    pub resources: usize,
    /// With what each resource really needs: references through parameters and outputs lead straight to it.
    pub unchained: u32,
    /// With every resource waiting for the one before, as by a `DependsOn` at each: the sum of all.
    pub chained: u32,
}

/// The resources of a deployment as one stack. Stack sets are left out: what they deploy is no part of the stack.
///
/// ```
/// use tap_core::document::{Document, TemplateSet};
/// use tap_core::evaluate::Deployment;
/// use tap_core::plan::{Estimates, monolith};
///
/// let root = "
/// Resources:
///   Data: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: ./data.yaml } }
///   Topic: { Type: AWS::SNS::Topic }
/// ";
/// let data = "Resources:\n  Key: { Type: AWS::KMS::Key }\n";
/// let documents = [("root", root), ("data", data)].map(|(name, text)| Document::read(name, text).unwrap());
/// let set = TemplateSet::new(documents.into_iter()).unwrap();
/// let one = monolith(&Deployment::new(&set, Some("eu-west-1")), "root", &Estimates::default()).unwrap();
/// assert_eq!((one.resources, one.unchained, one.chained), (2, 122, 126));
/// ```
///
/// # Errors
///
/// As for [`create`](super::create).
pub fn monolith(deployment: &Deployment, root: &str, estimates: &Estimates) -> Result<Monolith, String> {
    let tree = Tree::of(deployment, root)?;
    let mut flat = Flat { tree: &tree, nodes: Vec::new(), places: BTreeMap::new(), known: BTreeMap::new() };
    for (number, stack) in tree.stacks.iter().enumerate() {
        if !flat.is_part(number) {
            continue;
        }
        for (id, found) in &stack.members {
            if !found.resource.is_nested_stack() || found.stacks.is_empty() {
                flat.places.insert((number, id), flat.nodes.len());
                let seconds = estimate(estimates, &tree, number, id, Action::Create).seconds;
                flat.nodes.push(Node { seconds, needs: Vec::new() });
            }
        }
    }
    for (place, node) in flat.places.clone() {
        flat.nodes[node].needs = flat.needed(place).into_iter().filter(|need| *need != node).collect();
    }
    let times = schedule(&flat.nodes).ok_or_else(|| format!("{root}: resources need each other"))?;
    let chained = flat.nodes.iter().fold(0u32, |sum, node| sum.saturating_add(node.seconds));
    Ok(Monolith { resources: flat.nodes.len(), unchained: times.total, chained })
}

struct Flat<'a, 's> {
    tree: &'a Tree<'s>,
    nodes: Vec<Node>,
    /// The node of each resource.
    places: BTreeMap<(usize, &'s str), usize>,
    /// What parameters and outputs lead to, by stack and name; outputs begin with `Outputs.`.
    known: BTreeMap<(usize, String), BTreeSet<usize>>,
}

impl<'s> Flat<'_, 's> {
    /// Whether a stack is part of the root's operation, not of a stack set.
    fn is_part(&self, number: usize) -> bool {
        match self.tree.stacks[number].parent {
            None => true,
            Some((parent, id)) => self.tree.stacks[parent].members[id].resource.is_nested_stack() && self.is_part(parent),
        }
    }

    /// The nodes that a resource needs.
    fn needed(&mut self, (number, id): (usize, &'s str)) -> BTreeSet<usize> {
        let resource = self.tree.stacks[number].members[id].resource;
        let mut needed = self.made_of(number, &resource.properties);
        for on in &resource.depends_on {
            needed.extend(self.all_of(number, on));
        }
        // What its stack depends on by name, or one around it.
        let mut at = number;
        while let Some((parent, own)) = self.tree.stacks[at].parent {
            let holder = self.tree.stacks[parent].members[own].resource;
            for on in &holder.depends_on {
                needed.extend(self.all_of(parent, on));
            }
            at = parent;
        }
        needed
    }

    /// A resource, or everything in it if it is a nested stack.
    fn all_of(&self, number: usize, id: &str) -> BTreeSet<usize> {
        let stack = &self.tree.stacks[number];
        let Some((id, found)) = stack.members.get_key_value(id) else { return BTreeSet::new() };
        match self.places.get(&(number, *id)) {
            Some(node) => BTreeSet::from([*node]),
            None => {
                let inner =
                    found.stacks.iter().flat_map(|&inner| self.tree.stacks[inner].members.keys().map(move |id| (inner, *id)));
                inner.flat_map(|(inner, id)| self.all_of(inner, id)).collect()
            }
        }
    }

    /// The nodes that a value of a stack is made of.
    fn made_of(&mut self, number: usize, value: &Expression) -> BTreeSet<usize> {
        let mut names = BTreeSet::new();
        self.tree.stacks[number].scope.references(value, &mut |id, attribute| {
            names.insert((id.to_string(), attribute.map(str::to_string)));
        });
        names.into_iter().flat_map(|(id, attribute)| self.behind(number, &id, attribute.as_deref())).collect()
    }

    /// What stands behind a name: a resource, or what a parameter or an output is made of.
    fn behind(&mut self, number: usize, id: &str, attribute: Option<&str>) -> BTreeSet<usize> {
        let tree = self.tree;
        let stack = &tree.stacks[number];
        if stack.document.parameters.contains_key(id) {
            return self.once(number, id.to_string(), |flat| flat.parameter(number, id));
        }
        let output = attribute.and_then(|attribute| attribute.strip_prefix("Outputs."));
        let inner = stack.members.get(id).filter(|found| found.resource.is_nested_stack()).and_then(|found| found.stacks.first());
        match (output, inner) {
            (Some(output), Some(&inner)) => match tree.stacks[inner].document.outputs.get(output) {
                Some(found) => self.once(inner, format!("Outputs.{output}"), |flat| flat.made_of(inner, &found.value)),
                None => BTreeSet::new(),
            },
            _ => self.all_of(number, id),
        }
    }

    fn parameter(&mut self, number: usize, name: &str) -> BTreeSet<usize> {
        let tree = self.tree;
        let Some((parent, own)) = tree.stacks[number].parent else { return BTreeSet::new() };
        let properties = &tree.stacks[parent].members[own].resource.properties;
        match properties.member("Parameters").and_then(|values| values.member(name).map(|value| value.into_owned())) {
            Some(value) => self.made_of(parent, &value),
            None => BTreeSet::new(),
        }
    }

    /// Works a name out the first time only.
    fn once(&mut self, number: usize, name: String, of: impl FnOnce(&mut Self) -> BTreeSet<usize>) -> BTreeSet<usize> {
        let key = (number, name);
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let found = of(self);
        self.known.insert(key, found.clone());
        found
    }
}
