//! What an emulator made, as Tap's evaluator asks for it.

use super::{Observation, Stack};
use serde_json::Value;
use std::collections::BTreeMap;
use tap_core::document::{Document, Expression};
use tap_core::evaluate::{Nothing, World};

/// One stack in an emulator.
pub(super) struct Made<'o> {
    pub observed: &'o Observation,
    pub stack: &'o Stack,
    pub document: &'o Document,
    /// Outputs of its nested stacks, as Tap has them.
    pub outputs: BTreeMap<String, BTreeMap<String, Value>>,
}

impl Made<'_> {
    /// An attribute that was not probed in this deployment, but is an output.
    fn put_out(&self, id: &str, attribute: &str) -> Option<&String> {
        let is_it = |value: &Expression| match value {
            Expression::GetAtt(of, name) => of == id && **name == Expression::Literal(attribute.into()),
            _ => false,
        };
        let (name, _) = self.document.outputs.iter().find(|(_, output)| is_it(&output.value))?;
        self.stack.outputs.get(name)
    }
}

impl World for Made<'_> {
    fn reference(&self, id: &str) -> Option<Value> {
        Some(self.stack.resources.get(id)?.physical_id.as_deref()?.into())
    }

    fn attribute(&self, id: &str, attribute: &str) -> Option<Value> {
        let output = attribute.strip_prefix("Outputs.").and_then(|name| self.outputs.get(id)?.get(name));
        let known = output.or_else(|| self.stack.attributes.get(&format!("{id}.{attribute}")));
        known.cloned().or_else(|| self.put_out(id, attribute).map(|value| value.as_str().into()))
    }

    fn import(&self, name: &str) -> Option<Value> {
        self.observed.exports.get(name).map(|value| value.as_str().into())
    }

    fn ssm(&self, name: &str) -> Option<String> {
        self.observed.ssm.get(name).cloned()
    }

    fn zones(&self, region: &str) -> Option<Vec<String>> {
        if region == self.observed.region { Some(self.observed.zones.clone()) } else { Nothing.zones(region) }
    }
}
