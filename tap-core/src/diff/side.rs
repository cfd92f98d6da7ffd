//! One of the two deployments: its stacks with their parameters, as far as they are known.

use super::model::Presence;
use super::partial;
use crate::document::{Document, Resource, TemplateSet};
use crate::evaluate::{Deployment, Given, Pseudo, Scope, World};
use crate::intrinsic::function;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Stacks of one deployment: far more than AWS takes, and few enough to be compared. A few small templates can nest each other so often
/// that there would be millions.
const MOST_STACKS: usize = 10_000;

/// A stack that no other one holds, or that is looked at as if none did.
pub(crate) struct Root<'d> {
    pub templates: &'d TemplateSet,
    pub document: &'d Document,
    pub path: String,
    /// Every parameter that has no default, if only as one that is not known.
    pub given: Given,
    pub region: Option<String>,
}

/// The stacks of a deployment by path.
pub(super) struct Side<'d> {
    pub stacks: BTreeMap<String, Stack<'d>>,
    /// Nested stacks that a condition leaves out, and the condition.
    pub left_out: BTreeMap<String, &'d str>,
    /// How many stacks were begun.
    open: usize,
}

/// A stack of a deployment.
pub(super) struct Stack<'d> {
    pub document: &'d Document,
    pub scope: Scope<'d>,
    pub known: Known,
    pub presence: Presence,
    /// Parameters whose values are not to be shown.
    pub secrets: BTreeSet<&'d str>,
    /// What was given for them and for those that are not known: they differ if that does.
    pub hidden: BTreeMap<&'d str, String>,
    /// Its nested stacks: logical ids and paths.
    pub nested: BTreeMap<&'d str, String>,
}

/// What is known of a stack's resources: outputs of nested stacks that depend on nothing at AWS.
#[derive(Default, PartialEq)]
pub(super) struct Known(BTreeMap<(String, String), Value>);

impl World for Known {
    fn attribute(&self, id: &str, attribute: &str) -> Option<Value> {
        // The map is almost always empty or small, and asked only for nested stacks.
        self.0
            .iter()
            .find(|((of, name), _)| of == id && attribute.strip_prefix("Outputs.") == Some(name))
            .map(|(_, value)| value.clone())
    }

    // Which zones an account has is not known, and made up ones are not to be shown.
    fn zones(&self, _: &str) -> Option<Vec<String>> {
        None
    }
}

impl<'d> Stack<'d> {
    /// The value of a parameter, none within if it is not known.
    pub fn value_of(&self, parameter: &str) -> Option<Option<&Value>> {
        self.scope.parameters().find(|(name, _)| *name == parameter).map(|(_, value)| value)
    }

    /// Whether a resource or output with this condition exists.
    pub fn presence(&self, condition: Option<&str>) -> Presence {
        let own = match self.scope.exists(condition) {
            Some(true) => Presence::Present,
            Some(false) => Presence::Absent,
            None => Presence::Unknown,
        };
        own.min(self.presence)
    }
}

impl<'d> Side<'d> {
    /// # Errors
    ///
    /// Parameters that have not the values that they need, conditions that are wrong, nested stacks that need each other or are too many.
    pub fn new(deployment: &Deployment<'d>, renamed_root: Option<&str>) -> Result<Self, String> {
        let mut side = Side { stacks: BTreeMap::new(), left_out: BTreeMap::new(), open: 0 };
        for root in deployment.templates.roots() {
            let Some(document) = deployment.templates.document(root) else { continue };
            let mut given = Given::default();
            for (name, parameter) in &document.parameters {
                match deployment.parameters.get(name) {
                    Some(Some(value)) => given.set(name, value),
                    None if parameter.default.is_some() => {}
                    _ => given.set_unknown(name),
                }
            }
            side.add(&Root {
                templates: deployment.templates,
                document,
                path: renamed_root.unwrap_or(root).to_string(),
                given,
                region: deployment.region.clone(),
            })?;
        }
        Ok(side)
    }

    /// One stack with those in it.
    ///
    /// # Errors
    ///
    /// As for [`Side::new`].
    pub fn of_root(root: &Root<'d>) -> Result<Self, String> {
        let mut side = Side { stacks: BTreeMap::new(), left_out: BTreeMap::new(), open: 0 };
        side.add(root)?;
        Ok(side)
    }

    fn add(&mut self, root: &Root<'d>) -> Result<(), String> {
        let walk = Walk { templates: root.templates, region: root.region.as_deref() };
        walk.stack(self, root.path.clone(), root.document, &root.given, Presence::Present)?;
        Ok(())
    }
}

struct Walk<'d, 'r> {
    templates: &'d TemplateSet,
    region: Option<&'r str>,
}

impl<'d> Walk<'d, '_> {
    /// Adds a stack and those in it; gives its outputs that are known.
    fn stack(
        &self,
        side: &mut Side<'d>,
        path: String,
        document: &'d Document,
        given: &Given,
        presence: Presence,
    ) -> Result<BTreeMap<String, Value>, String> {
        if side.open > MOST_STACKS {
            return Err(format!("stack {path}: there are more than {MOST_STACKS} nested stacks"));
        }
        side.open += 1;
        let pseudo = Pseudo { region: self.region.unwrap_or_default().to_string(), ..Pseudo::unknown() };
        let scope = Scope::new(document, given, pseudo, &Known::default())
            .map_err(|problems| format!("stack {path}: {}", problems.join("\n  ")))?;
        let secrets =
            document.parameters.iter().filter(|(_, parameter)| parameter.no_echo).map(|(name, _)| name.as_str()).collect();
        let mut stack = Stack {
            document,
            scope,
            known: Known::default(),
            presence,
            secrets,
            hidden: hidden(document, given),
            nested: BTreeMap::new(),
        };
        for id in self.nested(document)? {
            let resource = &document.resources[id];
            let Some(child) = self.templates.child(document, id) else { continue };
            let path = format!("{path}/{id}");
            let presence = stack.presence(resource.condition.as_deref());
            if presence == Presence::Absent {
                side.left_out.extend(resource.condition.as_deref().map(|condition| (path, condition)));
                continue;
            }
            let given = given_to(&stack, resource, child);
            let outputs = self.stack(side, path.clone(), child, &given, presence)?;
            stack.known.0.extend(outputs.into_iter().map(|(name, value)| ((id.to_string(), name), value)));
            stack.nested.insert(id, path);
        }
        let outputs =
            document.outputs.iter().filter(|(_, output)| stack.presence(output.condition.as_deref()) == Presence::Present);
        let outputs = outputs.filter_map(|(name, output)| {
            let value = partial::Partial::of(&stack).value(&output.value)?;
            partial::is_known(&value).then(|| (name.clone(), value))
        });
        let outputs = outputs.collect();
        side.stacks.insert(path, stack);
        Ok(outputs)
    }

    /// The nested stacks, each after those whose outputs it may take.
    fn nested(&self, document: &'d Document) -> Result<Vec<&'d str>, String> {
        let is_nested = |id: &&str| document.resources.get(*id).is_some_and(Resource::is_nested_stack);
        if !document.resources.values().any(Resource::is_nested_stack) {
            return Ok(Vec::new());
        }
        let order = document.in_order().map_err(|problem| problem.to_string())?;
        Ok(order.into_iter().filter(is_nested).collect())
    }
}

/// What a stack gives a nested one.
fn given_to(stack: &Stack<'_>, nested: &Resource, child: &Document) -> Given {
    let mut given = Given::default();
    let Some(parameters) = partial::Partial::of(stack).member(&nested.properties, "Parameters") else { return given };
    match parameters.as_object().filter(|_| function(&parameters).is_none()) {
        Some(parameters) => {
            for (name, value) in parameters {
                if partial::is_known(value) {
                    given.set_value(name, value);
                } else {
                    given.set_unknown(name);
                }
            }
        }
        // As a whole it depends on a condition that is not known.
        None => child.parameters.keys().for_each(|name| given.set_unknown(name)),
    }
    given
}

/// What is given for parameters whose value does not show.
fn hidden<'d>(document: &'d Document, given: &Given) -> BTreeMap<&'d str, String> {
    let secret = document.parameters.iter().filter(|(_, parameter)| parameter.no_echo);
    secret
        .filter_map(|(name, parameter)| {
            let value = given.get(name).cloned().unwrap_or_else(|| parameter.default.clone())?;
            Some((name.as_str(), value))
        })
        .collect()
}
