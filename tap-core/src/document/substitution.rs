//! The text of `Fn::Sub`.

use super::expression::Expression;
use serde_json::Value;
use std::collections::HashMap;

/// A part of the text of `Fn::Sub`.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    /// Text; `${!name}` is in it as `${name}`.
    Text(String),
    /// `${Name}`: a parameter, a pseudo parameter or a resource.
    Ref(String),
    /// `${Name.Attribute}`.
    GetAtt(String, String),
    /// `${name}` of the second argument.
    Value(Expression),
}

/// Most bytes that the values of variables may have together, about: that of a whole template.
const LARGEST: usize = 1_000_000;

/// Cuts a text at its variables. Each of them has its value by itself, so there is an end to how much that may be.
pub(super) fn parse(text: &str, named: &[(&str, Expression)]) -> Result<Vec<Part>, String> {
    let mut parts = Vec::new();
    let mut literal = String::new();
    let mut rest = text;
    let named: HashMap<&str, (&Expression, usize)> = named.iter().map(|(name, value)| (*name, (value, weight(value)))).collect();
    let mut made: usize = 0;
    while let Some(start) = rest.find("${") {
        literal.push_str(&rest[..start]);
        let inner = &rest[start + 2..];
        let Some(end) = inner.find('}') else {
            // Without its end it is text.
            rest = &rest[start..];
            break;
        };
        let name = inner[..end].trim();
        rest = &inner[end + 1..];
        if let Some(escaped) = name.strip_prefix('!') {
            literal.push_str("${");
            literal.push_str(escaped);
            literal.push('}');
            continue;
        }
        // CloudFormation itself takes no others, whatever the names of parameters may be.
        if name.is_empty() || !name.chars().all(|part| part.is_ascii_alphanumeric() || ".:_".contains(part)) {
            return Err(format!("`${{{name}}}` names nothing\nhelp: a `${{` that is no variable is written `${{!`"));
        }
        if !literal.is_empty() {
            parts.push(Part::Text(std::mem::take(&mut literal)));
        }
        parts.push(match named.get(name) {
            Some((value, weight)) => {
                made = made.saturating_add(*weight);
                if made > LARGEST {
                    return Err("its variables make this text larger than 1 MB".to_string());
                }
                Part::Value((*value).clone())
            }
            None => match name.split_once('.') {
                Some((id, attribute)) => Part::GetAtt(id.to_string(), attribute.to_string()),
                None => Part::Ref(name.to_string()),
            },
        });
    }
    literal.push_str(rest);
    if !literal.is_empty() {
        parts.push(Part::Text(literal));
    }
    Ok(parts)
}

/// The bytes of a value in JSON, about.
fn weight(expression: &Expression) -> usize {
    let of = |items: &[Expression]| items.iter().map(weight).sum::<usize>();
    4 + match expression {
        Expression::Literal(value) => literal(value),
        Expression::List(items) | Expression::Call(_, items) => of(items),
        Expression::Object(members) => members.iter().map(|(name, member)| name.len() + weight(member)).sum(),
        Expression::Ref(name) | Expression::Condition(name) => name.len(),
        Expression::GetAtt(id, attribute) => id.len() + weight(attribute),
        Expression::Sub(parts) => parts.iter().map(part).sum(),
        Expression::If(name, sides) => name.len() + weight(&sides.0) + weight(&sides.1),
        Expression::FindInMap(keys, default) => of(&keys[..]) + default.as_deref().map_or(0, weight),
    }
}

fn part(part: &Part) -> usize {
    4 + match part {
        Part::Text(text) | Part::Ref(text) => text.len(),
        Part::GetAtt(id, attribute) => id.len() + attribute.len(),
        Part::Value(value) => weight(value),
    }
}

fn literal(value: &Value) -> usize {
    4 + match value {
        Value::String(text) => text.len(),
        Value::Array(items) => items.iter().map(literal).sum(),
        Value::Object(members) => members.iter().map(|(name, member)| name.len() + literal(member)).sum(),
        _ => 0,
    }
}
