//! The properties of a resource in a template, as the checker of [`tap_schema::check`] takes them.

use crate::intrinsic::function;
use serde_json::Value;
use tap_schema::check::{Content, Entry, Input, Shape};

/// Properties as they stand in a template.
///
/// ```
/// use tap_core::check::{Properties, matches};
///
/// let json = serde_json::json!({ "CidrBlock": "10.0.0.0/16", "EnableDnsSupport": { "Fn::If": ["Dns", true, "maybe"] } });
/// let properties = Properties::new(&json, Vec::new());
/// let vpc = tap_schema::resource_type("AWS::EC2::VPC").unwrap();
/// let report = tap_schema::check::check(vpc, &properties.input(|_| None), matches);
/// assert_eq!(report.findings[0].rule.slug(), "wrong-type");
/// assert_eq!(properties.value(report.findings[0].tag), Some(&serde_json::json!("maybe")));
/// ```
#[derive(Debug)]
pub struct Properties<'a> {
    json: &'a Value,
    /// Every value and name of a member by its tag, in document order; a name has the value of its member.
    values: Vec<&'a Value>,
    /// The numbers as they are written, in document order.
    numbers: Vec<String>,
    /// Paths of the members that are taken as they are.
    unchecked: Vec<String>,
}

/// A conversion under way.
struct Conversion<'c, 'a, G> {
    properties: &'c Properties<'a>,
    given: G,
    tag: usize,
    number: usize,
    path: String,
    /// How many sides of `Fn::If` the value stands in.
    branches: usize,
}

impl<'a> Properties<'a> {
    /// The properties of a resource, with the paths of those that are taken as they are.
    pub fn new(json: &'a Value, unchecked: Vec<String>) -> Self {
        let mut properties = Properties { json, values: Vec::new(), numbers: Vec::new(), unchecked };
        properties.note(json);
        properties
    }

    /// Numbers the values in the order in which the conversion meets them.
    fn note(&mut self, value: &'a Value) {
        self.values.push(value);
        match value {
            Value::Number(number) => self.numbers.push(number.to_string()),
            Value::Array(items) => items.iter().for_each(|item| self.note(item)),
            Value::Object(members) => match called(value) {
                Some(Function::If(_, sides)) => sides.iter().for_each(|side| self.note(side)),
                Some(_) => {}
                None => {
                    for member in members.values() {
                        self.values.push(member);
                        self.note(member);
                    }
                }
            },
            _ => {}
        }
    }

    /// The value with that tag.
    pub fn value(&self, tag: usize) -> Option<&'a Value> {
        self.values.get(tag).copied()
    }

    /// Whether the value with that tag is `Ref` to that name.
    pub(super) fn names(&self, tag: usize, name: &str) -> bool {
        self.value(tag).and_then(|value| value.get("Ref")?.as_str()) == Some(name)
    }

    /// The input of the checker. `given` has the values of parameters that are known, which are taken where no condition can
    /// keep them away.
    pub fn input<'s>(&'s self, given: impl Fn(&str) -> Option<Content<'s>>) -> Input<'s> {
        Conversion { properties: self, given, tag: 0, number: 0, path: String::new(), branches: 0 }.value(self.json)
    }
}

impl<'c, G: Fn(&str) -> Option<Content<'c>>> Conversion<'c, '_, G> {
    fn value(&mut self, value: &'c Value) -> Input<'c> {
        let tag = self.tag;
        self.tag += 1;
        let content = match value {
            Value::Null => Content::Null,
            Value::Bool(value) => Content::Bool(*value),
            Value::Number(_) => {
                self.number += 1;
                Content::Number(&self.properties.numbers[self.number - 1])
            }
            Value::String(text) => Content::Text(text),
            Value::Array(items) => {
                Content::List(items.iter().enumerate().map(|(position, item)| self.inside(&position.to_string(), item)).collect())
            }
            Value::Object(members) => match called(value) {
                Some(function) => self.function(function),
                None => Content::Object(members.iter().map(|(key, value)| self.entry(key, value)).collect()),
            },
        };
        Input { tag, content }
    }

    fn entry(&mut self, key: &'c str, value: &'c Value) -> Entry<'c> {
        let tag = self.tag;
        self.tag += 1;
        let value = self.inside(key, value);
        let path = match self.path.as_str() {
            "" => key.to_string(),
            path => format!("{path}.{key}"),
        };
        Entry { key, tag, value, unchecked: self.properties.unchecked.contains(&path) }
    }

    /// What stands at a key or position.
    fn inside(&mut self, key: &str, value: &'c Value) -> Input<'c> {
        let length = self.path.len();
        if length > 0 {
            self.path.push('.');
        }
        self.path.push_str(key);
        let value = self.value(value);
        self.path.truncate(length);
        value
    }

    fn function(&mut self, function: Function<'c>) -> Content<'c> {
        match function {
            Function::If(condition, [then, otherwise]) => {
                self.branches += 1;
                let sides = [self.value(then), self.value(otherwise)];
                self.branches -= 1;
                Content::If(condition.to_string(), Box::new(sides))
            }
            Function::Ref("AWS::NoValue") => Content::Absent,
            Function::Ref("AWS::NotificationARNs") => Content::Unknown(Shape::List),
            Function::Ref(name) if name.starts_with("AWS::") => Content::Unknown(Shape::Scalar),
            Function::Ref(name) => {
                let given = if self.branches == 0 { (self.given)(name) } else { None };
                given.unwrap_or(Content::Unknown(Shape::Any))
            }
            Function::Sub(text) if text.contains("{{resolve:ssm-secure:") => Content::Unknown(Shape::Secure),
            Function::Sub(_) | Function::Other("Fn::Join" | "Fn::Base64" | "Fn::Length" | "Fn::ToJsonString") => {
                Content::Unknown(Shape::Scalar)
            }
            Function::Other("Fn::Split" | "Fn::GetAZs" | "Fn::Cidr") => Content::Unknown(Shape::List),
            Function::Other(_) => Content::Unknown(Shape::Any),
        }
    }
}

/// An intrinsic function.
enum Function<'a> {
    Ref(&'a str),
    Sub(&'a str),
    If(&'a str, &'a [Value; 2]),
    Other(&'a str),
}

/// The function that a value is, if it is one.
fn called(value: &Value) -> Option<Function<'_>> {
    let (name, argument) = function(value)?;
    Some(match (name, argument) {
        ("Ref", Value::String(name)) => Function::Ref(name),
        ("Fn::Sub", Value::String(text)) => Function::Sub(text),
        ("Fn::Sub", Value::Array(arguments)) => Function::Sub(arguments.first().and_then(Value::as_str).unwrap_or_default()),
        ("Fn::If", Value::Array(arguments)) => match arguments.split_first_chunk::<1>() {
            Some(([Value::String(condition)], sides)) => match sides.try_into() {
                Ok(sides) => Function::If(condition, sides),
                Err(_) => Function::Other("Fn::If"),
            },
            _ => Function::Other("Fn::If"),
        },
        (name, _) => Function::Other(name),
    })
}
