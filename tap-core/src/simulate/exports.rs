//! Outputs and exports.

use super::cloud::Export;
use super::operation::Simulation;
use super::view::View;
use serde_json::Value;
use std::collections::BTreeMap;

impl<'t> Simulation<'t> {
    /// Resolves the outputs of a stack and makes its exports what they say; the error is the stack's.
    pub(super) fn publish(&mut self, key: u32) -> Result<(), String> {
        let mut outputs: BTreeMap<&'t str, Value> = BTreeMap::new();
        let mut exports: BTreeMap<&'t str, String> = BTreeMap::new();
        let imports;
        {
            let now = &self.cloud.stacks[&key].now;
            let Some(scope) = now.scope.clone() else { return Ok(()) };
            let view = View::new(&self.cloud, key);
            for (name, output) in &now.document.outputs {
                if scope.exists(output.condition.as_deref()) == Some(false) {
                    continue;
                }
                match scope.value(&output.value, &view).map_err(|error| format!("output `{name}`: {error}"))? {
                    None => return Err(format!("output `{name}` has no value")),
                    Some(Value::Array(_) | Value::Object(_) | Value::Null) => return Err(format!("output `{name}` is no text")),
                    Some(value) => outputs.insert(name, value),
                };
                if let Some(export) = &output.export {
                    let value = scope.value(export, &view).map_err(|error| format!("export of output `{name}`: {error}"))?;
                    let Some(Value::String(text)) = value else {
                        return Err(format!("the name of the export of output `{name}` is no text"));
                    };
                    exports.insert(name, text);
                }
            }
            imports = view.imports.into_inner();
        }
        self.exportable(key, &outputs, &exports)?;
        self.withdraw(key);
        let Some(stack) = self.cloud.stacks.get_mut(&key) else { return Ok(()) };
        for (output, name) in &exports {
            let export = Export { value: outputs[output].clone(), stack: key };
            self.cloud.exports.insert((stack.region.clone(), name.clone()), export);
        }
        stack.now.outputs = outputs;
        stack.now.exports = exports;
        stack.now.imports.extend(imports);
        Ok(())
    }

    /// No name is taken, and nothing that others import changes or goes.
    fn exportable(
        &self,
        key: u32,
        outputs: &BTreeMap<&'t str, Value>,
        exports: &BTreeMap<&'t str, String>,
    ) -> Result<(), String> {
        let stack = &self.cloud.stacks[&key];
        let mut named: BTreeMap<&str, &str> = BTreeMap::new();
        for (output, name) in exports {
            let taken = self.cloud.exports.get(&(stack.region.clone(), name.clone())).filter(|export| export.stack != key);
            if let Some(owner) = taken.and_then(|export| self.cloud.stacks.get(&export.stack)) {
                return Err(format!("export `{name}` is already exported by `{}`", owner.path));
            }
            if let Some(other) = named.insert(name, output) {
                return Err(format!("outputs `{other}` and `{output}` have one export, `{name}`"));
            }
        }
        for (output, name) in &stack.now.exports {
            let same = named.get(name.as_str()).is_some_and(|new| outputs.get(new) == stack.now.outputs.get(output));
            if let Some(importer) = self.cloud.importer(&stack.region, name, key, true).filter(|_| !same) {
                return Err(format!("export `{name}` cannot change while `{}` imports it", importer.path));
            }
        }
        Ok(())
    }

    /// Takes the exports of a stack away.
    pub(super) fn withdraw(&mut self, key: u32) {
        self.cloud.exports.retain(|_, export| export.stack != key);
    }

    /// Puts the outputs and exports of a stack back as they were.
    pub(super) fn restore_exports(&mut self, key: u32) {
        self.withdraw(key);
        let Some(stack) = self.cloud.stacks.get(&key) else { return };
        for (output, name) in &stack.now.exports {
            let Some(value) = stack.now.outputs.get(output) else { continue };
            let export = Export { value: value.clone(), stack: key };
            self.cloud.exports.insert((stack.region.clone(), name.clone()), export);
        }
    }

    /// Why a stack cannot be deleted, if another outside of it imports what it or a nested one exports.
    pub(super) fn in_use_outside(&self, root: u32) -> Option<String> {
        let tree = self.cloud.tree(root);
        tree.iter().find_map(|key| {
            let stack = &self.cloud.stacks[key];
            stack.now.exports.values().find_map(|name| {
                let importers = self.cloud.stacks.iter().filter(|(other, importer)| {
                    importer.region == stack.region && importer.now.imports.contains(name) && !tree.contains(other)
                });
                importers.map(|(_, importer)| in_use(name, &importer.path)).next()
            })
        })
    }

    /// Why a nested stack cannot be deleted yet.
    pub(super) fn in_use(&self, key: u32) -> Option<String> {
        let stack = &self.cloud.stacks[&key];
        let importer =
            |name: &String| self.cloud.importer(&stack.region, name, key, false).map(|importer| in_use(name, &importer.path));
        stack.now.exports.values().find_map(importer)
    }
}

fn in_use(name: &str, importer: &str) -> String {
    format!("export `{name}` cannot be deleted as `{importer}` imports it")
}
