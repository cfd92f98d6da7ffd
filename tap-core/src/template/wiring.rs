//! What each stack of a tree needs and gives, so that outputs travel by themselves.
//!
//! The proofs have shown that all of it can be wired; here it is only looked up.

use super::render::carrier;
use crate::model::{AppDef, Body, Child, Condition, Entry, Node, Output, Parameter, ResourceDef, StackDef, Target, Value};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Parameter of every stack that names templates: the start of the names of the buckets they lie in.
pub(super) const ARTIFACTS: &str = "ArtifactBucketPrefix";

/// A stack with everything that its template needs from its surroundings.
pub(crate) struct StackPlan {
    pub(super) def: &'static StackDef,
    pub(super) app: &'static str,
    /// Resources by logical id.
    pub(super) resources: BTreeMap<String, &'static ResourceDef>,
    pub(super) children: Vec<ChildPlan>,
    ids: HashMap<u128, String>,
    /// By output set, the child whose subtree has it.
    providers: HashMap<u128, usize>,
    /// Parameters used in this template, by name.
    pub(super) parameters: BTreeMap<&'static str, &'static Parameter>,
    /// Conditions used in this template, by name.
    pub(super) conditions: BTreeMap<&'static str, &'static Body>,
    /// Conditions that are met while bodies are gone through.
    met: Vec<&'static Condition>,
    /// Outputs that come in as parameters.
    pub(super) carried: BTreeMap<String, &'static Output>,
    /// Outputs of nested stacks that go out as outputs.
    pub(super) raised: BTreeMap<String, &'static Output>,
    /// Exports that are imported in this stack's subtree.
    imports: Vec<(Option<usize>, String, &'static Output)>,
    pub(super) needs_artifacts: bool,
    pub(super) needs_extensions: bool,
    /// For each resource or child, what it waits for because of imports.
    pub(super) waits: BTreeMap<String, BTreeSet<String>>,
    /// Addresses of templates that are emitted already, by stack.
    urls: HashMap<u128, String>,
}

/// A nested stack with its plan.
pub(super) struct ChildPlan {
    pub(super) def: &'static Child,
    pub(super) plan: StackPlan,
    /// File name of its template, known once it is rendered.
    pub(super) file: String,
}

impl StackPlan {
    /// Plans a stack and everything below it.
    pub(super) fn new(app: &'static AppDef, def: &'static StackDef) -> Self {
        let mut plan = StackPlan {
            def,
            app: app.name,
            resources: BTreeMap::new(),
            children: Vec::new(),
            ids: HashMap::new(),
            providers: HashMap::new(),
            parameters: BTreeMap::new(),
            conditions: BTreeMap::new(),
            met: Vec::new(),
            carried: BTreeMap::new(),
            raised: BTreeMap::new(),
            imports: Vec::new(),
            needs_artifacts: !def.children.is_empty(),
            needs_extensions: false,
            waits: BTreeMap::new(),
            urls: HashMap::new(),
        };
        for entry in def.entries {
            plan.place(String::new(), entry);
        }
        for (number, child) in def.children.iter().enumerate() {
            plan.ids.insert(child.stack.target.key, child.id.to_string());
            for offer in child.summary.offers {
                plan.providers.insert(offer.key, number);
            }
            plan.children.push(ChildPlan { def: child, plan: StackPlan::new(app, child.stack), file: String::new() });
        }
        plan.collect();
        plan.connect();
        plan
    }

    fn place(&mut self, prefix: String, entry: &'static Entry) {
        let id = prefix + entry.id;
        match entry.node {
            Node::Resource(resource) => {
                self.ids.insert(resource.target.key, id.clone());
                self.resources.insert(id, resource);
            }
            Node::Group(entries) => entries.iter().for_each(|entry| self.place(id.clone(), entry)),
        }
    }

    /// Notes what the stack's own bodies use.
    fn collect(&mut self) {
        let resources: Vec<_> = self.resources.iter().map(|(id, resource)| (id.clone(), &resource.body)).collect();
        for (id, body) in resources {
            self.uses(body, &id);
        }
        for child in self.def.children {
            self.uses(child.body, child.id);
            child.with.iter().for_each(|(_, body)| self.uses(body, child.id));
        }
        for (output, body) in self.def.outputs.map_or(&[][..], |set| set.outputs) {
            self.uses(body, output.name);
        }
        for (name, body) in self.def.assertions.iter().flat_map(|set| set.assertions) {
            self.uses(body, name);
        }
        // A condition is emitted where it is used, or another that is used needs it.
        let mut pending: Vec<&'static Condition> = self.def.children.iter().filter_map(|child| child.condition).collect();
        loop {
            pending.extend(std::mem::take(&mut self.met));
            let Some(condition) = pending.pop() else { return };
            if self.conditions.contains_key(condition.name) {
                continue;
            }
            let all = self.def.conditions.iter().flat_map(|set| set.conditions);
            let found = all.into_iter().find(|(known, _)| known.set.is(condition.set) && known.name == condition.name);
            if let Some((_, body)) = found {
                self.conditions.insert(condition.name, body);
                self.uses(body, "");
            }
        }
    }

    fn uses(&mut self, body: &'static Body, user: &str) {
        for value in body.holes {
            match *value {
                Value::Parameter(parameter) => self.parameter(parameter),
                Value::Condition(condition) => self.met.push(condition),
                Value::Fragment(fragment) => self.uses(fragment, user),
                Value::TemplateUrl(_) => self.needs_artifacts = true,
                Value::LanguageExtensions => self.needs_extensions = true,
                Value::Output(output) if !self.providers.contains_key(&output.set.key) => {
                    self.carried.insert(carrier(output), output);
                }
                Value::Import(output) => {
                    if let Some(name) = output.export {
                        self.uses(name, user);
                    }
                    self.imports.push((None, user.to_string(), output));
                }
                _ => {}
            }
        }
    }

    fn parameter(&mut self, parameter: &'static Parameter) {
        self.parameters.insert(parameter.name, parameter);
    }

    /// Connects nested stacks with what they need.
    fn connect(&mut self) {
        for number in 0..self.children.len() {
            let child = &self.children[number];
            self.needs_artifacts |= child.plan.needs_artifacts;
            // Shared sets are passed on, unless a value is given.
            let passed: Vec<_> = child.plan.parameters.values().copied().collect();
            for parameter in passed {
                let given = self.children[number].def.with.iter().any(|(given, _)| given.name == parameter.name);
                if !given && self.def.parameters.iter().any(|set| set.target.is(parameter.set)) {
                    self.parameter(parameter);
                }
            }
            let needed: Vec<_> = self.children[number].plan.carried.values().copied().collect();
            for output in needed {
                match self.providers.get(&output.set.key).copied() {
                    Some(provider) => self.raise(provider, output),
                    None => {
                        self.carried.insert(carrier(output), output);
                    }
                }
            }
            let imports: Vec<_> = self.children[number].plan.imports.iter().map(|(_, _, output)| *output).collect();
            let id = self.children[number].def.id.to_string();
            self.imports.extend(imports.into_iter().map(|output| (Some(number), id.clone(), output)));
        }
        // Outputs that this stack's own resources take from further down rise to its child.
        let mut bodies: Vec<&'static Body> = self.resources.values().map(|resource| &resource.body).collect();
        bodies.extend(self.def.outputs.map_or(&[][..], |set| set.outputs).iter().map(|(_, body)| *body));
        bodies.extend(self.def.children.iter().flat_map(|child| child.with.iter().map(|(_, body)| *body)));
        for body in bodies {
            self.raise_from(body);
        }
        let mut open = Vec::new();
        for (from, user, output) in std::mem::take(&mut self.imports) {
            match self.providers.get(&output.set.key) {
                Some(provider) if Some(*provider) != from => {
                    let provider = self.children[*provider].def.id.to_string();
                    self.waits.entry(user).or_default().insert(provider);
                }
                Some(_) => {}
                None => open.push((from, user, output)),
            }
        }
        self.imports = open;
        self.forget_implied();
    }

    /// `DependsOn` says nothing where a reference orders the two already.
    fn forget_implied(&mut self) {
        for (user, providers) in &mut std::mem::take(&mut self.waits) {
            let mut implied = BTreeSet::new();
            if let Some(resource) = self.resources.get(user) {
                self.referenced(&resource.body, &mut implied);
            }
            for child in self.children.iter().filter(|child| child.def.id == user) {
                self.referenced(child.def.body, &mut implied);
                child.def.with.iter().for_each(|(_, body)| self.referenced(body, &mut implied));
                let carried = child.plan.carried.values().filter_map(|output| self.provider(output));
                implied.extend(carried.map(|provider| provider.def.id.to_string()));
            }
            providers.retain(|provider| !implied.contains(provider));
            if !providers.is_empty() {
                self.waits.insert(user.clone(), std::mem::take(providers));
            }
        }
    }

    /// Logical ids that a body refers to.
    fn referenced(&self, body: &Body, found: &mut BTreeSet<String>) {
        for value in body.holes {
            match *value {
                Value::Ref(target) | Value::GetAtt(target) => {
                    found.insert(self.logical_id(target).to_string());
                }
                Value::Output(output) => found.extend(self.provider(output).map(|provider| provider.def.id.to_string())),
                Value::Fragment(fragment) => self.referenced(fragment, found),
                _ => {}
            }
        }
    }

    fn raise_from(&mut self, body: &'static Body) {
        for value in body.holes {
            match *value {
                Value::Output(output) => {
                    if let Some(provider) = self.providers.get(&output.set.key).copied() {
                        self.raise(provider, output);
                    }
                }
                Value::Fragment(fragment) => self.raise_from(fragment),
                _ => {}
            }
        }
    }

    /// Lets an output rise through a child, down to the stack that has it.
    fn raise(&mut self, provider: usize, output: &'static Output) {
        let plan = &mut self.children[provider].plan;
        if plan.owns(output) {
            return;
        }
        plan.raised.insert(carrier(output), output);
        if let Some(next) = plan.providers.get(&output.set.key).copied() {
            plan.raise(next, output);
        }
    }

    fn owns(&self, output: &Output) -> bool {
        self.def.outputs.is_some_and(|own| own.target.is(output.set))
    }

    /// Logical id of a member.
    pub(super) fn logical_id(&self, target: &Target) -> &str {
        self.ids.get(&target.key).map_or("", String::as_str)
    }

    /// The child whose subtree has an output.
    pub(super) fn provider(&self, output: &Output) -> Option<&ChildPlan> {
        self.providers.get(&output.set.key).map(|number| &self.children[*number])
    }

    /// `Fn::GetAtt` of an output of a child, or one that rises through it.
    pub(super) fn output_of(&self, child: &ChildPlan, output: &Output) -> String {
        let name = if child.plan.owns(output) { output.name.to_string() } else { carrier(output) };
        format!("{{\"Fn::GetAtt\":[\"{}\",\"Outputs.{name}\"]}}", child.def.id)
    }

    /// Says where templates that others name are; stacks below are told too.
    pub(super) fn know_urls(&mut self, urls: &HashMap<u128, String>) {
        self.urls.clone_from(urls);
        self.children.iter_mut().for_each(|child| child.plan.know_urls(urls));
    }

    /// Address of another stack's template.
    pub(super) fn template_url(&self, stack: &StackDef) -> String {
        let file = self.urls.get(&stack.target.key).cloned().unwrap_or_default();
        self.url(&file)
    }

    /// Address of a template by its file name.
    pub(super) fn url(&self, file: &str) -> String {
        format!(
            "{{\"Fn::Sub\":\"https://${{{ARTIFACTS}}}-${{AWS::Region}}.s3.${{AWS::Region}}.${{AWS::URLSuffix}}/{}/{file}\"}}",
            self.app
        )
    }

    /// Stacks whose template addresses are named below.
    pub(super) fn named_templates(&self) -> Vec<&'static StackDef> {
        let mut found = Vec::new();
        for resource in self.resources.values() {
            named(&resource.body, &mut found);
        }
        for child in &self.children {
            found.extend(child.plan.named_templates());
        }
        found
    }
}

fn named(body: &'static Body, found: &mut Vec<&'static StackDef>) {
    for value in body.holes {
        match *value {
            Value::TemplateUrl(stack) => found.push(stack()),
            Value::Fragment(fragment) => named(fragment, found),
            _ => {}
        }
    }
}
