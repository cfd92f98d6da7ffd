//! Functions that make values.

use super::{Resolved, Scope, Unresolved, World, cidr, rules};
use crate::document::{Expression, Function};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

/// A scalar as text.
pub(super) fn text(value: &Value) -> Result<String, Unresolved> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Bool(_) | Value::Number(_) => Ok(value.to_string()),
        Value::Null => Err(Unresolved::wrong("nothing where a text is wanted")),
        Value::Array(_) => Err(Unresolved::wrong("a list where a text is wanted")),
        Value::Object(_) => Err(Unresolved::wrong("an object where a text is wanted")),
    }
}

/// Most bytes of a text that functions make: those of a whole template. Some functions make several of one, and calls may be nested.
const LARGEST: usize = 1_000_000;

/// Fails if a text is too long to be one of a template.
pub(super) fn bounded(bytes: usize) -> Result<(), Unresolved> {
    if bytes > LARGEST { Err(Unresolved::wrong("a text of more than 1 MB")) } else { Ok(()) }
}

fn made(text: String) -> Result<Value, Unresolved> {
    bounded(text.len()).map(|()| Value::String(text))
}

fn list(scope: &Scope<'_>, expression: &Expression, world: &dyn World) -> Result<Vec<Value>, Unresolved> {
    match scope.value(expression, world)? {
        Some(Value::Array(items)) => Ok(items),
        Some(_) => Err(Unresolved::wrong("a list is wanted")),
        None => Err(Unresolved::wrong("AWS::NoValue where a list is wanted")),
    }
}

pub(super) fn call(scope: &Scope<'_>, function: Function, arguments: &[Expression], world: &dyn World) -> Resolved {
    let value = match function {
        Function::Base64 => made(STANDARD.encode(scope.text(&arguments[0], world)?))?,
        Function::Join => {
            let delimiter = scope.text(&arguments[0], world)?;
            let items = list(scope, &arguments[1], world)?;
            let items = items.iter().map(text).collect::<Result<Vec<_>, _>>()?;
            bounded(items.iter().map(String::len).sum::<usize>().saturating_add(delimiter.len().saturating_mul(items.len())))?;
            Value::String(items.join(&delimiter))
        }
        Function::Split => {
            let delimiter = scope.text(&arguments[0], world)?;
            let whole = scope.text(&arguments[1], world)?;
            if delimiter.is_empty() {
                return Err(Unresolved::wrong("Fn::Split by nothing"));
            }
            whole.split(delimiter.as_str()).collect()
        }
        Function::Select => select(scope, arguments, world)?,
        Function::GetAzs => {
            let region = match scope.text(&arguments[0], world)? {
                region if region.is_empty() => scope.pseudo.region.clone(),
                region => region,
            };
            let zones = world.zones(&region).ok_or_else(|| Unresolved::Unknown(format!("zones of {region}")))?;
            Value::Array(zones.into_iter().map(Value::String).collect())
        }
        Function::Cidr => {
            let block = scope.text(&arguments[0], world)?;
            let count = number(scope, &arguments[1], world)?;
            let is_v6 = block.contains(':');
            let bits = arguments.get(2).map(|bits| number(scope, bits, world)).transpose()?.unwrap_or(if is_v6 { 64 } else { 8 });
            cidr::blocks(&block, count, bits).map_err(Unresolved::wrong)?.into()
        }
        Function::ImportValue => {
            let name = scope.text(&arguments[0], world)?;
            world.import(&name).ok_or_else(|| Unresolved::Unknown(format!("export `{name}`")))?
        }
        Function::GetStackOutput => match scope.value(&arguments[0], world)? {
            Some(Value::Object(argument)) => {
                world.stack_output(&argument).ok_or_else(|| Unresolved::Unknown("output of another stack".to_string()))?
            }
            _ => return Err(Unresolved::wrong("Fn::GetStackOutput takes an object with StackName and OutputName")),
        },
        Function::Length => list(scope, &arguments[0], world)?.len().into(),
        Function::ToJsonString => match scope.value(&arguments[0], world)? {
            Some(value @ (Value::Array(_) | Value::Object(_))) => made(value.to_string())?,
            _ => return Err(Unresolved::wrong("Fn::ToJsonString takes an object or a list")),
        },
        Function::RefAll | Function::ValueOf | Function::ValueOfAll => rules::values(scope, function, arguments, world)?,
        Function::And
        | Function::Or
        | Function::Not
        | Function::Equals
        | Function::Contains
        | Function::EachMemberEquals
        | Function::EachMemberIn => Value::Bool(scope.truth(&Expression::Call(function, arguments.to_vec()), world)?),
    };
    Ok(Some(value))
}

fn number(scope: &Scope<'_>, expression: &Expression, world: &dyn World) -> Result<u32, Unresolved> {
    let text = scope.text(expression, world)?;
    text.parse().map_err(|_| Unresolved::wrong(format!("`{text}` is no whole number")))
}

/// Only the item that is selected has to be known, if the list is written out.
fn select(scope: &Scope<'_>, arguments: &[Expression], world: &dyn World) -> Result<Value, Unresolved> {
    let index = number(scope, &arguments[0], world)? as usize;
    let may_be_none = |item: &Expression| match item {
        Expression::Ref(id) => id == "AWS::NoValue",
        item => matches!(item, Expression::If(..)),
    };
    let (item, count) = match &arguments[1] {
        Expression::List(items) if !items.iter().any(may_be_none) => {
            let item = items.get(index).map(|item| scope.value(item, world)).transpose()?.flatten();
            (item, items.len())
        }
        other => {
            let items = list(scope, other, world)?;
            (items.get(index).cloned(), items.len())
        }
    };
    item.ok_or_else(|| Unresolved::wrong(format!("Fn::Select of item {index} of a list of {count}")))
}

/// Scalars are equal as texts.
pub(super) fn equals(scope: &Scope<'_>, a: &Expression, b: &Expression, world: &dyn World) -> Result<bool, Unresolved> {
    let (a, b) = (scope.value(a, world)?, scope.value(b, world)?);
    Ok(match (&a, &b) {
        (Some(a), Some(b)) => match (text(a), text(b)) {
            (Ok(a), Ok(b)) => a == b,
            _ => a == b,
        },
        _ => a.is_none() && b.is_none(),
    })
}

pub(super) fn find_in_map(
    scope: &Scope<'_>,
    keys: &[Expression; 3],
    default: Option<&Expression>,
    world: &dyn World,
) -> Resolved {
    let [mapping, first, second] = [scope.text(&keys[0], world)?, scope.text(&keys[1], world)?, scope.text(&keys[2], world)?];
    let found = scope.document.mappings.get(&mapping).and_then(|rows| rows.get(&first)).and_then(|row| row.get(&second));
    match (found, default) {
        (Some(value), _) => Ok(Some(value.clone())),
        (None, Some(default)) => scope.value(default, world),
        (None, None) => Err(Unresolved::wrong(format!("mapping `{mapping}` has no value for `{first}`, `{second}`"))),
    }
}
