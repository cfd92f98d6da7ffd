//! A property block against the facts of its type: the block as the checker of `tap-schema` takes it, and what it finds at
//! its tokens.

use crate::errors::Errors;
use crate::value::{Kind, Member, Reference, Value};
use proc_macro2::Span;
use tap_schema::ResourceType;
use tap_schema::check::{Content, Entry, Input, Rule, Shape, check};

/// Reports all that is wrong with the properties of a resource. `name` stands for the block as a whole; an open type takes
/// properties beside those that are known.
pub fn properties(facts: ResourceType<'_>, members: &[Member], name: Span, is_open: bool, errors: &mut Errors) {
    // What was not understood is not there.
    let is_incomplete = !errors.is_empty();
    let mut spans = vec![name];
    let block = Input { tag: 0, content: object(members, &mut spans) };
    for finding in check(facts, &block, matches) {
        if is_open && finding.rule == Rule::UnknownProperty && !finding.path.contains('.') {
            continue;
        }
        if is_incomplete
            && matches!(finding.rule, Rule::MissingProperty | Rule::DependentProperty | Rule::WrongCount | Rule::NoAlternative)
        {
            continue;
        }
        let span = spans.get(finding.tag).copied().unwrap_or(name);
        errors.rule(span, finding.rule.slug(), &finding.message, &finding.help);
    }
}

/// Whether a text matches a pattern; nothing is known of patterns that this engine doesn't have.
fn matches(pattern: &str, text: &str) -> Option<bool> {
    regex_lite::Regex::new(pattern).ok().map(|pattern| pattern.is_match(text))
}

fn object<'a>(members: &'a [Member], spans: &mut Vec<Span>) -> Content<'a> {
    let entry = |member: &'a Member| {
        let tag = note(member.span, spans);
        Entry { key: &member.key, tag, value: input(&member.value, spans), unchecked: member.unchecked }
    };
    Content::Object(members.iter().map(entry).collect())
}

fn note(span: Span, spans: &mut Vec<Span>) -> usize {
    spans.push(span);
    spans.len() - 1
}

fn input<'a>(value: &'a Value, spans: &mut Vec<Span>) -> Input<'a> {
    let tag = note(value.span, spans);
    let content = match &value.kind {
        Kind::Null => Content::Null,
        Kind::Bool(value) => Content::Bool(*value),
        Kind::Number(digits) => Content::Number(digits),
        Kind::Text(text) => Content::Text(text),
        Kind::List(items) => Content::List(items.iter().map(|item| input(item, spans)).collect()),
        Kind::Object(members) => object(members, spans),
        Kind::If(condition, then, otherwise) => {
            Content::If(condition.to_string(), Box::new([input(then, spans), input(otherwise, spans)]))
        }
        Kind::Reference(Reference::Pseudo(name)) if name == "AWS::NoValue" => Content::Absent,
        kind => Content::Unknown(shape(kind)),
    };
    Input { tag, content }
}

/// What is known of the result of a function.
fn shape(kind: &Kind) -> Shape {
    match kind {
        Kind::Reference(Reference::Pseudo(name)) if name == "AWS::NotificationARNs" => Shape::List,
        Kind::Reference(Reference::Pseudo(_) | Reference::Resource(_)) | Kind::Sub { .. } | Kind::TemplateUrl(_) => Shape::Scalar,
        Kind::Call { name: "Fn::Join" | "Fn::Base64" | "Fn::Length" | "Fn::ToJsonString", .. } => Shape::Scalar,
        Kind::Call { name: "Fn::Split" | "Fn::GetAZs" | "Fn::Cidr", .. } => Shape::List,
        _ => Shape::Any,
    }
}
