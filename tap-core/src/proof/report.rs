//! What a proof says when something is wrong: one panic for each field, with the whole story in its message.

use super::NOWHERE;
use super::message::Message;
use super::stack::{Node, Part, PartId, Proof, Role};
use super::surface::{declares, is_given};
use super::walk::Holes;
use crate::model::{Body, Child, Condition, ConditionSet, LogicalId, Parameter, Target, Use, Value};

/// Edges of a cycle that are printed before the middle is left out.
const EDGES: usize = 24;

impl<const N: usize, const H: usize, const E: usize> Proof<N, H, E> {
    /// Panics if something is wrong with what a field holds.
    #[track_caller]
    pub const fn field(&self, field: usize) {
        if !self.is_bad {
            return;
        }
        // The nodes of a field stand together, in the order of fields.
        let (mut low, mut high) = (0, N);
        while low < high {
            let middle = (low + high) / 2;
            if (self.fields[middle].0 as usize) < field {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        while low < N && self.fields[low].0 as usize == field {
            if self.parts[low].bad {
                self.fail_node(low);
            }
            low += 1;
        }
    }

    /// Panics if something is wrong with a declared parameter set.
    #[track_caller]
    pub const fn parameters(&self, number: usize) {
        let set = self.stack.parameters[number];
        if let Some((clash, parameter)) = self.clash
            && clash == number
            && self.uses_parameter(parameter)
        {
            let message = Message::new().push("parameter `").push(parameter.name).push("` of `").target(set.target);
            let message = self.in_stack(message.push("` is named as something else in "));
            fail(message.push(" [tap::duplicate-logical-id]\nhelp: give it another name by `#[parameter(name = \"…\")]`"));
        }
        self.declared(
            number,
            "parameter set",
            set.target,
            set.broken,
            "[tap::unused-parameters]\nhelp: remove it from `parameters`",
        );
    }

    /// Panics if nothing uses a declared set of conditions.
    #[track_caller]
    pub const fn condition_set(&self, number: usize) {
        let (set, before) = (self.stack.conditions[number], self.stack.parameters.len());
        let mut earlier = 0;
        while earlier < number {
            self.same_condition(self.stack.conditions[earlier], set);
            earlier += 1;
        }
        self.declared(
            before + number,
            "set of conditions",
            set.target,
            set.broken,
            "[tap::unused-conditions]\nhelp: remove it from `conditions`",
        );
    }

    /// Panics if two sets of conditions have a name in common.
    #[track_caller]
    const fn same_condition(&self, one: &ConditionSet, other: &ConditionSet) {
        let mut i = 0;
        while i < other.conditions.len() {
            let name = other.conditions[i].0.name;
            let wanted = tap_schema::name::hash(tap_schema::name::SEED, name);
            let mut conditions = one.conditions;
            while let [(condition, _), rest @ ..] = conditions {
                if tap_schema::name::hash(tap_schema::name::SEED, condition.name) == wanted {
                    let message = Message::new().push("`").target(one.target).push("` and `").target(other.target);
                    let message = message.push("` both have a condition `").push(name).push("` in ");
                    fail(self.in_stack(message).push(" [tap::duplicate-condition]\nhelp: rename one"));
                }
                conditions = rest;
            }
            i += 1;
        }
    }

    /// Panics if nothing uses a declared mapping.
    #[track_caller]
    pub const fn mapping(&self, number: usize) {
        let mapping = self.stack.mappings[number];
        let before = self.stack.parameters.len() + self.stack.conditions.len();
        self.declared(
            before + number,
            "mapping",
            mapping.target,
            mapping.broken,
            "[tap::unused-mapping]\nhelp: remove it from `mappings`",
        );
    }

    #[track_caller]
    const fn declared(&self, number: usize, what: &str, target: &Target, is_broken: bool, end: &str) {
        if !self.is_used[number] && !self.broken && !is_broken && !self.has_broken_member() {
            let message = Message::new().push(what).push(" `").target(target).push("` is declared, but nothing in ");
            fail(self.in_stack(message).push(" uses it ").push(end));
        }
    }

    /// Panics if the stack is larger than CloudFormation takes.
    #[track_caller]
    pub const fn limits(&self) {
        self.limit(N, 500, "resources", "move some of them into a nested stack");
        if let Some(outputs) = self.stack.outputs {
            self.limit(outputs.outputs.len(), 200, "outputs", "others may take what they need from a nested stack");
        }
        self.limit(self.stack.mappings.len(), 200, "mappings", "put the rows of several into one");
    }

    #[track_caller]
    const fn limit(&self, count: usize, most: usize, what: &str, help: &str) {
        if count > most {
            let message = self.in_stack(Message::new()).push(" has ").number(count as u128).push(" ").push(what);
            let message =
                message.push(", CloudFormation takes ").number(most as u128).push(" in a template [tap::limit]\nhelp: ");
            fail(message.push(help));
        }
    }

    /// Whether the stack's own bodies use a parameter: one that isn't used is not emitted, and clashes with nothing.
    const fn uses_parameter(&self, parameter: &Parameter) -> bool {
        let mut node = 0;
        while node < N {
            if self.part_uses_parameter(PartId::Node(node), parameter) {
                return true;
            }
            node += 1;
        }
        self.part_uses_parameter(PartId::Outputs, parameter) || self.part_uses_parameter(PartId::Conditions, parameter)
    }

    const fn part_uses_parameter(&self, id: PartId, parameter: &Parameter) -> bool {
        let wanted = tap_schema::name::hash(tap_schema::name::SEED, parameter.name);
        let mut number = 0;
        while let Some(body) = self.body(id, number) {
            let mut holes = Holes::of(body);
            while let Some((body, hole)) = holes.next() {
                if let Value::Parameter(used) = body.holes[hole]
                    && used.set.is(parameter.set)
                    && tap_schema::name::hash(tap_schema::name::SEED, used.name) == wanted
                {
                    return true;
                }
            }
            number += 1;
        }
        false
    }

    /// Whether a resource is broken, so that what it would use is unknown.
    const fn has_broken_member(&self) -> bool {
        let mut i = 0;
        while i < N {
            if let Node::Resource(resource) = self.nodes[i]
                && resource.broken
            {
                return true;
            }
            i += 1;
        }
        false
    }

    /// Panics if something is wrong with the stack's outputs.
    #[track_caller]
    pub const fn outputs(&self) {
        if self.outputs.bad {
            self.fail_part(PartId::Outputs, &self.outputs);
        }
    }

    /// Panics if something is wrong with the stack's conditions.
    #[track_caller]
    pub const fn conditions(&self) {
        if self.conditions.bad {
            self.fail_part(PartId::Conditions, &self.conditions);
        }
    }

    #[track_caller]
    const fn fail_part(&self, id: PartId, part: &Part) {
        self.fail_uses(Message::new(), id, part);
        self.fail_unguarded(id);
        let mut number = 0;
        while let Some(body) = self.body(id, number) {
            self.fail_declarations(body, self.user(id, number));
            number += 1;
        }
    }

    #[track_caller]
    const fn fail_node(&self, node: usize) {
        self.fail_twins(node);
        if let Node::Child(Child { id, condition: Some(condition), .. }) = self.nodes[node]
            && matches!(self.find(condition.set), Role::Free)
        {
            self.undeclared_condition(id, condition);
        }
        self.fail_part(PartId::Node(node), &self.parts[node]);
        if let Node::Child(child) = self.nodes[node] {
            self.fail_passing(child);
        }
        if self.cycles.first[node] {
            self.fail_cycle(node);
        }
    }

    /// Parameters that a nested stack can't be given, or isn't.
    #[track_caller]
    const fn fail_passing(&self, child: &Child) {
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

    #[track_caller]
    const fn undeclared_condition(&self, id: &str, condition: &Condition) {
        let message = Message::new().push("`").push(id).push("` exists under condition `").push(condition.name).push("` of `");
        let message = message.target(condition.set).push("`, which ");
        fail(
            self.in_stack(message)
                .push(" does not declare [tap::undeclared]\nhelp: write `conditions = [")
                .target(condition.set)
                .push("]` in its `#[stack(…)]`"),
        );
    }

    #[track_caller]
    const fn fail_twins(&self, node: usize) {
        let twin = self.twin[node];
        if twin != NOWHERE {
            let target = match self.nodes[node] {
                Node::None => self.stack.target,
                Node::Resource(resource) => resource.target,
                Node::Child(child) => child.stack.target,
            };
            let message = Message::new().push("`").target(target).push("` stands twice in ");
            let message = self.in_stack(message).push(": as `").id(&self.id(twin as usize)).push("` and as `").id(&self.id(node));
            if let Node::Child(_) = self.nodes[node] {
                fail(message.push(
                    "` [tap::duplicate-member]\nhelp: a type is one stack; move its members into a construct and write a second stack around it",
                ));
            }
            fail(message.push(
                "` [tap::duplicate-member]\nhelp: a type is one resource; declare a second type, or one generic over a constant or marker",
            ));
        }
        let twin = self.twin_id[node];
        if twin != NOWHERE {
            let message = Message::new().push("two members of ");
            let message = self.in_stack(message).push(" have the logical id `").id(&self.id(node));
            fail(message.push("` [tap::duplicate-logical-id]\nhelp: rename a field, or give one `#[stack(id = \"…\")]`"));
        }
        let twin = self.twin_offer[node];
        if twin != NOWHERE {
            let message = Message::new().push("`").id(&self.id(twin as usize)).push("` and `").id(&self.id(node));
            let message = message.push("` provide the same outputs struct");
            fail(message.push(" [tap::duplicate-outputs]\nhelp: an outputs struct belongs to exactly one stack"));
        }
    }

    /// Uses that lead nowhere, all in one message, or that can't be.
    #[track_caller]
    const fn fail_uses(&self, mut message: Message, id: PartId, part: &Part) {
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
    const fn fail_output(&self, used: &Use, role: Role) {
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
    const fn fail_declarations(&self, body: &'static Body, user: LogicalId) {
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

    /// A cycle, whole: each edge with the property that makes it, its file and its line.
    #[track_caller]
    const fn fail_cycle(&self, first: usize) {
        let mut length = 0;
        let mut node = first;
        loop {
            length += 1;
            node = self.to[self.cycles.next[node] as usize] as usize;
            if node == first {
                break;
            }
        }
        let mut message = Message::new().push("circular dependency ");
        message = if self.is_app {
            message.push("between the stacks of app `").target(self.stack.target).push("`")
        } else {
            self.in_stack(message.push("in "))
        };
        message = message.push(":");
        let mut step = 0;
        loop {
            let edge = self.cycles.next[node] as usize;
            let to = self.to[edge] as usize;
            if length <= EDGES || step < EDGES / 2 || step >= length - EDGES / 2 {
                message = message.push("\n  `").id(&self.id(node)).push("`");
                message = self.kind(message, node).push(" needs `").id(&self.id(to)).push("`");
                if let Some(used) = &self.use_at(PartId::Node(node), edge) {
                    message = self.explain(message, node, used);
                }
            } else if step == EDGES / 2 {
                message = message.push("\n  … ").number((length - EDGES / 2 * 2) as u128).push(" more …");
            }
            step += 1;
            node = to;
            if node == first {
                break;
            }
        }
        fail(message.push(" [tap::circular-dependency]"));
    }

    /// By what one node of a cycle needs the next.
    const fn explain(&self, message: Message, node: usize, used: &Use) -> Message {
        if let Value::DependsOn(_) = used.body.holes[used.hole] {
            return message.push(" by depends_on (").place(used.body, used.hole).push(")");
        }
        if crate::model::Index::new(used.body.index).is_empty() {
            return message.push(" for a value given by `with` (").place(used.body, used.hole).push(")");
        }
        let Some(output) = used.output else {
            return message.push(" for ").site(used);
        };
        let message = message.push(" for `").target(output.set).push("::").push(output.field);
        let message = message.push(if used.import { "`, imported in `" } else { "` in `" });
        match self.nodes[node] {
            Node::None | Node::Resource(_) => message.path_only(used),
            Node::Child(_) => message.id(&used.user).push(".").path_only(used),
        }
    }

    /// The type of a node, where it says more than its logical id.
    const fn kind(&self, message: Message, node: usize) -> Message {
        match self.nodes[node] {
            Node::None => message,
            Node::Resource(resource) => message.push(" (").push(resource.kind).push(")"),
            Node::Child(child) => message.push(" (").target(child.stack.target).push(")"),
        }
    }

    const fn in_stack(&self, message: Message) -> Message {
        message.push(if self.is_app { "app `" } else { "stack `" }).target(self.stack.target).push("`")
    }
}

/// Ends the evaluation with a message; the caret is where the caller says.
#[track_caller]
pub(crate) const fn fail(message: Message) -> ! {
    panic!("{}", message.as_str())
}

/// Message for an unknown attribute.
pub(crate) const fn unknown_attribute(kind: &str, target: &Target, wanted: &str) -> Message {
    let message = Message::new().push("`").target(target).push("` (").push(kind).push(") has no attribute `").push(wanted);
    message.push("` [tap::unknown-attribute]\nhelp: ")
}

/// Message for an attribute of something that is no resource.
pub(crate) const fn no_attributes(target: &Target) -> Message {
    Message::new().push("`").target(target).push(
        "` is not a resource and has no attributes [tap::unknown-attribute]\nhelp: an output of a nested stack is written `Output(…)`",
    )
}
