//! A deployment unfolded: the root, its nested stacks and the instances of its stack sets, each with what exists in it.

use crate::document::{Document, Expression, Resource, TemplateSet, in_order};
use crate::evaluate::{Deployment, Given, Nothing, Pseudo, Scope, Unresolved};
use serde_json::Value;
use std::collections::BTreeMap;

/// Most resources of a deployment, nested ones included. CloudFormation takes 2,500 in one operation; this keeps templates that nest
/// each other over and over from filling the memory.
const MOST: usize = 100_000;

/// The stacks of a deployment, each after the one that holds it.
pub(super) struct Tree<'s> {
    pub templates: &'s TemplateSet,
    pub stacks: Vec<Stack<'s>>,
}

/// A stack of a deployment.
pub(super) struct Stack<'s> {
    /// The root's template and logical ids.
    pub path: String,
    pub document: &'s Document,
    /// What its parameters are given.
    pub given: Given,
    pub scope: Scope<'s>,
    /// The stack that holds it, and the nested stack or stack set that it is there.
    pub parent: Option<(usize, &'s str)>,
    /// What exists, by logical id.
    pub members: BTreeMap<&'s str, Member<'s>>,
}

/// A resource that exists.
pub(super) struct Member<'s> {
    pub resource: &'s Resource,
    /// The logical ids of its stack that it needs.
    pub needs: Vec<&'s str>,
    /// The stacks that it is: one of a nested stack, one for each region of a stack set; none if the template is not known.
    pub stacks: Vec<usize>,
    /// Whether each of those waits for the one before.
    pub is_sequential: bool,
}

impl<'s> Tree<'s> {
    pub fn of(deployment: &Deployment<'s>, root: &str) -> Result<Self, String> {
        let Some(document) = deployment.templates.document(root) else {
            let known = deployment.templates.documents().map(Document::name);
            return Err(format!("there is no template `{root}`{}", tap_schema::name::help(root, known)));
        };
        let mut unfolding = Unfolding { set: deployment.templates, stacks: Vec::new(), resources: 0, open: Vec::new() };
        let mut given = deployment.parameters.clone();
        given.set_unknown_beside(document);
        let place = Place { path: document.name().to_string(), parent: None, region: deployment.region.clone() };
        unfolding.stack(document, &given, place)?;
        Ok(Tree { templates: deployment.templates, stacks: unfolding.stacks })
    }

    /// The path of a resource.
    pub fn path(&self, stack: usize, id: &str) -> String {
        format!("{}/{id}", self.stacks[stack].path)
    }
}

struct Place<'s> {
    path: String,
    parent: Option<(usize, &'s str)>,
    region: Option<String>,
}

struct Unfolding<'s> {
    set: &'s TemplateSet,
    stacks: Vec<Stack<'s>>,
    resources: usize,
    /// Templates that the current one is in.
    open: Vec<&'s str>,
}

impl<'s> Unfolding<'s> {
    fn stack(&mut self, document: &'s Document, given: &Given, place: Place<'s>) -> Result<usize, String> {
        self.resources += document.resources.len();
        if self.resources > MOST {
            return Err(format!(
                "`{}` is part of more than {MOST} resources\nhelp: does a template nest another over and over?",
                place.path
            ));
        }
        let in_place = |problem: String| format!("{}: {problem}", place.path);
        let pseudo = place.region.as_deref().map_or_else(Pseudo::unknown, Pseudo::new);
        let scope = Scope::new(document, given, pseudo, &Nothing).map_err(|problems| in_place(problems.join("\n")))?;
        // A condition of which nothing is known may be true.
        let exists = |resource: &&'s Resource| scope.exists(resource.condition.as_deref()) != Some(false);
        let existing = document.resources.iter().filter(|(_, resource)| exists(resource));
        let existing: BTreeMap<&str, &Resource> = existing.map(|(id, resource)| (id.as_str(), resource)).collect();
        let member = |(id, resource): (&&'s str, &&'s Resource)| {
            let needs = scope.needs(id);
            (*id, Member { resource, needs, stacks: Vec::new(), is_sequential: false })
        };
        let members: BTreeMap<&str, Member> = existing.iter().map(member).collect();
        in_order(members.keys().copied(), |id| members[id].needs.clone())
            .map_err(|cycle| in_place(format!("resources need each other: {}", cycle.join(" → "))))?;
        let number = self.stacks.len();
        self.stacks.push(Stack { path: place.path, document, given: given.clone(), scope, parent: place.parent, members });
        self.open.push(document.name());
        for (id, resource) in existing {
            self.inside(number, id, resource, place.region.as_deref())?;
        }
        self.open.pop();
        Ok(number)
    }

    /// Unfolds a resource if it is made of stacks.
    fn inside(&mut self, number: usize, id: &'s str, resource: &'s Resource, region: Option<&str>) -> Result<(), String> {
        let is_set = resource.kind == tap_schema::STACK_SET;
        if !is_set && !resource.is_nested_stack() {
            return Ok(());
        }
        let Some(document) = self.set.child(self.stacks[number].document, id) else { return Ok(()) };
        if self.open.contains(&document.name()) {
            return Err(format!("{}/{id}: the template `{}` is inside of itself", self.stacks[number].path, document.name()));
        }
        let scope = self.stacks[number].scope.clone();
        let path = format!("{}/{id}", self.stacks[number].path);
        let in_place = |error: Unresolved| format!("{path}: {error}");
        let instances = if is_set {
            instances(&scope, &resource.properties, document).map_err(in_place)?
        } else {
            vec![(None, parameters(&scope, &resource.properties, document).map_err(in_place)?)]
        };
        for (own, given) in instances {
            let place = match own {
                Some(own) => Place { path: format!("{path}/{own}"), parent: Some((number, id)), region: Some(own) },
                None => Place { path: path.clone(), parent: Some((number, id)), region: region.map(str::to_string) },
            };
            let child = self.stack(document, &given, place)?;
            if let Some(member) = self.stacks[number].members.get_mut(id) {
                member.stacks.push(child);
                member.is_sequential = is_set && !is_parallel(&scope, &resource.properties);
            }
        }
        Ok(())
    }
}

/// What a nested stack is given. Outputs of others are not known.
fn parameters(scope: &Scope, properties: &Expression, document: &Document) -> Result<Given, Unresolved> {
    let mut given = Given::default();
    if let Some(values) = properties.member("Parameters") {
        let names: Vec<String> = match values.as_ref() {
            Expression::Object(members) => members.iter().map(|(name, _)| name.clone()).collect(),
            Expression::Literal(Value::Object(members)) => members.keys().cloned().collect(),
            _ => Vec::new(),
        };
        for name in names {
            if let Some(value) = values.member(&name) {
                give(&mut given, &name, scope.value(&value, &Nothing))?;
            }
        }
    }
    given.set_unknown_beside(document);
    Ok(given)
}

fn give(given: &mut Given, name: &str, value: Result<Option<Value>, Unresolved>) -> Result<(), Unresolved> {
    match value {
        Ok(Some(value)) => given.set_value(name, &value),
        Ok(None) => {}
        Err(Unresolved::Unknown(_)) => given.set_unknown(name),
        Err(wrong) => return Err(wrong),
    }
    Ok(())
}

/// The regions of a stack set, sorted as they stand, and what is given in each.
fn instances(scope: &Scope, properties: &Expression, document: &Document) -> Result<Vec<(Option<String>, Given)>, Unresolved> {
    let mut common = Given::default();
    pairs(scope, properties, "Parameters", &mut common)?;
    let groups = match properties.member("StackInstancesGroup").as_deref() {
        Some(Expression::List(groups)) => groups.clone(),
        Some(Expression::Literal(Value::Array(groups))) => groups.iter().cloned().map(Expression::Literal).collect(),
        _ => Vec::new(),
    };
    let mut instances: Vec<(Option<String>, Given)> = Vec::new();
    for group in &groups {
        let mut given = common.clone();
        pairs(scope, group, "ParameterOverrides", &mut given)?;
        given.set_unknown_beside(document);
        let regions = group.member("Regions").map(|regions| scope.value(&regions, &Nothing));
        let Some(Ok(Some(Value::Array(regions)))) = regions else { continue };
        for region in regions.iter().filter_map(Value::as_str) {
            if instances.iter().all(|(known, _)| known.as_deref() != Some(region)) {
                instances.push((Some(region.to_string()), given.clone()));
            }
        }
    }
    Ok(instances)
}

/// Reads a list of `ParameterKey` and `ParameterValue`.
fn pairs(scope: &Scope, holder: &Expression, name: &str, given: &mut Given) -> Result<(), Unresolved> {
    let pairs = match holder.member(name).as_deref() {
        Some(Expression::List(pairs)) => pairs.clone(),
        Some(Expression::Literal(Value::Array(pairs))) => pairs.iter().cloned().map(Expression::Literal).collect(),
        _ => Vec::new(),
    };
    for pair in &pairs {
        let (Some(key), Some(value)) = (pair.member("ParameterKey"), pair.member("ParameterValue")) else { continue };
        if let Ok(Some(Value::String(key))) = scope.value(&key, &Nothing) {
            give(given, &key, scope.value(&value, &Nothing))?;
        }
    }
    Ok(())
}

/// Regions of a stack set follow each other unless it says otherwise.
fn is_parallel(scope: &Scope, properties: &Expression) -> bool {
    let preferences = properties.member("OperationPreferences");
    let order = preferences.as_ref().and_then(|preferences| preferences.member("RegionConcurrencyType"));
    order.is_some_and(|order| matches!(scope.value(&order, &Nothing), Ok(Some(Value::String(order))) if order == "PARALLEL"))
}
