//! Strings, numbers and booleans, with CloudFormation's own ways of turning one into another.

use super::{Checker, Content, Input, Rule, listed, names};
use crate::Value;
use crate::name::did_you_mean;
use std::borrow::Cow;

impl<'f> Checker<'f> {
    pub(super) fn has_type(&self, input: &Input<'_>, types: Value<'f>) -> bool {
        names(types).any(|name| match (name, &input.content) {
            ("object", Content::Object(_)) | ("array", Content::List(_)) => true,
            ("string", Content::Text(_) | Content::Number(_) | Content::Bool(_)) => true,
            ("number", Content::Number(_)) => true,
            ("number", Content::Text(text)) => number(text).is_some(),
            ("integer", Content::Number(digits)) => number(digits).is_some_and(|number| number.fract() == 0.0),
            ("integer", Content::Text(text)) => text.trim().parse::<i128>().is_ok(),
            ("boolean", Content::Bool(_)) => true,
            ("boolean", Content::Text(text)) => is_boolean(text),
            _ => false,
        })
    }

    pub(super) fn wrong_type(&mut self, input: &Input<'_>, types: Value<'f>) {
        let wanted: Vec<&str> = names(types).map(article).collect();
        let found = match &input.content {
            Content::Text(text) if is_dynamic(text) => "a single value",
            Content::Null => "null",
            Content::Bool(_) => "a boolean",
            Content::Number(digits) if number(digits).is_some_and(|number| number.fract() != 0.0) => "a number with a fraction",
            Content::Number(_) => "a number",
            Content::Text(_) => "a string",
            Content::List(_) | Content::Unknown(super::Shape::List) => "a list",
            Content::Object(_) | Content::Unknown(super::Shape::Object) => "an object",
            Content::Unknown(_) => "a single value",
            Content::If(..) | Content::Absent => return,
        };
        let message = format!("{} is {found}, where {} is wanted", self.subject(), wanted.join(" or "));
        let help = match (&input.content, types.as_str()) {
            (Content::List(_) | Content::Object(_), Some("array" | "object")) => String::new(),
            (Content::Text(_) | Content::Number(_) | Content::Unknown(super::Shape::Scalar), Some("array")) => {
                "write `[…]` around it".into()
            }
            (Content::Null, _) => "remove it, or write Ref(AWS::NoValue)".into(),
            _ => String::new(),
        };
        self.find(input.tag, Rule::WrongType, message, help);
    }

    pub(super) fn one_of_values(&mut self, input: &Input<'_>, values: Value<'f>, ignore_case: bool) {
        let Some(text) = text_of(&input.content) else {
            // No list or object is among the values there are.
            let known: Vec<Cow<'_, str>> = values.items().map(text_of_value).collect();
            let help = format!("expected one of {}", listed(known.iter().map(Cow::as_ref)));
            let message = format!("{} is no single value", self.subject());
            return self.find(input.tag, Rule::UnknownValue, message, help);
        };
        let is_known = values.items().any(|value| {
            let value = text_of_value(value);
            same(text, &value) || ignore_case && text.to_lowercase() == value.to_lowercase()
        });
        if is_known {
            return;
        }
        let known: Vec<Cow<'_, str>> = values.items().map(text_of_value).collect();
        let mut help = did_you_mean(text, known.iter().map(Cow::as_ref));
        if help.is_empty() {
            help = format!("expected one of {}", listed(known.iter().map(Cow::as_ref)));
        }
        self.find(input.tag, Rule::UnknownValue, format!("{} can't be `{text}`", self.subject()), help);
    }

    pub(super) fn constant(&mut self, input: &Input<'_>, value: Value<'f>) {
        let (text, wanted) = (text_of(&input.content), text_of_value(value));
        if !text.is_some_and(|text| same(text, &wanted)) {
            let found = text.map_or_else(|| "no single value".into(), |text| format!("`{text}`"));
            let message = format!("{} is {found}, where `{wanted}` is wanted", self.subject());
            self.find(input.tag, Rule::UnknownValue, message, String::new());
        }
    }

    pub(super) fn pattern(&mut self, input: &Input<'_>, pattern: Value<'f>) {
        let (Some(text), Some(pattern)) = (text_of(&input.content), pattern.as_str()) else { return };
        if is_dynamic(text) {
            self.is_unknown = true;
            return;
        }
        match super::regex::matches(self.matches, pattern, text) {
            Some(true) => {}
            Some(false) => {
                let message = format!("{} is `{}`, which does not match `{pattern}`", self.subject(), shortened(text));
                self.find(input.tag, Rule::WrongPattern, message, String::new());
            }
            None => self.is_unknown = true,
        }
    }

    pub(super) fn length(&mut self, input: &Input<'_>, bound: Value<'f>, schema: Value<'f>, is_most: bool) {
        let (Content::Text(text), Some(bound)) = (&input.content, bound.as_i64()) else { return };
        if schema.get("format").and_then(Value::as_str) == Some("json") {
            return;
        }
        if is_dynamic(text) {
            self.is_unknown = true;
            return;
        }
        let length = i64::try_from(text.chars().count()).unwrap_or(i64::MAX);
        if is_most && length > bound || !is_most && length < bound {
            let (limit, verb) = (if is_most { "at most" } else { "at least" }, if bound == 1 { "is" } else { "are" });
            let message = format!("{} has {length} characters, where {limit} {bound} {verb} wanted", self.subject());
            self.find(input.tag, Rule::WrongLength, message, String::new());
        }
    }

    pub(super) fn range(&mut self, input: &Input<'_>, keyword: &str, bound: Value<'f>) {
        let (Some(found), Some(limit)) = (number_of(&input.content), bound.as_f64()) else { return };
        let (is_wrong, what) = match keyword {
            "minimum" => (found < limit, "at least"),
            "maximum" => (found > limit, "at most"),
            "exclusiveMinimum" => (found <= limit, "more than"),
            _ => (found >= limit, "less than"),
        };
        if is_wrong {
            let message = format!("{} is {found}, where {what} {limit} is wanted", self.subject());
            self.find(input.tag, Rule::WrongRange, message, String::new());
        }
    }

    pub(super) fn multiple(&mut self, input: &Input<'_>, argument: Value<'f>) {
        let (Some(found), Some(unit)) = (number_of(&input.content), argument.as_f64()) else { return };
        let quotient = found / unit;
        // Of 0.1 and 0.5 binary fractions are only near.
        if (quotient - quotient.round()).abs() > 1e-9 {
            let message = format!("{} is {found}, where a multiple of {unit} is wanted", self.subject());
            self.find(input.tag, Rule::WrongRange, message, String::new());
        }
    }
}

/// A value as CloudFormation writes it into a string; nothing for what is no scalar.
pub(super) fn text_of<'a>(content: &Content<'a>) -> Option<&'a str> {
    match content {
        Content::Text(text) | Content::Number(text) => Some(text),
        Content::Bool(true) => Some("true"),
        Content::Bool(false) => Some("false"),
        _ => None,
    }
}

pub(super) fn text_of_value(value: Value<'_>) -> Cow<'_, str> {
    if let Some(text) = value.as_str() {
        return text.into();
    }
    match (value.as_bool(), value.as_i64(), value.as_f64()) {
        (Some(value), ..) => value.to_string().into(),
        (_, Some(number), _) => number.to_string().into(),
        (_, _, Some(number)) => number.to_string().into(),
        _ => "".into(),
    }
}

/// Whether two scalars are equal to CloudFormation, to which `"true"` and `true` are one.
pub(super) fn same(one: &str, two: &str) -> bool {
    one == two || is_boolean(one) && is_boolean(two) && one.eq_ignore_ascii_case(two)
}

fn is_boolean(text: &str) -> bool {
    matches!(text, "true" | "True" | "TRUE" | "false" | "False" | "FALSE")
}

/// Whether a text has a dynamic reference in it, which stands for another text.
pub(super) fn is_dynamic(text: &str) -> bool {
    text.contains("{{resolve:")
}

fn number(text: &str) -> Option<f64> {
    text.trim().parse().ok()
}

fn number_of(content: &Content<'_>) -> Option<f64> {
    match content {
        Content::Number(text) | Content::Text(text) => number(text),
        _ => None,
    }
}

fn article(kind: &str) -> &'static str {
    match kind {
        "object" => "an object",
        "array" => "a list",
        "string" => "a string",
        "number" => "a number",
        "integer" => "a whole number",
        "boolean" => "true or false",
        _ => "something else",
    }
}

/// A text short enough for a message.
pub(super) fn shortened(text: &str) -> String {
    const MOST: usize = 60;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_string(),
    }
}
