//! Values with as much resolved as is known, and one spelling for what is not.

use super::side::Stack;
use crate::document::{Expression, Function, Part};
use crate::intrinsic::function;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Resolves the values of a stack.
///
/// What is not known keeps its function: `Ref`, `Fn::GetAtt` of a list, `Fn::Sub` for any text that is put together, `Fn::If` of a condition
/// that is not known, and so on.
pub(super) struct Partial<'s, 'd> {
    stack: &'s Stack<'d>,
    /// Conditions that are not known and mean something else in the other deployment; then what they mean stands for their names.
    pub conditions: BTreeMap<String, Value>,
    /// Mappings that differ in the other deployment; then their rows stand beside their names.
    pub mappings: BTreeSet<String>,
}

impl<'s, 'd> Partial<'s, 'd> {
    pub fn of(stack: &'s Stack<'d>) -> Self {
        Partial { stack, conditions: BTreeMap::new(), mappings: BTreeSet::new() }
    }

    /// What a condition means: a boolean if it is decided, else its definition with those of the conditions that it names.
    pub fn meaning(&self, name: &str) -> Value {
        match (self.stack.scope.condition(name), self.stack.document.conditions.get(name)) {
            (Some(decided), _) => Value::Bool(decided),
            (None, Some(definition)) => self.value(definition).unwrap_or_default(),
            (None, None) => Value::Null,
        }
    }

    /// A value; none for `AWS::NoValue`.
    pub fn value(&self, expression: &Expression) -> Option<Value> {
        match expression {
            Expression::Literal(value) => Some(value.clone()),
            Expression::List(items) => Some(Value::Array(items.iter().filter_map(|item| self.value(item)).collect())),
            Expression::Object(members) => {
                let members = members.iter().filter_map(|(name, member)| Some((name.clone(), self.value(member)?)));
                Some(Value::Object(members.collect()))
            }
            Expression::Condition(name) => Some(self.meaning(name)),
            _ if self.is_secret(expression) => self.open(expression),
            _ => match self.stack.scope.value(expression, &self.stack.known) {
                Ok(value) => value,
                Err(_) => self.open(expression),
            },
        }
    }

    /// The member of an object, without the others being resolved; none for `AWS::NoValue`, and if there is no such member.
    pub fn member(&self, object: &Expression, name: &str) -> Option<Value> {
        match object {
            Expression::Literal(object) => object.get(name).cloned(),
            Expression::Object(members) => {
                let (_, member) = members.iter().find(|(known, _)| known == name)?;
                self.value(member)
            }
            other => self.value(other)?.get(name).cloned(),
        }
    }

    fn is_secret(&self, expression: &Expression) -> bool {
        let mut found = false;
        if !self.stack.secrets.is_empty() {
            expression.references(&mut |name, _| found |= self.stack.secrets.contains(name));
        }
        found
    }

    /// A function that cannot be resolved as a whole.
    fn open(&self, expression: &Expression) -> Option<Value> {
        let arguments = |arguments: &[Expression]| -> Vec<Value> {
            arguments.iter().map(|argument| self.value(argument).unwrap_or_else(no_value)).collect()
        };
        Some(match expression {
            Expression::Ref(id) if id == "AWS::NoValue" => return None,
            Expression::Ref(id) => json!({ "Ref": id }),
            Expression::GetAtt(id, attribute) => json!({ "Fn::GetAtt": [id, self.value(attribute)] }),
            Expression::Sub(parts) => text_of(parts.iter().map(|part| self.part(part)).collect()),
            Expression::If(condition, sides) => match self.stack.scope.condition(condition) {
                Some(true) => return self.value(&sides.0),
                Some(false) => return self.value(&sides.1),
                None => {
                    let (yes, no) = (self.value(&sides.0), self.value(&sides.1));
                    if yes == no {
                        return yes;
                    }
                    let condition = self.conditions.get(condition).cloned().unwrap_or_else(|| condition.as_str().into());
                    json!({ "Fn::If": [condition, yes.unwrap_or_else(no_value), no.unwrap_or_else(no_value)] })
                }
            },
            Expression::FindInMap(keys, default) => {
                let mut all = arguments(&keys[..]);
                if let Some(rows) = all[0].as_str().filter(|name| self.mappings.contains(*name)) {
                    let rows = self.stack.document.mappings.get(rows).map(|rows| json!(rows));
                    all.extend(rows);
                }
                all.extend(default.iter().map(|default| json!({ "DefaultValue": self.value(default) })));
                json!({ "Fn::FindInMap": all })
            }
            Expression::Call(Function::Join, given) => match self.joined(given) {
                Some(text) => text,
                None => json!({ "Fn::Join": arguments(given) }),
            },
            Expression::Call(function, given) => {
                let mut function_object = Map::new();
                function_object.insert(function.name().to_string(), Value::Array(arguments(given)));
                Value::Object(function_object)
            }
            Expression::Literal(_) | Expression::List(_) | Expression::Object(_) | Expression::Condition(_) => {
                return self.value(expression);
            }
        })
    }

    fn part(&self, part: &Part) -> Value {
        let value = match part {
            Part::Text(text) => Some(text.as_str().into()),
            Part::Ref(id) => self.value(&Expression::Ref(id.clone())),
            Part::GetAtt(id, attribute) => {
                self.value(&Expression::GetAtt(id.clone(), Box::new(Expression::Literal(attribute.as_str().into()))))
            }
            Part::Value(value) => self.value(value),
        };
        value.unwrap_or_else(no_value)
    }

    /// A join of a list whose items are there, as a text.
    fn joined(&self, arguments: &[Expression]) -> Option<Value> {
        let [delimiter, list] = arguments else { return None };
        let Some(Value::String(delimiter)) = self.value(delimiter) else { return None };
        let Some(Value::Array(items)) = self.value(list) else { return None };
        let mut parts = Vec::new();
        for (number, item) in items.into_iter().enumerate() {
            if number > 0 {
                parts.push(Value::String(delimiter.clone()));
            }
            parts.push(item);
        }
        Some(text_of(parts))
    }
}

fn no_value() -> Value {
    json!({ "Ref": "AWS::NoValue" })
}

/// A text of these parts: what is known of it stands together.
fn text_of(parts: Vec<Value>) -> Value {
    let mut merged: Vec<Value> = Vec::new();
    for part in parts {
        let text = match &part {
            Value::String(text) => Some(text.clone()),
            Value::Bool(_) | Value::Number(_) => Some(part.to_string()),
            _ => None,
        };
        match (text, merged.last_mut()) {
            (Some(text), Some(Value::String(last))) => last.push_str(&text),
            (Some(text), _) => merged.push(text.into()),
            (None, _) => spread(part, &mut merged),
        }
    }
    merged.retain(|part| part.as_str() != Some(""));
    match merged.as_slice() {
        [] => "".into(),
        [only] => only.clone(),
        _ => match merged.iter().map(substituted).collect::<Option<String>>() {
            Some(text) => json!({ "Fn::Sub": text }),
            None => json!({ "Fn::Join": ["", merged] }),
        },
    }
}

/// Puts in a part that is a text of parts itself.
fn spread(part: Value, merged: &mut Vec<Value>) {
    match part.get("Fn::Join").and_then(Value::as_array).map(Vec::as_slice) {
        Some([Value::String(delimiter), Value::Array(parts)]) if delimiter.is_empty() => merged.extend(parts.iter().cloned()),
        _ => merged.push(part),
    }
}

/// A part as it stands in the text of `Fn::Sub`, if it can.
fn substituted(part: &Value) -> Option<String> {
    if let Value::String(text) = part {
        return Some(text.replace("${", "${!"));
    }
    let (name, argument) = function(part)?;
    match (name, argument) {
        ("Ref", Value::String(id)) => Some(format!("${{{id}}}")),
        ("Fn::Sub", Value::String(text)) => Some(text.clone()),
        ("Fn::GetAtt", Value::Array(items)) => match items.as_slice() {
            [Value::String(id), Value::String(attribute)] => Some(format!("${{{id}.{attribute}}}")),
            _ => None,
        },
        _ => None,
    }
}

/// Whether a value has no function.
pub(super) fn is_known(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.iter().all(is_known),
        Value::Object(members) => function(value).is_none() && members.values().all(is_known),
        _ => true,
    }
}
