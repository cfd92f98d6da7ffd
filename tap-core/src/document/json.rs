//! JSON as CloudFormation takes it: no name twice, and places for messages.

use super::source::{Failure, Place};
use jsonc_parser::ast;
use jsonc_parser::common::Ranged;
use serde_core::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::map::Entry;
use serde_json::{Map, Value};
use std::fmt;

/// The value of a text.
pub(super) fn read(text: &str) -> Result<Value, Failure> {
    let text = text.trim_start_matches('\u{feff}');
    serde_json::from_str::<Unique>(text).map(|unique| unique.0).map_err(|error| {
        // Its columns are bytes, and 0 before the first character of a line.
        let line = text.split('\n').nth(error.line().saturating_sub(1)).unwrap_or_default();
        let before = &line[..line.floor_char_boundary(error.column().saturating_sub(1))];
        let place = Place { line: error.line(), column: before.chars().count() + 1 };
        // Its own place is part of the message.
        let message = error.to_string();
        let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message);
        (Some(place), format!("this is no JSON: {message}"))
    })
}

/// A value in which no object has a name twice: all but the last would be lost without a word.
struct Unique(Value);

impl<'de> Deserialize<'de> for Unique {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Build).map(Unique)
    }
}

struct Build;

impl<'de> Visitor<'de> for Build {
    type Value = Value;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_string()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(Unique(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            match object.entry(name) {
                Entry::Vacant(place) => {
                    let Unique(value) = members.next_value()?;
                    place.insert(value);
                }
                Entry::Occupied(twice) => {
                    return Err(A::Error::custom(format_args!("`{}` stands twice in one object", twice.key())));
                }
            }
        }
        Ok(Value::Object(object))
    }
}

/// Where the member of this path stands, or what is nearest around it.
pub(super) fn locate(text: &str, path: &[&str]) -> Option<Place> {
    let parsed = jsonc_parser::parse_to_ast(text, &Default::default(), &Default::default()).ok()?;
    let mut value = parsed.value?;
    let mut at = value.start();
    for step in path {
        let next = match value {
            ast::Value::Object(object) => {
                let member = object.properties.into_iter().find(|member| member.name.as_str() == *step);
                member.map(|member| (member.start(), member.value))
            }
            ast::Value::Array(list) => {
                let item = step.parse().ok().and_then(|number| list.elements.into_iter().nth(number));
                item.map(|item| (item.start(), item))
            }
            _ => None,
        };
        let Some((start, inner)) = next else { break };
        at = start;
        value = inner;
    }
    let before = text.get(..at)?;
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |start| start.chars().count()) + 1;
    Some(Place { line, column })
}
