//! Who uses what: from resources, outputs and parameters to the values that refer to them, through nested stacks, exports and imports.

use super::compare::Step;
use super::model::LinkKind;
use super::partial::Partial;
use super::side::{Side, Stack};
use crate::document::{Expression, Function, Part};
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};

/// What can change: a resource, an output or a parameter of a stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Node<'p> {
    pub stack: &'p str,
    pub name: &'p str,
    pub what: LinkKind,
}

/// A value that refers to a node.
#[derive(Clone, Debug)]
pub(super) struct Use<'p> {
    /// The attribute that it takes; none for `Ref` and for values of outputs and parameters.
    pub attribute: Option<&'p str>,
    /// What has the value: a resource, and the place in its properties; an output; a parameter of a nested stack.
    pub user: Node<'p>,
    pub steps: Vec<Step>,
}

/// All uses of a deployment, and who imports what.
#[derive(Default)]
pub(super) struct Uses<'p> {
    pub of: HashMap<Node<'p>, Vec<Use<'p>>>,
    /// Names of exports, as far as they are known, and the stacks that import them.
    pub imports: BTreeMap<String, Vec<&'p str>>,
}

/// The outputs of a deployment by the names under which they are exported.
pub(super) fn exports<'p>(side: &'p Side<'_>) -> HashMap<String, Node<'p>> {
    let mut exports = HashMap::new();
    for (path, stack) in &side.stacks {
        for (name, output) in &stack.document.outputs {
            if let Some(export) = output.export.as_ref().and_then(|export| Partial::of(stack).value(export)) {
                exports.insert(export.to_string(), Node { stack: path, name, what: LinkKind::Output });
            }
        }
    }
    exports
}

impl<'p> Uses<'p> {
    pub fn of(side: &'p Side<'_>) -> Self {
        let exports = exports(side);
        let mut uses = Uses::default();
        for (path, stack) in &side.stacks {
            let (uses, exports, partial) = (&mut uses, &exports, Partial::of(stack));
            let mut walk = Walk { side, uses, exports, path, stack, partial, steps: Vec::new() };
            for (id, resource) in &stack.document.resources {
                walk.value(&resource.properties, Node { stack: path, name: id, what: LinkKind::Resource });
            }
            for (name, output) in &stack.document.outputs {
                walk.value(&output.value, Node { stack: path, name, what: LinkKind::Output });
            }
        }
        uses.imports.values_mut().for_each(|stacks| stacks.dedup());
        uses
    }
}

struct Walk<'w, 'p, 'd> {
    side: &'p Side<'d>,
    uses: &'w mut Uses<'p>,
    exports: &'w HashMap<String, Node<'p>>,
    path: &'p str,
    stack: &'p Stack<'d>,
    partial: Partial<'p, 'd>,
    steps: Vec<At<'p>>,
}

/// A step into a value; only of what is a use they are put in words.
#[derive(Clone, Copy)]
enum At<'p> {
    Member(&'p str),
    Item(usize),
}

impl At<'_> {
    fn step(self) -> Step {
        match self {
            At::Member(name) => Step::Member(name.to_string()),
            At::Item(number) => Step::Item(number.to_string()),
        }
    }
}

impl<'p> Walk<'_, 'p, '_> {
    fn value(&mut self, expression: &'p Expression, user: Node<'p>) {
        match expression {
            Expression::Literal(_) | Expression::Condition(_) => {}
            Expression::List(items) => {
                for (number, item) in items.iter().enumerate() {
                    self.steps.push(At::Item(number));
                    self.value(item, user);
                    self.steps.pop();
                }
            }
            Expression::Object(members) => {
                for (name, member) in members {
                    self.steps.push(At::Member(name));
                    self.value(member, user);
                    self.steps.pop();
                }
            }
            Expression::If(condition, sides) => match self.stack.scope.condition(condition) {
                Some(true) => self.value(&sides.0, user),
                Some(false) => self.value(&sides.1, user),
                None => {
                    self.value(&sides.0, user);
                    self.value(&sides.1, user);
                }
            },
            Expression::Ref(id) => self.found(id, None, user),
            Expression::GetAtt(id, attribute) => {
                let name = if let Expression::Literal(Value::String(name)) = &**attribute { name } else { "" };
                self.found(id, Some(name), user);
                self.argument(attribute, user);
            }
            Expression::Sub(parts) => {
                for part in parts {
                    match part {
                        Part::Text(_) => {}
                        Part::Ref(id) => self.found(id, None, user),
                        Part::GetAtt(id, attribute) => self.found(id, Some(attribute), user),
                        Part::Value(value) => self.argument(value, user),
                    }
                }
            }
            Expression::FindInMap(keys, default) => {
                keys.iter().chain(default.as_deref()).for_each(|argument| self.argument(argument, user));
            }
            Expression::Call(function, arguments) => {
                if *function == Function::ImportValue {
                    self.import(&arguments[0], user);
                }
                arguments.iter().for_each(|argument| self.argument(argument, user));
            }
        }
    }

    /// An argument of a function: the place of what it refers to is that of the function.
    fn argument(&mut self, expression: &'p Expression, user: Node<'p>) {
        match expression {
            Expression::List(items) => items.iter().for_each(|item| self.argument(item, user)),
            Expression::Object(members) => members.iter().for_each(|(_, member)| self.argument(member, user)),
            other => self.value(other, user),
        }
    }

    fn import(&mut self, name: &Expression, user: Node<'p>) {
        let Some(name) = self.partial.value(name) else { return };
        let name = name.to_string();
        if let Some(output) = self.exports.get(&name) {
            self.add(*output, None, user);
        }
        self.uses.imports.entry(name).or_default().push(self.path);
    }

    fn found(&mut self, id: &'p str, attribute: Option<&'p str>, user: Node<'p>) {
        let stack = self.path;
        if attribute.is_none() && self.stack.document.parameters.contains_key(id) {
            return self.add(Node { stack, name: id, what: LinkKind::Parameter }, None, user);
        }
        if !self.stack.document.resources.contains_key(id) {
            return;
        }
        let nested = self.stack.nested.get(id);
        match (nested, attribute.and_then(|attribute| attribute.strip_prefix("Outputs."))) {
            (Some(path), Some(output)) => self.add(Node { stack: path, name: output, what: LinkKind::Output }, None, user),
            _ => self.add(Node { stack, name: id, what: LinkKind::Resource }, attribute, user),
        }
    }

    fn add(&mut self, of: Node<'p>, attribute: Option<&'p str>, user: Node<'p>) {
        let nested = self.stack.nested.get(user.name).filter(|_| user.what == LinkKind::Resource);
        let used = match (nested, self.steps.as_slice()) {
            (Some(path), [At::Member("Parameters"), At::Member(name), ..]) => {
                let Some(name) = self.parameter(path, name) else { return };
                Use { attribute, user: Node { stack: path, name, what: LinkKind::Parameter }, steps: Vec::new() }
            }
            (_, steps) => Use { attribute, user, steps: steps.iter().map(|step| step.step()).collect() },
        };
        self.uses.of.entry(of).or_default().push(used);
    }

    /// The parameter of a nested stack, as its own template names it.
    fn parameter(&self, path: &str, name: &str) -> Option<&'p str> {
        let parameters = &self.side.stacks.get(path)?.document.parameters;
        parameters.get_key_value(name).map(|(name, _)| name.as_str())
    }
}
