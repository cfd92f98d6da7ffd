//! Whether an assertion is false when every parameter has its default: such a template can't be deployed as it is.
//!
//! Values are compared by hash, as conditions are. What depends on a pseudo parameter, or on a parameter without a default, is not
//! known, and nothing is said of it.

use super::assertion::is_stored;
use super::condition::value;
use super::message::Message;
use super::report::fail;
use crate::model::{Constant, Parameter, Value};
use tap_schema::name::{SEED, hash};

/// Most values of a list; nothing is known of longer ones.
const MOST: usize = 32;

/// An operand of an assertion: a value, or those of a list.
#[derive(Clone, Copy, Debug)]
pub struct Asserted {
    values: [u64; MOST],
    /// How many there are; none if they are not known.
    count: usize,
}

impl Asserted {
    /// What is not known.
    pub const UNKNOWN: Asserted = Asserted { values: [0; MOST], count: 0 };

    /// A literal.
    pub const fn literal(text: &str) -> Self {
        Asserted::UNKNOWN.with(hash(SEED, text))
    }

    /// A constant.
    pub const fn constant(constant: Value) -> Self {
        match constant {
            Value::Constant(Constant::Texts(texts)) => Asserted::texts(texts),
            _ => match value(&constant) {
                Some(value) => Asserted::UNKNOWN.with(value),
                None => Asserted::UNKNOWN,
            },
        }
    }

    /// The default of a parameter. That of one of Parameter Store is a name.
    pub const fn default(parameter: &Parameter) -> Self {
        let mut found = Asserted::UNKNOWN;
        if is_stored(parameter.kind) {
            return found;
        }
        if let [Value::Constant(Constant::Texts(texts))] = parameter.default {
            return Asserted::texts(texts);
        }
        let mut values = parameter.default;
        while let [default, rest @ ..] = values {
            match value(default) {
                Some(value) if found.count < MOST => found = found.with(value),
                _ => return Asserted::UNKNOWN,
            }
            values = rest;
        }
        found
    }

    /// A list of single values; not known if one of them isn't.
    pub const fn list(items: &[Asserted]) -> Self {
        let mut found = Asserted::UNKNOWN;
        let mut items = items;
        while let [item, rest @ ..] = items {
            if item.count != 1 || found.count == MOST {
                return Asserted::UNKNOWN;
            }
            found = found.with(item.values[0]);
            items = rest;
        }
        found
    }

    /// Where one value is wanted; not known if it is a list, which is reported apart.
    pub const fn one(self) -> Self {
        if self.count == 1 { self } else { Asserted::UNKNOWN }
    }

    const fn texts(texts: &[&str]) -> Self {
        let mut found = Asserted::UNKNOWN;
        let mut texts = texts;
        while let [text, rest @ ..] = texts {
            if found.count == MOST {
                return Asserted::UNKNOWN;
            }
            found = found.with(hash(SEED, text));
            texts = rest;
        }
        found
    }

    const fn with(mut self, value: u64) -> Self {
        self.values[self.count] = value;
        self.count += 1;
        self
    }

    const fn has(&self, value: u64) -> bool {
        let mut i = 0;
        while i < self.count {
            if self.values[i] == value {
                return true;
            }
            i += 1;
        }
        false
    }

    /// `Fn::EachMemberIn`, of which the other comparisons are cases; nothing if it is not known.
    pub const fn each_in(&self, others: &Asserted) -> Option<bool> {
        if self.count == 0 || others.count == 0 {
            return None;
        }
        let mut i = 0;
        while i < self.count {
            if !others.has(self.values[i]) {
                return Some(false);
            }
            i += 1;
        }
        Some(true)
    }
}

/// `Fn::And`, or `Fn::Or` if it is true that one that is true decides.
pub const fn asserted_all(truths: &[Option<bool>], decides: bool) -> Option<bool> {
    let mut result = Some(!decides);
    let mut truths = truths;
    while let [truth, rest @ ..] = truths {
        match truth {
            Some(truth) if *truth == decides => return Some(decides),
            Some(_) => {}
            None => result = None,
        }
        truths = rest;
    }
    result
}

/// `Fn::Not`.
pub const fn asserted_not(truth: Option<bool>) -> Option<bool> {
    match truth {
        Some(truth) => Some(!truth),
        None => None,
    }
}

/// Panics if an assertion is in effect and false by the defaults of all that it depends on.
#[track_caller]
pub const fn assertion_holds_by_default(name: &str, holds: Option<bool>, is_in_effect: Option<bool>) {
    if let (Some(false), Some(true)) = (holds, is_in_effect) {
        let message = Message::new().push("assertion `").push(name).push("` is false when every parameter has its default");
        fail(message.push(" [tap::assertion]\nhelp: change a default, or remove it, so that each deployment gives a value"));
    }
}
