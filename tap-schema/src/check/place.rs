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
        if let Some(kinds) = schema.get("type") {
            limits.types = names(kinds).map(bit).sum();
        }
        for keyword in ["enum", "enumCaseInsensitive"] {
            limits.values.extend(schema.list(keyword).items().map(|value| text_of_value(value).into_owned()));
            limits.ignore_case |= keyword != "enum" && !limits.values.is_empty();
        }
        limits.values.extend(schema.get("const").map(|value| text_of_value(value).into_owned()));
        let bound = |keyword: &str| schema.get(keyword).and_then(Value::as_f64);
        // Only whole numbers are compared, and the nearest of those is exact enough.
        let least = [bound("minimum").map(f64::ceil), bound("exclusiveMinimum").map(|least| least.floor() + 1.0)];
        let most = [bound("maximum").map(f64::floor), bound("exclusiveMaximum").map(|most| most.ceil() - 1.0)];
        for least in least.into_iter().flatten() {
            limits.range.0 = limits.range.0.max(least as i64);
        }
        for most in most.into_iter().flatten() {
            limits.range.1 = limits.range.1.min(most as i64);
        }
        let count = |keyword: &str, otherwise: u32| {
            let found = schema.get(keyword).and_then(Value::as_i64);
            found.map_or(otherwise, |found| found.clamp(0, i64::from(u32::MAX)) as u32)
        };
        // The text of a document is measured without its spaces: see `length`.
        if schema.get("format").and_then(Value::as_str) != Some("json") {
            limits.length = (count("minLength", 0), count("maxLength", u32::MAX));
        }
        limits.count = (count("minItems", 0), count("maxItems", u32::MAX));
        limits.is_unique = schema.get("uniqueItems").and_then(Value::as_bool) == Some(true);
        if let Some(items) = schema.get("items") {
            let items = self.limits(self.resource.resolve(items));
            limits.items = Some(Box::new(items)).filter(|items| **items != Limits::NONE);
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
