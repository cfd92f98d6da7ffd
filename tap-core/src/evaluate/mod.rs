//! What a template means for given parameters, in a region: values of parameters, conditions, and functions resolved.

mod cidr;
mod deployment;
mod dynamic;
mod functions;
mod needs;
mod parameters;
mod pseudo;
mod rules;
#[cfg(test)]
mod tests;

pub use deployment::Deployment;
pub(crate) use dynamic::resolve_dynamic;
pub use parameters::Given;
pub use pseudo::Pseudo;

use crate::document::{Document, Expression, Function, Part};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, HashMap};
use std::fmt;

/// What a template cannot know by itself: what its resources have become, and what there is around it.
///
/// Nothing is a valid answer to every question: what depends on it is then unknown.
///
/// ```
/// use serde_json::json;
/// use tap_core::document::Document;
/// use tap_core::evaluate::{Given, Pseudo, Scope, World};
///
/// struct Made;
/// impl World for Made {
///     fn reference(&self, id: &str) -> Option<serde_json::Value> {
///         Some(format!("made-{id}").into())
///     }
/// }
/// let text = "Resources:\n  Jobs: { Type: AWS::SQS::Queue }\nOutputs:\n  Url: { Value: !Sub '${Jobs}/x' }\n";
/// let document = Document::read("jobs.yaml", text).unwrap();
/// let scope = Scope::new(&document, &Given::default(), Pseudo::new("eu-west-1"), &Made).unwrap();
/// assert_eq!(scope.value(&document.outputs["Url"].value, &Made).unwrap(), Some(json!("made-Jobs/x")));
/// ```
pub trait World {
    /// What `Ref` gives of a resource.
    fn reference(&self, id: &str) -> Option<Value> {
        let _ = id;
        None
    }

    /// What `Fn::GetAtt` gives of a resource.
    fn attribute(&self, id: &str, attribute: &str) -> Option<Value> {
        let _ = (id, attribute);
        None
    }

    /// The value of an export.
    fn import(&self, name: &str) -> Option<Value> {
        let _ = name;
        None
    }

    /// What `Fn::GetStackOutput` gives for its argument.
    fn stack_output(&self, argument: &Map<String, Value>) -> Option<Value> {
        let _ = argument;
        None
    }

    /// The value of a parameter of SSM, for parameters of the type `AWS::SSM::Parameter::Value<…>`.
    fn ssm(&self, name: &str) -> Option<String> {
        let _ = name;
        None
    }

    /// Availability zones of a region: its name and the letters `a` to `c`, if nothing better is known.
    fn zones(&self, region: &str) -> Option<Vec<String>> {
        Some(["a", "b", "c"].iter().map(|letter| format!("{region}{letter}")).collect())
    }
}

/// A world of which nothing is known.
#[derive(Clone, Copy, Debug, Default)]
pub struct Nothing;

impl World for Nothing {}

/// Why a value cannot be told.
#[derive(Clone, Debug, PartialEq)]
pub enum Unresolved {
    /// It depends on what is not known, which is named here.
    Unknown(String),
    /// The template is wrong.
    Wrong {
        /// The way to the value that is wrong, from the one that was asked for.
        path: Vec<String>,
        /// Why.
        message: String,
    },
}

impl fmt::Display for Unresolved {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unresolved::Unknown(what) => write!(out, "{what} is not known"),
            Unresolved::Wrong { path, message } if path.is_empty() => write!(out, "{message}"),
            Unresolved::Wrong { path, message } => write!(out, "{}: {message}", path.join(".")),
        }
    }
}

impl std::error::Error for Unresolved {}

impl Unresolved {
    pub(crate) fn wrong(message: impl Into<String>) -> Self {
        Unresolved::Wrong { path: Vec::new(), message: message.into() }
    }

    fn within(self, step: &str) -> Self {
        match self {
            Unresolved::Wrong { mut path, message } => {
                path.insert(0, step.to_string());
                Unresolved::Wrong { path, message }
            }
            unknown => unknown,
        }
    }
}

/// A value; none is `AWS::NoValue`.
pub type Resolved = Result<Option<Value>, Unresolved>;

/// A template for given parameters in one region: they are valid, and its conditions are decided.
#[derive(Clone, Debug)]
pub struct Scope<'d> {
    document: &'d Document,
    pseudo: Pseudo,
    /// Values of parameters, texts or lists of texts; none where it is not known.
    parameters: BTreeMap<&'d str, Option<Value>>,
    /// None where it is not known.
    conditions: HashMap<&'d str, Option<bool>>,
}

impl<'d> Scope<'d> {
    /// Checks the parameters as CloudFormation does, then the template's rules, and decides its conditions.
    ///
    /// # Errors
    ///
    /// Every parameter that is missing, unknown, or has a value that it may not have; rules that do not hold; a condition that is wrong.
    pub fn new(document: &'d Document, given: &Given, pseudo: Pseudo, world: &dyn World) -> Result<Self, Vec<String>> {
        let parameters = parameters::values(document, given, world)?;
        let mut scope = Scope { document, pseudo, parameters, conditions: HashMap::new() };
        for name in conditions_in_order(document).map_err(|message| vec![message])? {
            let decided = match scope.truth(&document.conditions[name], world) {
                Ok(truth) => Some(truth),
                Err(Unresolved::Unknown(_)) => None,
                Err(wrong) => return Err(vec![format!("condition `{name}`: {wrong}")]),
            };
            scope.conditions.insert(name, decided);
        }
        let broken = rules::broken(&scope, world);
        if broken.is_empty() { Ok(scope) } else { Err(broken) }
    }

    /// The template.
    pub fn document(&self) -> &'d Document {
        self.document
    }

    /// The pseudo parameters.
    pub fn pseudo(&self) -> &Pseudo {
        &self.pseudo
    }

    /// The values of the parameters by name; none where a value is not known.
    pub fn parameters(&self) -> impl Iterator<Item = (&'d str, Option<&Value>)> {
        self.parameters.iter().map(|(name, value)| (*name, value.as_ref()))
    }

    /// Whether a condition holds; none if that is not known.
    pub fn condition(&self, name: &str) -> Option<bool> {
        self.conditions.get(name).copied().flatten()
    }

    /// Whether a resource or an output with this condition exists; none if that is not known.
    pub fn exists(&self, condition: Option<&str>) -> Option<bool> {
        condition.map_or(Some(true), |name| self.condition(name))
    }

    /// A value with its functions resolved.
    ///
    /// # Errors
    ///
    /// If something that it depends on is not known, or a function is wrong.
    pub fn value(&self, expression: &Expression, world: &dyn World) -> Resolved {
        match expression {
            Expression::Literal(value) => Ok(Some(value.clone())),
            Expression::List(items) => {
                let mut list = Vec::with_capacity(items.len());
                for (number, item) in items.iter().enumerate() {
                    list.extend(self.value(item, world).map_err(|error| error.within(&number.to_string()))?);
                }
                Ok(Some(Value::Array(list)))
            }
            Expression::Object(members) => {
                let mut object = Map::new();
                for (name, member) in members {
                    if let Some(value) = self.value(member, world).map_err(|error| error.within(name))? {
                        object.insert(name.clone(), value);
                    }
                }
                Ok(Some(Value::Object(object)))
            }
            Expression::Ref(id) => self.reference(id, world),
            Expression::GetAtt(id, attribute) => {
                let attribute = self.text(attribute, world)?;
                self.attribute(id, &attribute, world).map(Some)
            }
            Expression::Sub(parts) => self.substitution(parts, world).map(|text| Some(Value::String(text))),
            Expression::If(condition, sides) => match self.condition(condition) {
                Some(true) => self.value(&sides.0, world),
                Some(false) => self.value(&sides.1, world),
                None => Err(Unresolved::Unknown(format!("condition `{condition}`"))),
            },
            Expression::FindInMap(keys, default) => functions::find_in_map(self, keys, default.as_deref(), world),
            Expression::Condition(_) => self.truth(expression, world).map(|truth| Some(Value::Bool(truth))),
            Expression::Call(function, arguments) => functions::call(self, *function, arguments, world),
        }
    }

    /// A value that has to be text: scalars are.
    fn text(&self, expression: &Expression, world: &dyn World) -> Result<String, Unresolved> {
        match self.value(expression, world)? {
            Some(value) => functions::text(&value),
            None => Err(Unresolved::wrong("AWS::NoValue where a text is wanted")),
        }
    }

    fn reference(&self, id: &str, world: &dyn World) -> Resolved {
        if let Some(value) = self.parameters.get(id) {
            return match value {
                Some(value) => Ok(Some(value.clone())),
                None => Err(Unresolved::Unknown(format!("parameter `{id}`"))),
            };
        }
        if id == "AWS::NoValue" {
            return Ok(None);
        }
        if let Some(value) = self.pseudo.get(id) {
            return Ok(Some(value));
        }
        self.is_there(id)?;
        world.reference(id).map(Some).ok_or_else(|| Unresolved::Unknown(format!("`{id}`")))
    }

    fn attribute(&self, id: &str, attribute: &str, world: &dyn World) -> Result<Value, Unresolved> {
        self.is_there(id)?;
        world.attribute(id, attribute).ok_or_else(|| Unresolved::Unknown(format!("`{id}.{attribute}`")))
    }

    /// What a condition leaves out cannot be used.
    fn is_there(&self, id: &str) -> Result<(), Unresolved> {
        let condition = self.document.resources.get(id).and_then(|resource| resource.condition.as_deref());
        match condition {
            Some(name) if self.condition(name) == Some(false) => {
                Err(Unresolved::wrong(format!("`{id}` does not exist, since condition `{name}` is false")))
            }
            _ => Ok(()),
        }
    }

    fn substitution(&self, parts: &[Part], world: &dyn World) -> Result<String, Unresolved> {
        let mut out = String::new();
        for part in parts {
            let value = match part {
                Part::Text(text) => {
                    out.push_str(text);
                    continue;
                }
                Part::Ref(id) => self.reference(id, world)?.ok_or_else(|| Unresolved::wrong("AWS::NoValue in a text"))?,
                Part::GetAtt(id, attribute) => self.attribute(id, attribute, world)?,
                Part::Value(value) => Value::String(self.text(value, world)?),
            };
            out.push_str(&functions::text(&value)?);
            functions::bounded(out.len())?;
        }
        Ok(out)
    }

    /// Whether an expression of conditions holds.
    pub(crate) fn truth(&self, expression: &Expression, world: &dyn World) -> Result<bool, Unresolved> {
        match expression {
            Expression::Condition(name) => self.condition(name).ok_or_else(|| Unresolved::Unknown(format!("condition `{name}`"))),
            Expression::Call(function, arguments) => match function {
                Function::And => self.first_that(arguments, false, world),
                Function::Or => self.first_that(arguments, true, world),
                Function::Not => Ok(!self.truth(&arguments[0], world)?),
                Function::Equals => functions::equals(self, &arguments[0], &arguments[1], world),
                Function::Contains | Function::EachMemberEquals | Function::EachMemberIn => {
                    rules::membership(self, *function, arguments, world)
                }
                _ => Err(Unresolved::wrong("a function that is no condition")),
            },
            Expression::Literal(Value::Bool(truth)) => Ok(*truth),
            _ => Err(Unresolved::wrong("a value that is no condition")),
        }
    }

    /// `decisive` if one of them is; what is not known matters only if none is.
    fn first_that(&self, conditions: &[Expression], decisive: bool, world: &dyn World) -> Result<bool, Unresolved> {
        let mut unknown = None;
        for condition in conditions {
            match self.truth(condition, world) {
                Ok(truth) if truth == decisive => return Ok(decisive),
                Ok(_) => {}
                Err(Unresolved::Unknown(what)) => unknown = Some(what),
                Err(wrong) => return Err(wrong),
            }
        }
        unknown.map_or(Ok(!decisive), |what| Err(Unresolved::Unknown(what)))
    }
}

/// Conditions, each after those that it names.
fn conditions_in_order(document: &Document) -> Result<Vec<&str>, String> {
    let needs = |name: &str| {
        let mut needs = Vec::new();
        document.conditions[name].conditions(&mut |needed| {
            if let Some((known, _)) = document.conditions.get_key_value(needed) {
                needs.push(known.as_str());
            }
        });
        needs
    };
    crate::document::in_order(document.conditions.keys().map(String::as_str), needs)
        .map_err(|cycle| format!("conditions need each other: {}", cycle.join(" → ")))
}
