//! Values that are not known yet: what can be said of them, and what they have to be compared with when they are known.

use super::scalar::text_of_value;
use super::{Checker, Input, Segment, Shape, names};
use crate::{Value, reference};

/// An unknown value, and what it must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The value.
    pub tag: usize,
    /// Where it is.
    pub path: String,
    /// Of which kind it must be, see [`crate::reference`]: the id of a subnet, the ARN of a role. Empty if any will do.
    pub destination: Vec<u8>,
    /// The same for reading: `AWS::EC2::Subnet.SubnetId`.
    pub wanted: String,
    /// Which values there are, for a value that is known [later](Shape::Later).
    pub limits: Option<Limits>,
    /// Whether it is a secret, which may not be written down.
    pub is_secret: bool,
    /// Whether it stands in a side of `Fn::If`, so that some of its values may never get there.
    pub is_conditional: bool,
}

/// JSON types as bits, see [`Limits::types`].
pub mod types {
    /// `string`
    pub const STRING: u8 = 1;
    /// `number`
    pub const NUMBER: u8 = 2;
    /// `integer`
    pub const INTEGER: u8 = 4;
    /// `boolean`
    pub const BOOLEAN: u8 = 8;
    /// `array`
    pub const LIST: u8 = 16;
    /// `object`
    pub const OBJECT: u8 = 32;
}

/// What a schema says of a value by itself, but for its pattern and format: small enough to be looked at in `const` evaluation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// The [`types`] it may be of.
    pub types: u8,
    /// The values there are, if they are counted.
    pub values: Vec<String>,
    /// Whether the case of a value is of no matter.
    pub ignore_case: bool,
    /// Least and greatest number.
    pub range: (i64, i64),
    /// Least and most characters of a text.
    pub length: (u32, u32),
    /// Least and most items of a list.
    pub count: (u32, u32),
    /// Whether no item may stand twice.
    pub is_unique: bool,
    /// What is said of each item.
    pub items: Option<Box<Limits>>,
}

impl Limits {
    /// Limits that take everything.
    pub const NONE: Limits = Limits {
        types: u8::MAX,
        values: Vec::new(),
        ignore_case: false,
        range: (i64::MIN, i64::MAX),
        length: (0, u32::MAX),
        count: (0, u32::MAX),
        is_unique: false,
        items: None,
    };
}

impl<'f> Checker<'f> {
    /// A value that is not known: only its shape can be wrong.
    pub(super) fn unknown(&mut self, input: &Input<'_>, shape: Shape, schema: Value<'f>) {
        let schema = self.resource.resolve(schema);
        if self.trials == 0 {
            self.place(input, shape, schema);
        }
        if let Some(types) = schema.get("type") {
            let fits = names(types).any(|name| match shape {
                Shape::Any | Shape::Later => true,
                Shape::Scalar | Shape::Secure => matches!(name, "string" | "number" | "integer" | "boolean"),
                Shape::List => name == "array",
                Shape::Object => name == "object",
            });
            if !fits {
                return self.wrong_type(input, types);
            }
            if matches!(shape, Shape::Any | Shape::Later) {
                self.is_unknown = true;
            }
        }
        for all in schema.get("allOf").into_iter().flat_map(Value::items) {
            self.unknown(input, shape, all);
        }
        if schema.members().any(|(keyword, _)| keyword != "type") {
            self.is_unknown = true;
        }
    }

    /// Notes the place of an unknown value, if anything is wanted of it.
    fn place(&mut self, input: &Input<'_>, shape: Shape, schema: Value<'f>) {
        let path = self.path.iter().filter_map(|segment| match segment {
            Segment::Key(key) => Some(key.as_str()),
            Segment::Position(_) => None,
        });
        let names = path.collect::<Vec<_>>().join(".");
        let format = schema.get("format").and_then(Value::as_str);
        let pattern = schema.get("pattern").and_then(Value::as_str);
        let destination = reference::destination(format, pattern, self.resource.relations(&names)).unwrap_or_default();
        let limits = (shape == Shape::Later).then(|| self.limits(schema)).filter(|limits| *limits != Limits::NONE);
        let is_secret = matches!(shape, Shape::Any | Shape::Later | Shape::Scalar) && self.is_secret(schema);
        if destination.is_empty() && limits.is_none() && !is_secret {
            return;
        }
        let mut wanted: Vec<String> =
            self.resource.relations(&names).map(|(of, attribute)| format!("{of}.{attribute}")).collect();
        if wanted.is_empty() {
            wanted.extend(format.map(String::from));
        }
        let place = Place {
            tag: input.tag,
            path: self.path_text(),
            destination,
            wanted: wanted.join(" or "),
            limits,
            is_secret,
            is_conditional: self.branches > 0,
        };
        if !self.places.contains(&place) {
            self.places.push(place);
        }
    }

    fn limits(&self, schema: Value<'f>) -> Limits {
        let mut limits = Limits::NONE;
        let mut is_document = false;
        // Only whole numbers are compared, and the nearest of those is exact enough.
        let bound = |argument: Value<'f>| argument.as_f64().unwrap_or(f64::NAN);
        let count = |argument: Value<'f>| argument.as_i64().unwrap_or(0).clamp(0, i64::from(u32::MAX)) as u32;
        for (keyword, argument) in schema.members() {
            match keyword {
                "type" => limits.types = names(argument).map(bit).sum(),
                "enum" => limits.values.extend(argument.items().map(|value| text_of_value(value).into_owned())),
                "enumCaseInsensitive" => {
                    limits.values.extend(argument.items().map(|value| text_of_value(value).into_owned()));
                    limits.ignore_case = true;
                }
                "const" => limits.values.push(text_of_value(argument).into_owned()),
                "minimum" => limits.range.0 = limits.range.0.max(bound(argument).ceil() as i64),
                "exclusiveMinimum" => limits.range.0 = limits.range.0.max(bound(argument).floor() as i64 + 1),
                "maximum" => limits.range.1 = limits.range.1.min(bound(argument).floor() as i64),
                "exclusiveMaximum" => limits.range.1 = limits.range.1.min(bound(argument).ceil() as i64 - 1),
                "minLength" => limits.length.0 = count(argument),
                "maxLength" => limits.length.1 = count(argument),
                "minItems" => limits.count.0 = count(argument),
                "maxItems" => limits.count.1 = count(argument),
                "uniqueItems" => limits.is_unique = argument.as_bool() == Some(true),
                "format" => is_document = argument.as_str() == Some("json"),
                "items" => {
                    let items = self.limits(self.resource.resolve(argument));
                    limits.items = Some(Box::new(items)).filter(|items| **items != Limits::NONE);
                }
                _ => {}
            }
        }
        // The text of a document is measured without its spaces: see `length`.
        if is_document {
            limits.length = Limits::NONE.length;
        }
        limits
    }
}

fn bit(kind: &str) -> u8 {
    match kind {
        "string" => types::STRING,
        "number" => types::NUMBER,
        "integer" => types::INTEGER,
        "boolean" => types::BOOLEAN,
        "array" => types::LIST,
        _ => types::OBJECT,
    }
}
