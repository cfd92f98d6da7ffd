//! Intrinsic functions as JSON has them.

use serde_json::Value;

/// The function that a value is, and its argument: an object whose only member is `Ref` or begins with `Fn::`.
pub(crate) fn function(value: &Value) -> Option<(&str, &Value)> {
    let members = value.as_object().filter(|members| members.len() == 1)?;
    let (name, argument) = members.iter().next()?;
    (name == "Ref" || name.starts_with("Fn::")).then_some((name.as_str(), argument))
}
