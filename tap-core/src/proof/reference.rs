//! Checks of one reference, where it stands.

use super::message::Message;
use super::report::{fail, no_attributes, unknown_attribute};
use crate::model::{Output, OutputValue, Parameter, Target};
use tap_schema::attributes::Attributes;
use tap_schema::reference::{self, Source};

/// Most attributes that a message names.
const NAMED: usize = 20;

/// Panics unless the target has that attribute, whose hash is given as
/// [`tap_schema::attributes::hash`] makes it.
#[track_caller]
pub const fn has_attribute(target: &'static Target, hash: u64, name: &str) {
    if !target.attributes.is_some() {
        fail(no_attributes(target))
    }
    let attributes = target.attributes.read();
    if !attributes.has(hash) {
        fail(suggest(&attributes, unknown_attribute(attributes.kind(), target, name), name))
    }
}

/// Ends a message with the nearest known name, or with those there are.
const fn suggest(attributes: &Attributes<'_>, mut message: Message, wanted: &str) -> Message {
    let nearest = attributes.nearest(wanted);
    if !nearest.is_empty() {
        return message.push("did you mean `").push(nearest).push("`?");
    }
    if attributes.is_empty() {
        return message.push("it has none");
    }
    message = message.push("it has ");
    let mut number = 0;
    while number < attributes.len() && number < NAMED {
        message = message.push(if number == 0 { "`" } else { ", `" }).push(attributes.name(number)).push("`");
        number += 1;
    }
    if attributes.len() > NAMED {
        message = message.push(" and ").number((attributes.len() - NAMED) as u128).push(" more");
    }
    message
}

/// What a property takes: see [`tap_schema::reference::destination`].
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// The property: `` `SubnetId` of AWS::EC2::Instance ``.
    pub subject: &'static str,
    /// What it takes, as [`tap_schema::reference::fits`] compares it.
    pub destination: &'static [u8],
    /// What it takes, for reading.
    pub wanted: &'static str,
}

/// Panics if what `Ref` of a resource gives is not what the property takes.
#[track_caller]
pub const fn reference_fits(target: &'static Target, place: &Place) {
    if !target.attributes.is_some() {
        return;
    }
    let attributes = target.attributes.read();
    if !reference::fits(attributes.reference(), place.destination) {
        let message = mismatch(place).push("`Ref(").target(target).push(")` gives another thing of ");
        let message = message.push(attributes.kind()).push(END);
        fail(fitting(message, target, &attributes, place))
    }
}

/// Panics if an attribute of a resource is not what the property takes. That there is such an attribute is checked apart.
#[track_caller]
pub const fn attribute_fits(target: &'static Target, hash: u64, name: &str, place: &Place) {
    if !target.attributes.is_some() {
        return;
    }
    let attributes = target.attributes.read();
    if let Some(source) = attributes.find(hash)
        && !reference::fits(source, place.destination)
    {
        let message = mismatch(place).push("`").target(target).push(".").push(name).push("` is of ");
        let message = message.push(attributes.kind()).push(END);
        if reference::is_of_kind(attributes.reference(), place.destination) {
            fail(message.push("\nhelp: write `Ref(").target(target).push(")`"));
        }
        fail(fitting(message, target, &attributes, place))
    }
}

/// Ends a message with the attribute that the property takes, if there is one.
const fn fitting(message: Message, target: &Target, attributes: &Attributes<'_>, place: &Place) -> Message {
    let fitting = attributes.of_kind(place.destination);
    if fitting.is_empty() {
        return message;
    }
    message.push("\nhelp: write `GetAtt(").target(target).push(".").push(fitting).push(")`")
}

/// Panics if a parameter of that type is not what the property takes.
#[track_caller]
pub const fn parameter_fits(parameter: &'static Parameter, place: &Place) {
    if !reference::fits(Source::new(parameter.source), place.destination) {
        let message = mismatch(place).push("`").target(parameter.set).push("` declares `").push(parameter.name);
        fail(message.push("` as ").push(parameter.kind).push(END))
    }
}

/// Panics if what an output carries is not what the property takes.
#[track_caller]
pub const fn output_fits(output: &'static Output, place: &Place) {
    let source = carried(output);
    if !reference::fits(source, place.destination) || !reference::fits(Source::new(output.source), place.destination) {
        let message = mismatch(place).push("`").target(output.set).push("::").push(output.field).push("` carries ");
        fail(value(message, output).push(END))
    }
}

/// Panics if the value of an output is not of the type that is declared for it.
#[track_caller]
pub const fn output_agrees(output: &'static Output) {
    if !reference::fits(carried(output), &reference::declared(output.source)) {
        let message = Message::new().push("output `").target(output.set).push("::").push(output.field).push("` is declared as ");
        fail(value(message.push(output.kind).push(", but its value is "), output).push(END))
    }
}

/// What is known of the value of an output.
const fn carried(output: &Output) -> Source<'static> {
    match output.value {
        OutputValue::Reference(target) if target.attributes.is_some() => target.attributes.read().reference(),
        OutputValue::Attribute(target, hash) if target.attributes.is_some() => match target.attributes.read().find(hash) {
            Some(source) => source,
            None => Source::UNKNOWN,
        },
        OutputValue::Parameter(parameter) => Source::new(parameter.source),
        _ => Source::UNKNOWN,
    }
}

const fn value(message: Message, output: &Output) -> Message {
    match output.value {
        OutputValue::Reference(target) => of_kind(message.push("`Ref(").target(target).push(")`"), target),
        OutputValue::Attribute(target, _) => of_kind(message.push("an attribute of `").target(target).push("`"), target),
        OutputValue::Parameter(parameter) => message.push("a parameter of type ").push(parameter.kind),
        OutputValue::Other => message.push(output.kind),
    }
}

const fn of_kind(message: Message, target: &Target) -> Message {
    message.push(" (").push(target.attributes.read().kind()).push(")")
}

const END: &str = " [tap::kind-mismatch]";

const fn mismatch(place: &Place) -> Message {
    Message::new().push(place.subject).push(" takes ").push(place.wanted).push(", but ")
}

/// Panics unless the output is exported.
#[track_caller]
pub const fn is_exported(output: &'static Output) {
    if output.export.is_none() {
        fail(Message::new().push("`").target(output.set).push("::").push(output.field).push(
            "` has no export [tap::missing-export]\nhelp: add `export = …` to its `#[output(…)]`, or use `Output(…)` under a common root",
        ));
    }
}
