//! What a value refers to.

use crate::document::{Expression, Function, Part};

/// Something that a value refers to.
#[derive(Clone, Copy)]
pub(super) enum Reference<'s> {
    /// A resource or a parameter, and the attribute of it; empty if that is not known.
    Name(&'s str, Option<&'s str>),
    /// The export of that name.
    Import(&'s Expression),
}

/// A reference, and the path of the property that holds it.
pub(super) struct Found<'s> {
    pub(super) reference: Reference<'s>,
    pub(super) path: String,
}

/// All references of a value. The path ends where a function begins.
pub(super) fn references<'s>(value: &'s Expression, path: String, found: &mut Vec<Found<'s>>) {
    match value {
        Expression::Object(members) => {
            for (name, member) in members {
                references(member, format!("{path}.{name}"), found);
            }
        }
        Expression::List(items) => {
            for (number, item) in items.iter().enumerate() {
                references(item, format!("{path}.{number}"), found);
            }
        }
        other => within(other, &mut |reference| found.push(Found { reference, path: path.clone() })),
    }
}

/// Calls `each` with the references of a value, wherever they stand in it.
pub(super) fn within<'s>(value: &'s Expression, each: &mut dyn FnMut(Reference<'s>)) {
    match value {
        Expression::Literal(_) | Expression::Condition(_) => {}
        Expression::Object(members) => members.iter().for_each(|(_, member)| within(member, each)),
        Expression::List(items) => items.iter().for_each(|item| within(item, each)),
        Expression::Call(function, arguments) => {
            if let (Function::ImportValue, [name]) = (function, arguments.as_slice()) {
                each(Reference::Import(name));
            }
            arguments.iter().for_each(|argument| within(argument, each));
        }
        Expression::If(_, sides) => {
            within(&sides.0, each);
            within(&sides.1, each);
        }
        Expression::FindInMap(keys, default) => {
            keys.iter().for_each(|key| within(key, each));
            default.iter().for_each(|default| within(default, each));
        }
        Expression::Sub(parts) => parts.iter().for_each(|part| match part {
            Part::Text(_) => {}
            Part::Ref(name) => each(Reference::Name(name, None)),
            Part::GetAtt(name, attribute) => each(Reference::Name(name, Some(attribute))),
            Part::Value(value) => within(value, each),
        }),
        Expression::Ref(_) | Expression::GetAtt(..) => {
            value.references(&mut |name, attribute| each(Reference::Name(name, attribute)));
        }
    }
}
