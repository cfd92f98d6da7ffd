//! The `Rules` of a template, and the functions that only they have.

use super::functions::text;
use super::{Scope, Unresolved, World};
use crate::document::{Expression, Function};
use serde_json::Value;

/// What is said of every rule that does not hold.
pub(super) fn broken(scope: &Scope<'_>, world: &dyn World) -> Vec<String> {
    let mut broken = Vec::new();
    for (name, rule) in &scope.document.rules {
        let asked = rule.condition.as_ref().map_or(Ok(true), |condition| scope.truth(condition, world));
        match asked {
            Ok(true) => {}
            Ok(false) | Err(Unresolved::Unknown(_)) => continue,
            Err(wrong) => {
                broken.push(format!("rule `{name}`: {wrong}"));
                continue;
            }
        }
        for (assertion, description) in &rule.assertions {
            match scope.truth(assertion, world) {
                Ok(true) | Err(Unresolved::Unknown(_)) => {}
                Ok(false) if description.is_empty() => broken.push(format!("rule `{name}` does not hold")),
                Ok(false) => broken.push(format!("rule `{name}` does not hold: {description}")),
                Err(wrong) => broken.push(format!("rule `{name}`: {wrong}")),
            }
        }
    }
    broken
}

fn texts(scope: &Scope<'_>, expression: &Expression, world: &dyn World) -> Result<Vec<String>, Unresolved> {
    match scope.value(expression, world)? {
        Some(Value::Array(items)) => items.iter().map(text).collect(),
        Some(other) => Ok(vec![text(&other)?]),
        None => Ok(Vec::new()),
    }
}

/// `Fn::Contains`, `Fn::EachMemberEquals` and `Fn::EachMemberIn`.
pub(super) fn membership(
    scope: &Scope<'_>,
    function: Function,
    arguments: &[Expression],
    world: &dyn World,
) -> Result<bool, Unresolved> {
    let (left, right) = (texts(scope, &arguments[0], world)?, texts(scope, &arguments[1], world)?);
    Ok(match function {
        Function::Contains => right.iter().all(|wanted| left.contains(wanted)),
        Function::EachMemberEquals => left.iter().all(|item| right.first() == Some(item)),
        _ => left.iter().all(|item| right.contains(item)),
    })
}

/// `Fn::RefAll`: values of all parameters of a type. What `Fn::ValueOf` and `Fn::ValueOfAll` ask for is known to AWS only.
pub(super) fn values(
    scope: &Scope<'_>,
    function: Function,
    arguments: &[Expression],
    world: &dyn World,
) -> Result<Value, Unresolved> {
    let name = scope.text(&arguments[0], world)?;
    if function != Function::RefAll {
        return Err(Unresolved::Unknown(format!("what AWS knows of `{name}`")));
    }
    let mut all = Vec::new();
    for (id, parameter) in &scope.document.parameters {
        if parameter.kind == name {
            match scope.reference(id, world)? {
                Some(Value::Array(items)) => all.extend(items),
                other => all.extend(other),
            }
        }
    }
    Ok(Value::Array(all))
}
