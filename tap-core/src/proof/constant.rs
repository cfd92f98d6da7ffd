//! Checks of constants and parameters against what their property takes.

use super::message::{Message, nearest};
use super::report::fail;
use crate::model::{Constant, Parameter, Value};
use crate::text::{same, same_but_case};
use tap_schema::check::types;

/// Most values that a message names.
const NAMED: usize = 12;

/// What a property says of its value by itself: see [`tap_schema::check::Limits`], of which this is the form for `const`.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The [`types`] it may be of.
    pub types: u8,
    /// The values there are, if they are counted.
    pub values: &'static [&'static str],
    /// Whether the case of a value is of no matter.
    pub ignore_case: bool,
    /// Least and greatest number.
    pub range: (i64, i64),
    /// Least and most characters of a text.
    pub length: (u32, u32),
    /// Least and most items of a list.
    pub count: (u32, u32),
    /// Whether no item may stand twice.
    pub is_unique: bool,
    /// What is said of each item.
    pub items: Option<&'static Limits>,
}

/// Panics unless the property takes a constant. What a fragment holds is checked when it is emitted.
#[track_caller]
pub const fn constant_fits(value: Value, subject: &str, limits: &Limits) {
    if let Value::Constant(constant) = value {
        fits(subject, &constant, limits, None);
    }
}

/// Panics unless the property takes what a parameter can be: its type, and its allowed values or its default.
///
/// Where conditions decide whether the parameter is used, only its type is compared: a default such as `""` often stands for
/// a value that is not given.
#[track_caller]
pub const fn parameter_allowed(parameter: &'static Parameter, subject: &str, limits: &Limits, is_conditional: bool) {
    let kinds = kinds(parameter.kind);
    // A parameter that names one of Parameter Store has another value than it says.
    if kinds == 0 {
        return;
    }
    if kinds & limits.types == 0 {
        let message = wanted(Message::new().push(subject).push(" takes "), limits.types).push(", but `");
        let message = message.target(parameter.set).push("` declares `").push(parameter.name).push("` as ");
        fail(message.push(parameter.kind).push(" [tap::wrong-type]"));
    }
    if is_conditional {
        return;
    }
    let mut values = parameter.values;
    while let [value, rest @ ..] = values {
        match (value, limits.items) {
            // An allowed value of a list is one of its items.
            (Value::Constant(constant @ Constant::Text(_)), Some(items)) if kinds == types::LIST => {
                fits(subject, constant, items, Some(parameter));
            }
            (Value::Constant(Constant::Text(_)), None) if kinds == types::LIST => {}
            (Value::Constant(constant), _) => fits(subject, constant, limits, Some(parameter)),
            _ => {}
        }
        values = rest;
    }
}

/// Panics unless a value is within the limits; `of` is the parameter whose value it is.
#[track_caller]
const fn fits(subject: &str, value: &Constant, limits: &Limits, of: Option<&Parameter>) {
    if kind(value) & limits.types == 0 {
        fail(end(wanted(start(subject, value, of).push(", where "), limits.types).push(" is wanted"), "wrong-type"));
    }
    match *value {
        Constant::Texts(items) => {
            let count = items.len() as u32;
            if count < limits.count.0 || count > limits.count.1 {
                let message = Message::new().push(subject).push(" has ").number(count as u128).push(" items");
                fail(end(bounds(origin(message, of), limits.count), "wrong-count"));
            }
            let mut i = 0;
            while i < items.len() {
                if let Some(limits) = limits.items {
                    fits(subject, &Constant::Text(items[i]), limits, of);
                }
                let mut earlier = 0;
                while limits.is_unique && earlier < i {
                    if same(items[earlier], items[i]) {
                        let message = Message::new().push(subject).push(" has `").push(items[i]).push("` twice");
                        fail(end(origin(message, of), "duplicate-item"));
                    }
                    earlier += 1;
                }
                i += 1;
            }
        }
        Constant::Text(text) if is_dynamic(text.as_bytes()) => {}
        Constant::Text(text) => {
            is_counted(subject, value, limits, of);
            let length = characters(text.as_bytes());
            if length < limits.length.0 || length > limits.length.1 {
                let message = Message::new().push(subject).push(" has ").number(length as u128).push(" characters");
                fail(end(bounds(origin(message, of), limits.length), "wrong-length"));
            }
            if let Some(number) = integer(text.as_bytes()) {
                is_in_range(subject, value, number, limits, of);
            }
        }
        Constant::Integer(number) => {
            is_counted(subject, value, limits, of);
            is_in_range(subject, value, number, limits, of);
        }
        Constant::Bool(_) => is_counted(subject, value, limits, of),
    }
}

#[track_caller]
const fn is_counted(subject: &str, value: &Constant, limits: &Limits, of: Option<&Parameter>) {
    let mut values = limits.values;
    if values.is_empty() {
        return;
    }
    while let [known, rest @ ..] = values {
        let is_same = match *value {
            Constant::Text(text) if limits.ignore_case => same_but_case(text.as_bytes(), known.as_bytes()),
            Constant::Text(text) => same(text, known),
            Constant::Bool(value) => same_but_case(known.as_bytes(), if value { b"true" } else { b"false" }),
            Constant::Integer(number) => matches!(integer(known.as_bytes()), Some(known) if known == number),
            Constant::Texts(_) => true,
        };
        if is_same {
            return;
        }
        values = rest;
    }
    let message = end(written(Message::new().push(subject).push(" can't be "), value, of), "unknown-value").push("\nhelp: ");
    if let Constant::Text(text) = value {
        let nearest = nearest(limits.values, text);
        if !nearest.is_empty() {
            fail(message.push("did you mean `").push(nearest).push("`?"));
        }
    }
    let mut message = message.push("expected one of ");
    let mut i = 0;
    while i < limits.values.len() && i < NAMED {
        message = message.push(if i == 0 { "`" } else { ", `" }).push(limits.values[i]).push("`");
        i += 1;
    }
    if limits.values.len() > NAMED {
        message = message.push(" and ").number((limits.values.len() - NAMED) as u128).push(" more");
    }
    fail(message)
}

#[track_caller]
const fn is_in_range(subject: &str, value: &Constant, number: i128, limits: &Limits, of: Option<&Parameter>) {
    let (least, most) = limits.range;
    if number < least as i128 {
        let message = start(subject, value, of).push(", where at least ").signed(least as i128);
        fail(end(message.push(" is wanted"), "wrong-range"));
    }
    if number > most as i128 {
        let message = start(subject, value, of).push(", where at most ").signed(most as i128);
        fail(end(message.push(" is wanted"), "wrong-range"));
    }
}

const fn start(subject: &str, value: &Constant, of: Option<&Parameter>) -> Message {
    written(Message::new().push(subject).push(" is "), value, of)
}

const fn written(message: Message, value: &Constant, of: Option<&Parameter>) -> Message {
    let message = match *value {
        Constant::Bool(value) => message.push(if value { "`true`" } else { "`false`" }),
        Constant::Integer(number) => message.push("`").signed(number).push("`"),
        Constant::Text(text) => message.push("`").push(text).push("`"),
        Constant::Texts(_) => message.push("a list"),
    };
    origin(message, of)
}

const fn origin(message: Message, of: Option<&Parameter>) -> Message {
    match of {
        Some(parameter) => {
            let message = message.push(if parameter.is_limited { ", an allowed value of `" } else { ", the default of `" });
            message.target(parameter.set).push("::").push(parameter.name).push("`")
        }
        None => message,
    }
}

const fn bounds(message: Message, (least, most): (u32, u32)) -> Message {
    match (least, most) {
        (least, most) if least == most => message.push(", where exactly ").number(most as u128).push(is_wanted(most)),
        (least, u32::MAX) => message.push(", where at least ").number(least as u128).push(is_wanted(least)),
        (0, most) => message.push(", where at most ").number(most as u128).push(is_wanted(most)),
        (least, most) => message.push(", where ").number(least as u128).push(" to ").number(most as u128).push(is_wanted(most)),
    }
}

const fn is_wanted(count: u32) -> &'static str {
    if count == 1 { " is wanted" } else { " are wanted" }
}

const fn end(message: Message, slug: &str) -> Message {
    message.push(" [tap::").push(slug).push("]")
}

const fn wanted(mut message: Message, types: u8) -> Message {
    let mut names: &[(u8, &str)] = &[
        (types::OBJECT, "an object"),
        (types::LIST, "a list"),
        (types::STRING, "a string"),
        (types::NUMBER, "a number"),
        (types::INTEGER, "a whole number"),
        (types::BOOLEAN, "true or false"),
    ];
    let mut is_first = true;
    while let [(bit, name), rest @ ..] = names {
        if types & *bit != 0 {
            message = message.push(if is_first { "" } else { " or " }).push(name);
            is_first = false;
        }
        names = rest;
    }
    message
}

/// The JSON types that CloudFormation takes a constant for.
const fn kind(value: &Constant) -> u8 {
    match *value {
        Constant::Bool(_) => types::STRING | types::BOOLEAN,
        Constant::Integer(_) => types::STRING | types::NUMBER | types::INTEGER,
        Constant::Texts(_) => types::LIST,
        Constant::Text(text) => {
            let bytes = text.as_bytes();
            if is_dynamic(bytes) {
                return types::STRING | types::NUMBER | types::INTEGER | types::BOOLEAN;
            }
            let is_boolean = same_but_case(bytes, b"true") || same_but_case(bytes, b"false");
            let number = if integer(bytes).is_some() { types::NUMBER | types::INTEGER } else { 0 };
            let fraction = if is_number(bytes) { types::NUMBER } else { 0 };
            types::STRING | number | fraction | if is_boolean { types::BOOLEAN } else { 0 }
        }
    }
}

/// A text as a whole number, if it is one.
const fn integer(text: &[u8]) -> Option<i128> {
    let (sign, mut digits) = match text {
        [b'-', digits @ ..] => (-1, digits),
        [b'+', digits @ ..] => (1, digits),
        digits => (1, digits),
    };
    if digits.is_empty() || digits.len() > 30 {
        return None;
    }
    let mut number = 0;
    while let [digit @ b'0'..=b'9', rest @ ..] = digits {
        number = number * 10 + (*digit - b'0') as i128;
        digits = rest;
    }
    if digits.is_empty() { Some(sign * number) } else { None }
}

/// Whether a text is a number with a fraction or an exponent; whatever looks like one counts.
const fn is_number(mut text: &[u8]) -> bool {
    let mut has_digit = false;
    while let [byte, rest @ ..] = text {
        has_digit |= byte.is_ascii_digit();
        if !matches!(byte, b'0'..=b'9' | b'.' | b'-' | b'+' | b'e' | b'E') {
            return false;
        }
        text = rest;
    }
    has_digit
}

/// Whether a text has a dynamic reference in it, which stands for another text.
pub(super) const fn is_dynamic(mut text: &[u8]) -> bool {
    while let [_, rest @ ..] = text {
        if matches!(text, [b'{', b'{', b'r', b'e', b's', b'o', b'l', b'v', b'e', b':', ..]) {
            return true;
        }
        text = rest;
    }
    false
}

/// How many characters a text has.
const fn characters(mut text: &[u8]) -> u32 {
    let mut count = 0;
    while let [byte, rest @ ..] = text {
        count += (*byte & 0xc0 != 0x80) as u32;
        text = rest;
    }
    count
}

/// The JSON types that a parameter of this type of CloudFormation becomes; 0 if it is not known.
const fn kinds(kind: &str) -> u8 {
    match kind.as_bytes() {
        [b'L', b'i', b's', b't', b'<', ..] | [b'C', b'o', b'm', b'm', b'a', ..] => types::LIST,
        [b'N', b'u', b'm', ..] => types::STRING | types::NUMBER | types::INTEGER,
        [b'A', b'W', b'S', b':', b':', b'S', b'S', b'M', ..] => 0,
        _ => types::STRING | types::NUMBER | types::INTEGER | types::BOOLEAN,
    }
}
