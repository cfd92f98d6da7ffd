//! What Tap resolves in the place of an emulator, beside what the emulator did.

use super::world::Made;
use super::{Observation, Stack};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use tap_core::document::{Document, Expression};
use tap_core::evaluate::{Given, Pseudo, Scope, Unresolved};

/// Templates as Tap reads them, by their names.
pub type Documents = HashMap<String, Result<Document, String>>;

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// Whether a stack can be made of a template with the values that its parameters are given.
    Stack,
    /// What a parameter of a nested stack is: the value that the parent gives it, or its default.
    Parameter,
    /// A condition.
    Condition,
    /// Whether a resource with a condition exists.
    Resource,
    /// An output.
    Output,
    /// The name of an export that is imported.
    Import,
    /// An expression.
    Probe,
}

impl What {
    /// All of them.
    pub const ALL: [What; 7] =
        [What::Stack, What::Parameter, What::Condition, What::Resource, What::Output, What::Import, What::Probe];

    /// Its name in `disagreements.json`.
    pub fn name(self) -> &'static str {
        match self {
            What::Stack => "stack",
            What::Parameter => "parameter",
            What::Condition => "condition",
            What::Resource => "resource",
            What::Output => "output",
            What::Import => "import",
            What::Probe => "probe",
        }
    }
}

/// A value, or why there is none.
pub type Answer = Result<String, String>;

/// Something that both resolve.
#[derive(Debug)]
pub struct Compared {
    /// What it is.
    pub what: What,
    /// The template that has it.
    pub template: String,
    /// Its name; an expression if it has none.
    pub name: String,
    /// What is resolved, in JSON.
    pub expression: Value,
    /// Tap's.
    pub ours: Answer,
    /// The emulator's.
    pub theirs: Answer,
    /// Whether it only asks for an id or an attribute that the emulator made up: Tap has that from this very answer.
    pub is_given: bool,
    /// Whether it names a condition of which the two think differently.
    pub follows: bool,
}

impl Compared {
    /// Whether both have one value, or both none.
    pub fn is_equal(&self) -> bool {
        match (&self.ours, &self.theirs) {
            (Ok(ours), Ok(theirs)) => ours == theirs,
            (ours, theirs) => ours.is_err() && theirs.is_err(),
        }
    }
}

/// Reads the templates of observations.
pub fn documents<'o>(observed: impl IntoIterator<Item = &'o Observation>) -> Documents {
    let mut documents = Documents::new();
    for (name, template) in observed.into_iter().flat_map(|one| &one.templates) {
        let read = || Document::read(name, &template.to_string()).map_err(|problem| problem.to_string());
        documents.entry(name.clone()).or_insert_with(read);
    }
    documents
}

/// All that is to be compared of an observation; nothing if the emulator made no stacks. Only the first deployment of a template
/// has what is not probed: it is the same in the others.
pub fn compare(observed: &Observation, documents: &Documents) -> Vec<Compared> {
    let mut comparison = Comparison { observed, documents, compared: Vec::new() };
    if let Some(root) = observed.stacks.get("") {
        let given = observed.parameters.iter().map(|(name, value)| (name.clone(), Handed::plain(value))).collect();
        comparison.stack("", root, given);
    }
    let mut compared = comparison.compared;
    compared.retain(|one| observed.part == 0 || one.what == What::Probe);
    compared
}

struct Comparison<'o> {
    observed: &'o Observation,
    documents: &'o Documents,
    compared: Vec<Compared>,
}

/// What a parent gives to a parameter.
struct Handed {
    value: Answer,
    expression: Value,
    follows: bool,
}

impl Handed {
    fn plain(value: &str) -> Self {
        Handed { value: Ok(value.to_string()), expression: Value::Null, follows: false }
    }
}

type Outputs = BTreeMap<String, Value>;

impl<'o> Comparison<'o> {
    /// Compares a stack and those in it. Returns its outputs as Tap has them.
    fn stack(&mut self, path: &str, stack: &'o Stack, handed: BTreeMap<String, Handed>) -> Outputs {
        let documents = self.documents;
        let document = match &documents[&stack.file] {
            Ok(document) => document,
            Err(problem) => return self.refused(stack, problem.clone()),
        };
        let unknown: Vec<_> = handed.keys().filter(|name| !document.parameters.contains_key(*name)).collect();
        if !unknown.is_empty() {
            self.refused(stack, format!("there are no parameters {unknown:?}"));
        }
        let mut world = Made { observed: self.observed, stack, document, outputs: BTreeMap::new() };
        // A difference in a parameter is one difference, not one in all that depends on it.
        let given = handed.iter().filter(|(name, _)| document.parameters.contains_key(*name)).filter_map(|(name, handed)| {
            Some((name, stack.parameters.get(name).filter(|_| !path.is_empty()).or(handed.value.as_ref().ok())?))
        });
        let scope = match Scope::new(document, &Given::from_iter(given), self.pseudo(stack), &world) {
            Ok(scope) => scope,
            Err(problems) => return self.refused(stack, problems.join("; ")),
        };
        let mut one = One { stack, scope, wrong: BTreeSet::new(), compared: &mut self.compared };
        if !path.is_empty() {
            one.parameters(&handed);
        }
        one.conditions();
        one.resources();
        let (scope, wrong) = (one.scope, one.wrong);
        for id in document.in_order().expect("what an emulator deployed has an order") {
            let below = if path.is_empty() { id.to_string() } else { format!("{path}/{id}") };
            let Some(child) = self.observed.stacks.get(&below) else { continue };
            let handed = handed_down(id, &scope, &world, &wrong);
            let outputs = self.stack(&below, child, handed);
            world.outputs.insert(id.to_string(), outputs);
        }
        let mut one = One { stack, scope, wrong, compared: &mut self.compared };
        one.probes(&world);
        one.outputs(&world)
    }

    /// Tap makes no stack where the emulator has made one.
    fn refused(&mut self, stack: &Stack, why: String) -> Outputs {
        self.compared.push(Compared {
            what: What::Stack,
            template: stack.file.clone(),
            name: String::new(),
            expression: Value::Null,
            ours: Err(why),
            theirs: Ok("a stack".to_string()),
            is_given: false,
            follows: false,
        });
        Outputs::new()
    }

    fn pseudo(&self, stack: &Stack) -> Pseudo {
        let mut pseudo = Pseudo::new(&self.observed.region);
        pseudo.account_id.clone_from(&self.observed.account);
        pseudo.stack_name.clone_from(&stack.name);
        pseudo.stack_id.clone_from(&stack.id);
        pseudo
    }
}

/// The parameters that a nested stack is given; those that are `AWS::NoValue` are not.
fn handed_down(id: &str, scope: &Scope<'_>, world: &Made<'_>, wrong: &BTreeSet<String>) -> BTreeMap<String, Handed> {
    let properties = scope.document().properties(id);
    let parameters = properties.and_then(|properties| properties.get("Parameters")?.as_object());
    let mut handed = BTreeMap::new();
    for (name, expression) in parameters.into_iter().flatten() {
        let value = match resolved(expression, scope, world) {
            Ok(None) => continue,
            Ok(Some(value)) => {
                let mut given = Given::default();
                given.set_value(name, &value);
                Ok(given.get(name).cloned().flatten().unwrap_or_default())
            }
            Err(error) => Err(error.to_string()),
        };
        let follows = names_any(expression, wrong);
        handed.insert(name.clone(), Handed { value, expression: expression.clone(), follows });
    }
    handed
}

/// One stack under comparison.
struct One<'c, 'o> {
    stack: &'o Stack,
    scope: Scope<'o>,
    /// The conditions that are not what the emulator says.
    wrong: BTreeSet<String>,
    compared: &'c mut Vec<Compared>,
}

impl One<'_, '_> {
    fn add(&mut self, what: What, name: &str, expression: Value, ours: Answer, theirs: Answer) {
        let is_given = matches!(what, What::Probe | What::Output) && self.is_made_up(&expression);
        let follows = names_any(&expression, &self.wrong);
        let (template, name) = (self.stack.file.clone(), name.to_string());
        self.compared.push(Compared { what, template, name, expression, ours, theirs, is_given, follows });
    }

    fn is_made_up(&self, expression: &Value) -> bool {
        let of = |id: &Value| id.as_str().is_some_and(|id| self.stack.resources.contains_key(id));
        match (expression.get("Ref"), expression.get("Fn::GetAtt").and_then(Value::as_array).map(Vec::as_slice)) {
            (Some(id), _) => of(id),
            (_, Some([id, Value::String(attribute)])) => of(id) && !attribute.starts_with("Outputs."),
            _ => false,
        }
    }

    fn parameters(&mut self, handed: &BTreeMap<String, Handed>) {
        let document = self.scope.document();
        for (name, theirs) in &self.stack.parameters {
            let Some(parameter) = document.parameters.get(name) else { continue };
            let (ours, expression, follows) = match handed.get(name) {
                Some(handed) => (handed.value.clone(), handed.expression.clone(), handed.follows),
                None => (parameter.default.clone().ok_or_else(|| "no value".to_string()), Value::Null, false),
            };
            self.add(What::Parameter, name, expression, ours, Ok(theirs.clone()));
            if let Some(added) = self.compared.last_mut() {
                added.follows = follows;
            }
        }
    }

    fn conditions(&mut self) {
        let refused = self.refused("condition");
        let decided = self.stack.conditions.iter().map(|(name, truth)| (name.clone(), Ok(truth.to_string())));
        let mut follow = Vec::new();
        for (name, theirs) in decided.chain(refused).collect::<Vec<_>>() {
            let ours = truth(self.scope.condition(&name));
            if ours != theirs {
                self.wrong.insert(name.clone());
            }
            follow.push(self.compared.len());
            let expression = self.scope.document().json["Conditions"][&name].clone();
            self.add(What::Condition, &name, expression, ours, theirs);
        }
        // Not before all are known is it known which of them follow from others.
        for position in follow {
            self.compared[position].follows = names_any(&self.compared[position].expression, &self.wrong);
        }
    }

    fn resources(&mut self) {
        for (id, resource) in &self.scope.document().resources {
            let Some(condition) = &resource.condition else { continue };
            let exists = self.stack.resources.get(id).is_some_and(|resource| resource.physical_id.is_some());
            let expression = serde_json::json!({ "Condition": condition });
            self.add(What::Resource, id, expression, truth(self.scope.condition(condition)), Ok(exists.to_string()));
        }
    }

    fn probes(&mut self, world: &Made<'_>) {
        for probe in &self.stack.probes {
            let ours = answer(resolved(&probe.expression, &self.scope, world));
            self.add(What::Probe, &probe.name, probe.expression.clone(), ours, probe.answer.clone());
        }
        for (name, said) in self.refused("import") {
            let expression: Value = serde_json::from_str(&name).expect("README.md says that it is JSON");
            let ours = answer(resolved(&expression, &self.scope, world));
            self.add(What::Import, &name, expression, ours, said);
        }
    }

    fn outputs(&mut self, world: &Made<'_>) -> Outputs {
        let mut outputs = Outputs::new();
        let refused = self.refused("output");
        for (name, output) in &self.scope.document().outputs {
            let theirs = self.stack.outputs.get(name).cloned().map(Ok).or_else(|| refused.get(name).cloned());
            let ours = match (self.scope.exists(output.condition.as_deref()), self.scope.value(&output.value, world)) {
                (Some(true), Ok(Some(Value::Array(_) | Value::Object(_)))) => Err("an output is a text".to_string()),
                (Some(true), value) => {
                    if let Ok(Some(value)) = &value {
                        outputs.insert(name.clone(), value.clone());
                    }
                    answer(value)
                }
                _ => Err("there is no such output".to_string()),
            };
            if let Some(theirs) = theirs {
                let expression = self.scope.document().json["Outputs"][name]["Value"].clone();
                self.add(What::Output, name, expression, ours, theirs);
            }
        }
        outputs
    }

    /// What the emulator said of things of a kind, by their names.
    fn refused(&self, kind: &str) -> BTreeMap<String, Answer> {
        let of_kind = |(name, said): (&String, &String)| {
            let (its, name) = name.split_once(' ')?;
            (its == kind).then(|| (name.to_string(), Err(said.clone())))
        };
        self.stack.refused.iter().filter_map(of_kind).collect()
    }
}

fn names_any(expression: &Value, conditions: &BTreeSet<String>) -> bool {
    let Ok(expression) = Expression::parse(expression) else { return false };
    let mut found = false;
    expression.conditions(&mut |name| found |= conditions.contains(name));
    found
}

fn truth(truth: Option<bool>) -> Answer {
    truth.map(|truth| truth.to_string()).ok_or_else(|| "not known".to_string())
}

fn resolved(expression: &Value, scope: &Scope<'_>, world: &Made<'_>) -> Result<Option<Value>, Unresolved> {
    match Expression::parse(expression) {
        Ok(expression) => scope.value(&expression, world),
        Err((path, message)) => Err(Unresolved::Wrong { path, message }),
    }
}

fn answer(value: Result<Option<Value>, Unresolved>) -> Answer {
    match value {
        Ok(Some(value)) => Ok(value.as_str().map_or_else(|| value.to_string(), str::to_owned)),
        Ok(None) => Err("AWS::NoValue".to_string()),
        Err(error) => Err(error.to_string()),
    }
}
