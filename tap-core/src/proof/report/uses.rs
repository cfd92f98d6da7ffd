//! What is used: resources, outputs, exports, parameters, conditions and mappings that the stack hasn't got.

use super::fail;
use crate::model::{Body, Child, Condition, LogicalId, Output, OutputValue, Use, Value};
use crate::proof::message::Message;
use crate::proof::stack::{Part, PartId, Proof, Role};
use crate::proof::surface::{declares, is_given};
use crate::proof::walk::Holes;

impl<const N: usize, const H: usize, const E: usize> Proof<N, H, E> {
    /// Uses that lead nowhere, all in one message, or that can't be.
    #[track_caller]
    pub(super) const fn fail_uses(&self, mut message: Message, id: PartId, part: &Part) {
        let mut found = 0;
        let mut outside = false;
        let mut at = part.uses.0 as usize;
        while at < part.uses.1 as usize {
            if let Some(used) = &self.use_at(id, at) {
                match (used.output, self.find(used.target)) {
                    (None, Role::Node(_)) => {}
                    (None, _) if self.broken => {}
                    (None, _) => {
                        message = message.push(if found > 0 { "\n" } else { "" }).push("`").id(&used.user).push("` uses `");
                        message = message.target(used.target).push("`, which is not in ");
                        message = self.in_stack(message).push(", in ").site(used);
                        outside = true;
                        found += 1;
                    }
                    (Some(_), role) => self.fail_output(used, role),
                }
            }
            at += 1;
        }
        if outside {
            fail(message.push(
                " [tap::not-in-stack]\nhelp: add a field of that type, or take it from another stack with `Output(…)` or `ImportValue(…)`",
            ));
        }
    }

    /// One use of an output that can't be.
    #[track_caller]
    pub(super) const fn fail_output(&self, used: &Use, role: Role) {
        let Some(output) = used.output else { return };
        let message = Message::new().push("`").id(&used.user).push("` of `").target(used.stack).push("` uses `");
        let message = message.target(output.set).push("::").push(output.field).push("` in ").site(used);
        if let Some(set) = self.unnameable(output, used.import) {
            let message = message.push(", but the name of that export needs a parameter of `").target(set).push("`, which ");
            fail(
                self.in_stack(message)
                    .push(" does not declare [tap::unnameable-export]\nhelp: add `")
                    .target(set)
                    .push("` to `parameters` in its `#[stack(…)]`"),
            );
        }
        match role {
            Role::Own if used.import => fail(itself(
                self.in_stack(message.push(", an export of the stack it is in: "))
                    .push(" exports it only when all its resources are done"),
                output,
            )),
            Role::Own => fail(
                itself(
                    self.in_stack(message.push(", an output of the stack it is in: "))
                        .push(" has outputs only when everything in it is done"),
                    output,
                )
                .push(", or give its value to the nested stack by `with { … }`"),
            ),
            Role::Offer(_) if self.is_app && !used.import => fail(message.push(
                ", but the two stacks have no common root to wire it [tap::no-common-root]\nhelp: export it and use `ImportValue(…)`",
            )),
            Role::Free if self.is_app && !self.broken && !used.import => {
                let message = message.push(", but no stack of app `").target(self.stack.target);
                fail(
                    message
                        .push("` has these outputs [tap::missing-output]\nhelp: add the stack that declares `outputs = ")
                        .target(output.set)
                        .push("` to the app"),
                );
            }
            Role::Free if self.is_app && !self.broken && !output.external => {
                let message = message.push(", but no stack of app `").target(self.stack.target);
                fail(
                    message
                        .push("` exports it [tap::missing-export]\nhelp: add the stack that declares `outputs = ")
                        .target(output.set)
                        .push("` to the app, or mark the struct `#[outputs(external)]` if it is deployed elsewhere"),
                );
            }
            _ => {}
        }
    }

    /// Parameters, conditions and mappings that the stack doesn't declare.
    #[track_caller]
    pub(super) const fn fail_declarations(&self, body: &'static Body, user: LogicalId) {
        let mut holes = Holes::of(body);
        while let Some((body, number)) = holes.next() {
            let value = &body.holes[number];
            let Some(set) = self.undeclared(value) else {
                continue;
            };
            let (one, list, name) = match value {
                Value::Parameter(parameter) => ("parameter", "parameters", parameter.name),
                Value::Condition(condition) => ("condition", "conditions", condition.name),
                _ => ("mapping", "mappings", set.name),
            };
            let mut message = Message::new().push("`").id(&user).push("` uses ");
            message = match value {
                Value::Mapping(_) => message.push("mapping `").target(set).push("` (").place(body, number).push("), which "),
                _ => {
                    let message = message.push(one).push(" `").push(name).push("` (").place(body, number).push(") of `");
                    message.target(set).push("`, which ")
                }
            };
            fail(
                self.in_stack(message)
                    .push(" does not declare [tap::undeclared]\nhelp: add `")
                    .target(set)
                    .push("` to `")
                    .push(list)
                    .push("` in its `#[stack(…)]`"),
            );
        }
    }

    #[track_caller]
    pub(super) const fn undeclared_condition(&self, id: &str, condition: &Condition) {
        let message = Message::new().push("`").push(id).push("` exists under condition `").push(condition.name).push("` of `");
        let message = message.target(condition.set).push("`, which ");
        fail(
            self.in_stack(message)
                .push(" does not declare [tap::undeclared]\nhelp: add `")
                .target(condition.set)
                .push("` to `conditions` in its `#[stack(…)]`"),
        );
    }

    /// Parameters that a nested stack can't be given, or isn't.
    #[track_caller]
    pub(super) const fn fail_passing(&self, child: &Child) {
        let mut i = 0;
        while i < child.with.len() {
            let parameter = child.with[i].0;
            if !declares(child.stack, parameter) {
                let message = Message::new().push("`").push(child.id).push("` is given `").push(parameter.name).push("` of `");
                let message = message.target(parameter.set).push("`, but `").target(child.stack.target);
                fail(
                    message
                        .push("` does not declare that set [tap::undeclared]\nhelp: add `")
                        .target(parameter.set)
                        .push("` to `parameters` in its `#[stack(…)]`"),
                );
            }
            i += 1;
        }
        let mut i = 0;
        while i < child.summary.required.len() {
            let parameter = child.summary.required[i];
            if !is_given(child, parameter) && !matches!(self.find(parameter.set), Role::Parameters(_)) && !self.is_app {
                let message = Message::new().push("`").push(child.id).push("` needs a value for `").push(parameter.name);
                let message =
                    message.push("` of `").target(parameter.set).push("`, which has no default [tap::missing-parameter]");
                fail(message.push("\nhelp: declare that set here too, and it is passed on, or write `with { … }` at the field"));
            }
            i += 1;
        }
    }
}

/// Ends a message of a stack that reads itself.
const fn itself(message: Message, output: &Output) -> Message {
    let message = message.push(" [tap::circular-dependency]\nhelp: ");
    match output.value {
        OutputValue::Reference(target) => message.push("write `Ref(").target(target).push(")` instead"),
        OutputValue::Attribute(target, _) => message.push("write `GetAtt(").target(target).push(".…)` instead"),
        OutputValue::Parameter(parameter) => message.push("use parameter `").push(parameter.name).push("` itself"),
        OutputValue::Other => message.push("use what the output is made of"),
    }
}
