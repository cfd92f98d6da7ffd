//! Graphs of templates: references followed through parameters, outputs and exports to the resources that they mean.

mod origins;
mod references;

use std::collections::{BTreeMap, BTreeSet};

use origins::{Export, exports};
use references::{Found, references};
use tap_schema::duration;

use super::{Edge, Graph, Node, Reason, StackNode};
use crate::document::{Document, Expression, Problem, Resource, TemplateSet};

/// More resources than this are a set of templates that nest each other again and again.
const MOST: usize = 200_000;

impl Graph {
    /// The graph of templates: each root with all that is nested in it.
    ///
    /// An edge leads to the resource that is meant: through the parameters of a nested stack to what its parent gives, through the
    /// outputs of a nested stack to what they are made of, and from an import to the export of the same name. Where a value comes from
    /// no resource, it is the nested stack itself that is needed, or that needs. Both sides of an `Fn::If` count. Seconds are the
    /// published averages of [`tap_schema::duration`].
    ///
    /// # Errors
    ///
    /// More than 200,000 resources, which templates that nest each other soon have.
    ///
    /// ```
    /// use tap_core::document::{Document, TemplateSet};
    /// use tap_core::graph::Graph;
    ///
    /// let root = r#"{ "Resources": {
    ///     "Topic": { "Type": "AWS::SNS::Topic" },
    ///     "Jobs": { "Type": "AWS::CloudFormation::Stack", "Properties": {
    ///         "TemplateURL": "jobs.json", "Parameters": { "Alarms": { "Ref": "Topic" } } } } } }"#;
    /// let jobs = r#"{ "Parameters": { "Alarms": { "Type": "String" } }, "Resources": {
    ///     "Failed": { "Type": "AWS::CloudWatch::Alarm", "Properties": { "AlarmActions": [{ "Ref": "Alarms" }] } } } }"#;
    /// let documents = [("root", root), ("jobs", jobs)].map(|(name, text)| Document::read(name, text).unwrap());
    /// let graph = Graph::of_templates("jobs", &TemplateSet::new(documents.into_iter()).unwrap()).unwrap();
    /// let edge = &graph.edges[0];
    /// assert_eq!(graph.path_of(edge.from), "root/Jobs/Failed");
    /// assert_eq!(graph.path_of(edge.to), "root/Topic");
    /// assert_eq!(edge.label(), "AlarmActions.0: Ref");
    /// ```
    pub fn of_templates(name: &str, set: &TemplateSet) -> Result<Self, Problem> {
        let graph = Graph { name: name.to_string(), ..Graph::default() };
        let mut filler = Filler { set, graph, stacks: Vec::new() };
        filler.place()?;
        filler.connect();
        Ok(filler.graph)
    }
}

/// A template in a place.
struct Stack<'s> {
    document: &'s Document,
    /// The node of each of its resources.
    nodes: BTreeMap<&'s str, usize>,
    /// The stack that each of its nested stacks is, if its template is known.
    nested: BTreeMap<&'s str, usize>,
    /// The stack that it is nested in, and its logical id there.
    within: Option<(usize, &'s str)>,
}

struct Filler<'s> {
    set: &'s TemplateSet,
    graph: Graph,
    /// The stacks of the graph, in its order.
    stacks: Vec<Stack<'s>>,
}

impl<'s> Filler<'s> {
    /// Places the roots, and in each place all that is nested there.
    fn place(&mut self) -> Result<(), Problem> {
        let roots = self.set.roots().iter().rev().filter_map(|root| self.set.document(root));
        let mut left: Vec<_> = roots.map(|root| (root, None)).collect();
        while let Some((document, within)) = left.pop() {
            let stack = self.stacks.len();
            self.place_stack(document, within);
            if self.graph.nodes.len() > MOST {
                return Err(document.problem(&[], format!("nested stacks make more than {MOST} resources of these templates")));
            }
            let nested = document.resources.iter().filter(|(_, resource)| resource.is_nested_stack());
            let nested = nested.filter_map(|(id, _)| Some((self.set.child(document, id)?, Some((stack, id.as_str())))));
            let first = left.len();
            left.extend(nested);
            left[first..].reverse();
        }
        Ok(())
    }

    fn place_stack(&mut self, document: &'s Document, within: Option<(usize, &'s str)>) {
        let stack = self.stacks.len();
        let mut nodes = BTreeMap::new();
        for (id, resource) in &document.resources {
            nodes.insert(id.as_str(), self.graph.nodes.len());
            self.graph.nodes.push(node(document, id, stack, resource));
        }
        let (mut path, mut holder) = (document.name().to_string(), None);
        if let Some((parent, id)) = within {
            path = format!("{}/{id}", self.graph.stacks[parent].path);
            holder = self.stacks[parent].nodes.get(id).copied();
            self.stacks[parent].nested.insert(id, stack);
        }
        let parent = within.map(|(parent, _)| parent);
        self.graph.stacks.push(StackNode { path, template: document.name().to_string(), parent, holder });
        self.stacks.push(Stack { document, nodes, nested: BTreeMap::new(), within });
    }

    fn connect(&mut self) {
        let exports = exports(&self.stacks);
        let mut edges = BTreeSet::new();
        let mut used = BTreeMap::new();
        for document in self.set.documents() {
            used.insert(document.name(), used_parameters(document));
        }
        for (index, stack) in self.stacks.iter().enumerate() {
            for (id, resource) in &stack.document.resources {
                let Some(&from) = stack.nodes.get(id.as_str()) else { continue };
                let nested = stack.nested.get(id.as_str());
                let taken = nested.and_then(|nested| used.get(self.stacks[*nested].document.name()));
                let mut needs = needs(resource, taken);
                for (name, value) in &resource.functions {
                    references(value, name.to_string(), &mut needs);
                }
                for found in needs {
                    for (to, reason) in self.origins(&exports, index, found.reference) {
                        edges.insert((from, to, reason, found.path.clone()));
                    }
                }
                for to in resource.depends_on.iter().filter_map(|on| stack.nodes.get(on.as_str())) {
                    edges.insert((from, *to, Reason::DependsOn, String::new()));
                }
            }
        }
        self.graph.edges = edges.into_iter().map(|(from, to, reason, path)| Edge { from, to, reason, path }).collect();
    }

    fn origins(
        &self,
        exports: &BTreeMap<String, Export<'s>>,
        stack: usize,
        found: references::Reference<'s>,
    ) -> Vec<(usize, Reason)> {
        origins::Search::new(&self.stacks, exports).from(stack, found)
    }
}

fn node(document: &Document, id: &str, stack: usize, resource: &Resource) -> Node {
    Node {
        id: id.to_string(),
        kind: resource.kind.clone(),
        stack,
        condition: resource.condition.clone(),
        properties: document.properties(id).cloned().unwrap_or_else(|| serde_json::json!({})),
        seconds: if resource.is_nested_stack() { duration::NESTED_STACK } else { duration::create(&resource.kind) },
    }
}

/// What a resource refers to. What a nested stack is given for the parameters that its resources use, they need themselves.
fn needs<'s>(resource: &'s Resource, used: Option<&BTreeSet<&'s str>>) -> Vec<Found<'s>> {
    let Expression::Object(properties) = &resource.properties else { return Vec::new() };
    let mut found = Vec::new();
    for (name, value) in properties {
        match (used, value) {
            (Some(used), Expression::Object(parameters)) if name == "Parameters" => {
                for (parameter, value) in parameters.iter().filter(|(parameter, _)| !used.contains(parameter.as_str())) {
                    references(value, format!("{name}.{parameter}"), &mut found);
                }
            }
            _ => references(value, name.clone(), &mut found),
        }
    }
    found
}

/// The parameters that resources of a template use.
fn used_parameters(document: &Document) -> BTreeSet<&str> {
    let mut used = BTreeSet::new();
    for resource in document.resources.values() {
        resource.properties.references(&mut |name, _| {
            if document.parameters.contains_key(name) {
                used.insert(name);
            }
        });
    }
    used
}
