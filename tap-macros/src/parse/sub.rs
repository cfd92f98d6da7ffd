//! The text of `Sub` and of dynamic references: `${…}` names parameters, resources, attributes or named values.

use super::names;
use super::value::{Parser, Position};
use crate::value::{Kind, Part, Reference, Value};
use proc_macro2::Span;
use syn::parse::ParseBuffer;
use syn::{Ident, LitStr, Token, Type, ext::IdentExt};

/// `"…${X}…", name = value`.
pub fn parse(parser: &mut Parser, input: &ParseBuffer) -> syn::Result<Kind> {
    let text: LitStr = input.parse()?;
    let values = named(parser, input)?;
    let parts = split(parser, &text, &values);
    Ok(Kind::Sub { parts, values })
}

/// A dynamic reference: `{{resolve:service:…}}` around the text.
pub fn dynamic(parser: &mut Parser, input: &ParseBuffer, service: &str) -> syn::Result<Kind> {
    let text: LitStr = input.parse()?;
    let values = named(parser, input)?;
    let mut parts = split(parser, &text, &values);
    parts.insert(0, Part::Text(format!("{{{{resolve:{service}:")));
    parts.push(Part::Text("}}".into()));
    Ok(Kind::Sub { parts, values })
}

fn named(parser: &mut Parser, input: &ParseBuffer) -> syn::Result<Vec<(String, Value)>> {
    let mut values = Vec::new();
    while input.peek(Token![,]) {
        input.parse::<Token![,]>()?;
        if input.is_empty() {
            break;
        }
        let name = input.call(Ident::parse_any)?;
        input.parse::<Token![=]>()?;
        if let Some(value) = parser.value(input, Position::Property) {
            values.push((name.to_string(), value));
        }
    }
    Ok(values)
}

fn split(parser: &mut Parser, text: &LitStr, values: &[(String, Value)]) -> Vec<Part> {
    let value = text.value();
    let span = text.span();
    let mut parts = Vec::new();
    let mut rest = value.as_str();
    let mut plain = String::new();
    let mut used = vec![false; values.len()];
    while let Some(start) = rest.find("${") {
        plain.push_str(&rest[..start]);
        rest = &rest[start + 2..];
        if let Some(literal) = rest.strip_prefix('!') {
            // Written back as `${!` where the text stays one of `Fn::Sub`.
            plain.push_str("${");
            rest = literal;
            continue;
        }
        let Some(end) = rest.find('}') else {
            parser.errors.rule(span, "unclosed-variable", &format!("`${{{rest}` is not closed"), "end it with `}`");
            return parts;
        };
        let name = rest[..end].trim();
        rest = &rest[end + 1..];
        if !plain.is_empty() {
            parts.push(Part::Text(std::mem::take(&mut plain)));
        }
        match values.iter().position(|(known, _)| known == name) {
            Some(position) => {
                used[position] = true;
                parts.push(Part::Named(position));
            }
            None => parts.extend(variable(parser, name, span).map(|reference| Part::Reference(reference, span))),
        }
    }
    plain.push_str(rest);
    if !plain.is_empty() {
        parts.push(Part::Text(plain));
    }
    for ((name, value), used) in values.iter().zip(used) {
        if !used {
            let message = format!("`{name}` is not used in the text");
            parser.errors.rule(
                value.span,
                "unused-name",
                &message,
                &format!("write `${{{name}}}` where it belongs, or remove it"),
            );
        }
    }
    parts
}

/// `Environment::suffix`, `AWS::Region`, `Vpc`, `Vpc.CidrBlock`.
fn variable(parser: &mut Parser, name: &str, span: Span) -> Option<Reference> {
    let (path, attribute) = match name.split_once('.') {
        Some((path, attribute)) => (path, Some(attribute)),
        None => (name, None),
    };
    let Ok(path) = LitStr::new(path, span).parse::<Type>() else {
        let message = format!("`${{{name}}}` names nothing");
        let help = "name a parameter, a resource type, its attribute, or a value that follows the text";
        parser.errors.rule(span, "unknown-variable", &message, help);
        return None;
    };
    if let Some(attribute) = attribute {
        return Some(Reference::Attribute(Box::new(path), attribute.to_string(), span));
    }
    if let Some(last) = names::last(&path)
        && names::case(&last.to_string()) == names::Case::Lower
        && !name.contains("::")
    {
        let message = format!("`${{{name}}}` names nothing");
        let help = format!("give it a value: `Sub(\"…${{{name}}}…\", {name} = …)`");
        parser.errors.rule(span, "unknown-variable", &message, &help);
        return None;
    }
    Some(parser.reference(&path))
}
