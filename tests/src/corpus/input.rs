//! A resource of a JSON template as the checker takes it: what the derive makes of a block, made of JSON instead.

use super::path::Path;
use super::resource::{Resource, Target};
use serde_json::{Map, Value};
use tap_schema::check::{Content, Entry, Input, Shape};

/// What the tags of an [`Input`] stand for.
#[derive(Debug, Default)]
pub struct Tags<'a> {
    /// Where each value or name is; those of names end with the name.
    pub paths: Vec<Path>,
    /// The values; none for names.
    pub values: Vec<Option<&'a Value>>,
}

impl<'a> Tags<'a> {
    fn note(&mut self, path: Path, value: Option<&'a Value>) -> usize {
        self.paths.push(path);
        self.values.push(value);
        self.paths.len() - 1
    }
}

/// The properties of a resource, as the checker takes them, and its values by their tags.
pub fn input(resource: &Resource) -> (Input<'_>, Tags<'_>) {
    let mut tags = Tags::default();
    let input = convert(&resource.properties, Path::default(), resource, &mut tags);
    (input, tags)
}

fn convert<'a>(value: &'a Value, path: Path, resource: &'a Resource, tags: &mut Tags<'a>) -> Input<'a> {
    let tag = tags.note(path.clone(), Some(value));
    let content = match value {
        Value::Null => Content::Null,
        Value::Bool(value) => Content::Bool(*value),
        // Numbers are kept as text only where they are written: here they are written anew.
        Value::Number(number) => Content::Number(number.to_string().leak()),
        Value::String(text) => Content::Text(text),
        Value::Array(items) => {
            let item = |(position, item)| convert(item, path.item(position), resource, tags);
            Content::List(items.iter().enumerate().map(item).collect())
        }
        Value::Object(members) => match function(members, &path, resource, tags) {
            Some(content) => content,
            None => {
                let entry = |(key, value): (&'a String, _)| {
                    let path = path.member(key);
                    let tag = tags.note(path.clone(), None);
                    Entry { key, tag, value: convert(value, path, resource, tags), unchecked: false }
                };
                Content::Object(members.iter().map(entry).collect())
            }
        },
    };
    Input { tag, content }
}

/// What an intrinsic function is to the checker; nothing if it is none.
fn function<'a>(
    members: &'a Map<String, Value>,
    path: &Path,
    resource: &'a Resource,
    tags: &mut Tags<'a>,
) -> Option<Content<'a>> {
    let (name, argument) = members.iter().next().filter(|_| members.len() == 1)?;
    let shape = match (name.as_str(), argument) {
        ("Ref", Value::String(name)) if name == "AWS::NoValue" => return Some(Content::Absent),
        ("Fn::If", Value::Array(arguments)) if arguments.len() == 3 => {
            let condition = arguments[0].as_str().unwrap_or_default().to_string();
            let mut side = |position| convert(&arguments[position], path.member(name).item(position), resource, tags);
            return Some(Content::If(condition, Box::new([side(1), side(2)])));
        }
        ("Ref" | "Fn::GetAtt", argument) => match resource.target(name, argument) {
            Target::Pseudo("AWS::NotificationARNs") => Shape::List,
            Target::Parameter(kind) if kind.contains("List") => Shape::List,
            Target::Pseudo(_) | Target::Parameter(_) | Target::Resource(_) => Shape::Scalar,
            Target::Attribute(owner, attribute) => shape_of_attribute(owner, &attribute),
            Target::Unknown => Shape::Any,
        },
        ("Fn::Sub", _) if argument.to_string().contains("{{resolve:ssm-secure:") => Shape::Secure,
        ("Fn::Sub" | "Fn::Join" | "Fn::Base64" | "Fn::Length" | "Fn::ToJsonString", _) => Shape::Scalar,
        ("Fn::Split" | "Fn::GetAZs" | "Fn::Cidr", _) => Shape::List,
        (name, _) if name.starts_with("Fn::") => Shape::Any,
        _ => return None,
    };
    Some(Content::Unknown(shape))
}

/// What kind of value an attribute has, as the facts say.
fn shape_of_attribute(owner: &str, attribute: &str) -> Shape {
    let schema = tap_schema::resource_type(owner).and_then(|owner| Some(owner.resolve(owner.attribute(attribute)?)));
    let kinds = schema.and_then(|schema| schema.get("type"));
    let only = |kinds: tap_schema::Value<'static>| match kinds.len() {
        0 => kinds.as_str(),
        1 => kinds.items().next()?.as_str(),
        _ => None,
    };
    match kinds.and_then(only) {
        Some("array") => Shape::List,
        Some("object") => Shape::Object,
        Some(_) => Shape::Scalar,
        None => Shape::Any,
    }
}
