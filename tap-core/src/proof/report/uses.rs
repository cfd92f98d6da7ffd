//! What is used: resources, outputs, exports, parameters, conditions and mappings that the stack hasn't got.

use super::fail;
use crate::model::{Body, Child, Condition, LogicalId, Use, Value};
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
                self.in_stack(message).push(
                    " does not declare [tap::unnameable-export]\nhelp: add that set to `parameters` of the importing stack",
                ),
            );
        }
        match role {
            Role::Own if used.import => fail(self.in_stack(message.push(", an export of the stack it is in: ")).push(
                " exports it only when all its resources are done [tap::circular-dependency]\nhelp: use the resource itself",
            )),
            Role::Own => fail(self.in_stack(message.push(", an output of the stack it is in: ")).push(
                " has outputs only when everything in it is done [tap::circular-dependency]\nhelp: use the resource itself, or give its value to the nested stack by `with { … }`",
            )),
            Role::Offer(_) if self.is_app && !used.import => fail(message.push(
                ", but the two stacks have no common root to wire it [tap::no-common-root]\nhelp: export it and use ImportValue",
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
            let (what, list, name) = match value {
                Value::Parameter(parameter) => ("parameter set", "parameters", parameter.name),
                Value::Condition(condition) => ("set of conditions", "conditions", condition.name),
                _ => ("mapping", "mappings", set.name),
            };
            let message = Message::new().push("`").id(&user).push("` uses `").push(name).push("` (").place(body, number);
            let message = message.push(") of the ").push(what).push(" `").target(set).push("`, which ");
            fail(
                self.in_stack(message)
                    .push(" does not declare [tap::undeclared]\nhelp: write `")
                    .push(list)
                    .push(" = [")
                    .target(set)
                    .push(", …]` in its `#[stack(…)]`"),
            );
        }
    }

    #[track_caller]
    pub(super) const fn undeclared_condition(&self, id: &str, condition: &Condition) {
        let message = Message::new().push("`").push(id).push("` exists under condition `").push(condition.name).push("` of `");
        let message = message.target(condition.set).push("`, which ");
        fail(
            self.in_stack(message)
                .push(" does not declare [tap::undeclared]\nhelp: write `conditions = [")
                .target(condition.set)
                .push("]` in its `#[stack(…)]`"),
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
                        .push("` does not declare that set [tap::undeclared]\nhelp: write `parameters = [")
                        .target(parameter.set)
                        .push("]` in its `#[stack(…)]`"),
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
