//! The world as a stack sees it.

use super::cloud::Cloud;
use super::identity;
use super::stack::Target;
use crate::evaluate::World;
use serde_json::{Map, Value};
use std::cell::RefCell;
use std::collections::BTreeSet;

/// The world as a stack sees it; remembers what was imported.
pub(super) struct View<'c, 't> {
    pub(super) cloud: &'c Cloud<'t>,
    pub(super) stack: u32,
    pub(super) imports: RefCell<BTreeSet<String>>,
}

impl<'c, 't> View<'c, 't> {
    pub(super) fn new(cloud: &'c Cloud<'t>, stack: u32) -> Self {
        View { cloud, stack, imports: RefCell::default() }
    }

    fn target(&self, id: &str) -> Option<Target> {
        self.cloud.stacks[&self.stack].now.members.get(id).map(|member| member.target)
    }
}

impl World for View<'_, '_> {
    fn reference(&self, id: &str) -> Option<Value> {
        match self.target(id)? {
            Target::Resource(key) => Some(self.cloud.resources.get(&key)?.id.as_str().into()),
            Target::Stack(key) => Some(self.cloud.pseudo(key).stack_id.into()),
        }
    }

    fn attribute(&self, id: &str, attribute: &str) -> Option<Value> {
        match self.target(id)? {
            Target::Resource(key) => {
                let physical = self.cloud.resources.get(&key)?;
                // A function that answers with data has answered with all of it.
                if !physical.data.is_empty() && !physical.data.contains_key(attribute) {
                    return None;
                }
                Some(identity::attribute(physical, attribute, &self.cloud.pseudo(self.stack)))
            }
            Target::Stack(key) => self.cloud.stacks.get(&key)?.now.outputs.get(attribute.strip_prefix("Outputs.")?).cloned(),
        }
    }

    fn import(&self, name: &str) -> Option<Value> {
        let region = self.cloud.stacks[&self.stack].region.clone();
        self.imports.borrow_mut().insert(name.to_string());
        self.cloud.exports.get(&(region, name.to_string())).map(|export| export.value.clone())
    }

    fn stack_output(&self, argument: &Map<String, Value>) -> Option<Value> {
        let text = |name: &str| argument.get(name).and_then(Value::as_str);
        let region = text("Region").unwrap_or(&self.cloud.stacks[&self.stack].region);
        let key = self.cloud.find(region, text("StackName")?)?;
        self.cloud.stacks[&key].now.outputs.get(text("OutputName")?).cloned()
    }

    fn ssm(&self, name: &str) -> Option<String> {
        self.cloud.ssm(&self.cloud.stacks[&self.stack].region, name)
    }
}
