//! What is asserted: sets that stand twice, names that clash, and parameters that the stack hasn't got.

use super::fail;
use crate::model::{AssertionSet, LogicalId};
use crate::proof::message::Message;
use crate::proof::stack::Proof;

impl<const N: usize, const H: usize, const E: usize> Proof<N, H, E> {
    /// Panics if something is wrong with a declared set of assertions.
    #[track_caller]
    pub const fn assertion_set(&self, number: usize) {
        let set = self.stack.assertions[number];
        let mut earlier = 0;
        while earlier < number {
            self.same_assertion(self.stack.assertions[earlier], set);
            earlier += 1;
        }
        let mut assertions = set.assertions;
        while let [(name, body), rest @ ..] = assertions {
            self.fail_declarations(body, LogicalId::of(name));
            assertions = rest;
        }
    }

    /// Panics if two sets of assertions have a name in common, or are the same.
    #[track_caller]
    const fn same_assertion(&self, one: &AssertionSet, other: &AssertionSet) {
        if one.target.is(other.target) {
            let message = Message::new().push("`").target(one.target).push("` stands twice in the assertions of ");
            fail(self.in_stack(message).push(" [tap::duplicate-assertion]\nhelp: remove one of the two from `assertions`"));
        }
        let mut wanted = other.assertions;
        while let [(name, _), others @ ..] = wanted {
            let hash = tap_schema::name::hash(tap_schema::name::SEED, name);
            let mut assertions = one.assertions;
            while let [(known, _), rest @ ..] = assertions {
                if tap_schema::name::hash(tap_schema::name::SEED, known) == hash {
                    let message = Message::new().push("`").target(one.target).push("` and `").target(other.target);
                    let message = self.in_stack(message.push("` both have an assertion `").push(name).push("` in "));
                    fail(message.push(" [tap::duplicate-assertion]\nhelp: rename one"));
                }
                assertions = rest;
            }
            wanted = others;
        }
    }
}
