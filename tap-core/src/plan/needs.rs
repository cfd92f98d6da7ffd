//! What a resource needs in its stack, for decided conditions.

use crate::document::{Expression, Part, Resource};
use crate::evaluate::Scope;
use serde_json::Value;
use std::collections::BTreeSet;

/// The names that a resource refers to or depends on, sorted. A side of `Fn::If` counts if its condition may choose it.
pub(super) fn needs<'d>(scope: &Scope, resource: &'d Resource) -> BTreeSet<&'d str> {
    let mut found: BTreeSet<&str> = resource.depends_on.iter().map(String::as_str).collect();
    references(scope, &resource.properties, &mut |id, _| {
        found.insert(id);
    });
    found
}

/// Calls `each` with every name that a value refers to, and with the attribute if it is one.
pub(super) fn references<'e>(scope: &Scope, expression: &'e Expression, each: &mut dyn FnMut(&'e str, Option<&'e str>)) {
    match expression {
        Expression::Literal(_) | Expression::Condition(_) => {}
        Expression::List(items) | Expression::Call(_, items) => items.iter().for_each(|item| references(scope, item, each)),
        Expression::Object(members) => members.iter().for_each(|(_, member)| references(scope, member, each)),
        Expression::Ref(id) => each(id, None),
        Expression::GetAtt(id, attribute) => {
            let literal = if let Expression::Literal(Value::String(name)) = &**attribute { name.as_str() } else { "" };
            each(id, Some(literal));
            references(scope, attribute, each);
        }
        Expression::Sub(parts) => parts.iter().for_each(|part| match part {
            Part::Text(_) => {}
            Part::Ref(id) => each(id, None),
            Part::GetAtt(id, attribute) => each(id, Some(attribute)),
            Part::Value(value) => references(scope, value, each),
        }),
        Expression::If(condition, sides) => {
            let chosen = scope.condition(condition);
            if chosen != Some(false) {
                references(scope, &sides.0, each);
            }
            if chosen != Some(true) {
                references(scope, &sides.1, each);
            }
        }
        Expression::FindInMap(keys, default) => {
            keys.iter().for_each(|key| references(scope, key, each));
            default.iter().for_each(|default| references(scope, default, each));
        }
    }
}
