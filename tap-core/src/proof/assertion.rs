//! Operands of assertions: a list where a function takes one, a single value where it takes that.

use super::condition::value;
use super::message::Message;
use super::report::fail;
use crate::model::{Constant, Parameter, Value};
use tap_schema::name::{SEED, hash};

const VALUE: &str =
    " [tap::assertion]\nhelp: write a literal, a constant that is one value, or `Ref` to a parameter of one value";
const LIST: &str =
    " [tap::assertion]\nhelp: write `[…]`, a constant that is a list of strings, or `Ref` to a parameter of a list type";

/// Panics unless a parameter is a list where that function takes one, or one value where it takes that.
#[track_caller]
pub const fn assertion_takes_parameter(parameter: &'static Parameter, is_list: bool, function: &str) {
    if self::is_list(parameter.kind) != is_list {
        let message = start(function, is_list).push("parameter `").push(parameter.name).push("` of `").target(parameter.set);
        fail(message.push("` is of type ").push(parameter.kind).push(if is_list { LIST } else { VALUE }))
    }
}

/// Panics unless a constant is a list where that function takes one, or one value where it takes that.
#[track_caller]
pub const fn assertion_takes_constant(value: Value, is_list: bool, function: &str) {
    let found = match value {
        Value::Constant(Constant::Texts([])) => "the constant is an empty one",
        Value::Constant(Constant::Texts(_)) if is_list => return,
        Value::Constant(Constant::Texts(_)) => "the constant is a list",
        Value::Constant(_) if !is_list => return,
        Value::Constant(_) => "the constant is one value",
        _ => "the constant is a fragment",
    };
    fail(start(function, is_list).push(found).push(if is_list { LIST } else { VALUE }))
}

/// Panics if a parameter is compared with a text that is none of its allowed values.
#[track_caller]
pub const fn assertion_value_is_possible(parameter: &'static Parameter, text: &str) {
    let mut values = parameter.values;
    if !parameter.is_limited || values.is_empty() || is_stored(parameter.kind) {
        return;
    }
    while let [known, rest @ ..] = values {
        match value(known) {
            Some(known) if known != hash(SEED, text) => {}
            _ => return,
        }
        values = rest;
    }
    let message = Message::new().push("`").push(text).push("` is none of the allowed values of parameter `").push(parameter.name);
    fail(message.push("` of `").target(parameter.set).push("` [tap::assertion]\nhelp: allow it there, or remove it here"))
}

const fn start(function: &str, is_list: bool) -> Message {
    let message = Message::new().push("`").push(function).push("` takes a ");
    message.push(if is_list { "list here, but " } else { "value here, but " })
}

/// Whether a parameter of this type is a list, one of Parameter Store too.
const fn is_list(kind: &str) -> bool {
    let mut rest = kind.as_bytes();
    while let [_, others @ ..] = rest {
        if matches!(rest, [b'L', b'i', b's', b't', b'<', ..] | [b'C', b'o', b'm', b'm', b'a', b'D', ..]) {
            return true;
        }
        rest = others;
    }
    false
}

/// Whether a parameter of this type names one of Parameter Store, so that its value is another than it says.
pub(super) const fn is_stored(kind: &str) -> bool {
    matches!(kind.as_bytes(), [b'A', b'W', b'S', b':', b':', b'S', b'S', b'M', b':', ..])
}

/// The value of a constant in an assertion; an empty text for a list, which is reported apart.
pub const fn assertion_value(value: Value) -> Constant {
    match value {
        Value::Constant(Constant::Texts(_)) => Constant::Text(""),
        Value::Constant(constant) => constant,
        _ => Constant::Text(""),
    }
}

/// The list that a constant in an assertion is; an empty one for one value, which is reported apart.
pub const fn assertion_list(value: Value) -> Constant {
    match value {
        Value::Constant(Constant::Texts(items)) => Constant::Texts(items),
        _ => Constant::Texts(&[]),
    }
}
