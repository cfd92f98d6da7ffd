//! A resource of a JSON template as the checker takes it: what the derive makes of a block, made of JSON instead.

use serde_json::{Map, Value};
use tap_schema::check::{Content, Entry, Input, Shape};

/// The properties of a resource, as the checker takes them, and its values by their tags.
///
/// ```
/// let properties = serde_json::json!({ "VpcId": { "Ref": "Vpc" } });
/// let (input, values) = tap_tests::corpus::input(&properties);
/// assert!(matches!(input.content, tap_schema::check::Content::Object(entries) if entries.len() == 1));
/// assert_eq!(*values[1], properties["VpcId"]);
/// ```
pub fn input(properties: &Value) -> (Input<'_>, Vec<&Value>) {
    let mut values = Vec::new();
    (convert(properties, &mut values), values)
}

fn convert<'a>(value: &'a Value, values: &mut Vec<&'a Value>) -> Input<'a> {
    let tag = values.len();
    values.push(value);
    let content = match value {
        Value::Null => Content::Null,
        Value::Bool(value) => Content::Bool(*value),
        // Numbers are kept as text only where they are written: here they are written anew.
        Value::Number(number) => Content::Number(number.to_string().leak()),
        Value::String(text) => Content::Text(text),
        Value::Array(items) => Content::List(items.iter().map(|item| convert(item, values)).collect()),
        Value::Object(members) => match function(members, values) {
            Some(content) => content,
            None => {
                let entry = |(key, value): (&'a String, _)| Entry { key, tag, value: convert(value, values), unchecked: false };
                Content::Object(members.iter().map(entry).collect())
            }
        },
    };
    Input { tag, content }
}

/// What an intrinsic function is to the checker; nothing if it is none.
fn function<'a>(members: &'a Map<String, Value>, values: &mut Vec<&'a Value>) -> Option<Content<'a>> {
    let (name, argument) = members.iter().next().filter(|_| members.len() == 1)?;
    Some(match (name.as_str(), argument) {
        ("Ref", Value::String(name)) if name == "AWS::NoValue" => Content::Absent,
        ("Ref", Value::String(name)) if name == "AWS::NotificationARNs" => Content::Unknown(Shape::List),
        ("Ref", Value::String(name)) if name.starts_with("AWS::") => Content::Unknown(Shape::Scalar),
        ("Fn::If", Value::Array(arguments)) if arguments.len() == 3 => {
            let condition = arguments[0].as_str().unwrap_or_default().to_string();
            Content::If(condition, Box::new([convert(&arguments[1], values), convert(&arguments[2], values)]))
        }
        ("Fn::Sub" | "Fn::Join" | "Fn::Base64" | "Fn::Length" | "Fn::ToJsonString", _) => Content::Unknown(Shape::Scalar),
        ("Fn::Split" | "Fn::GetAZs" | "Fn::Cidr", _) => Content::Unknown(Shape::List),
        ("Ref", _) => Content::Unknown(Shape::Any),
        (name, _) if name.starts_with("Fn::") => Content::Unknown(Shape::Any),
        _ => return None,
    })
}
