//! What a proof says when something is wrong: one panic for each field, with the whole story in its message.

mod assertions;
mod classics;
mod cycle;
mod declared;
mod uses;

use super::NOWHERE;
use super::message::Message;
use super::stack::{Node, Part, PartId, Proof, Role};
use crate::model::{Child, Target};

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
