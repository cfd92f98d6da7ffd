//! A property block against the facts of its type: the block as the checker of `tap-schema` takes it, and what it finds at
//! its tokens. What only `const` evaluation can tell is left to it: whether a reference gives what its property takes.

use crate::errors::Errors;
use crate::expand::Regional;
use crate::parse::names;
use crate::value::{Kind, Member, Part, Reference, Value};
use proc_macro2::Span;
use regex_lite::Regex;
use std::cell::RefCell;
use std::collections::HashMap;
use tap_schema::ResourceType;
use tap_schema::check::{Content, Entry, Input, Place, Rule, Shape, check};

/// The values of a block under their tags; the block itself and the names of its properties are none.
#[derive(Default)]
struct Tags<'a> {
    spans: Vec<Span>,
    values: Vec<Option<&'a Value>>,
}

impl<'a> Tags<'a> {
    fn note(&mut self, span: Span, value: Option<&'a Value>) -> usize {
        self.spans.push(span);
        self.values.push(value);
        self.spans.len() - 1
    }
}

/// The property block of a resource.
pub struct Block<'a> {
    pub facts: ResourceType<'static>,
    pub members: &'a [Member],
    /// Where the block as a whole is reported.
    pub name: Span,
    /// Whether the type takes properties beside those that are known.
    pub is_open: bool,
}

/// What is left to be checked of a block.
#[derive(Default)]
pub struct Rest<'a> {
    /// Values that are known only in `const` evaluation, and what they must be.
    pub places: Vec<(Place, &'a Value)>,
    /// What is wrong in some regions, if the app is deployed there.
    pub regional: Vec<Regional>,
}

/// Reports all that is wrong with the properties of a resource, and gives what it cannot tell.
pub fn properties<'a>(of: &Block<'a>, errors: &mut Errors) -> Rest<'a> {
    let Block { facts, members, name, is_open, .. } = *of;
    // What was not understood is not there.
    let is_incomplete = !errors.is_empty();
    let mut tags = Tags::default();
    let block = Input { tag: tags.note(name, None), content: object(members, &mut tags) };
    let report = check(facts, &block, matches);
    for finding in report.findings {
        if is_open && finding.rule == Rule::UnknownProperty && !finding.path.contains('.') {
            continue;
        }
        if is_incomplete
            && matches!(finding.rule, Rule::MissingProperty | Rule::DependentProperty | Rule::WrongCount | Rule::NoAlternative)
        {
            continue;
        }
        let span = tags.spans.get(finding.tag).copied().unwrap_or(name);
        errors.rule(span, finding.rule.slug(), &finding.message, &finding.help);
    }
    let span = |tag: usize| tags.spans.get(tag).copied().unwrap_or(name);
    let regional = report.regional.into_iter().map(|found| Regional {
        regions: found.regions,
        line: crate::expand::line(span(found.finding.tag)),
        message: found.finding.message,
    });
    let value = |place: Place| {
        let value = tags.values.get(place.tag).copied().flatten()?;
        Some((place, value))
    };
    Rest { places: report.places.into_iter().filter_map(value).collect(), regional: regional.collect() }
}

thread_local! {
    /// The patterns that were compiled already: the resources of a crate share most of them.
    static PATTERNS: RefCell<HashMap<String, Option<Regex>>> = RefCell::default();
}

/// Whether a text matches a pattern; nothing is known of patterns that this engine doesn't have.
fn matches(pattern: &str, text: &str) -> Option<bool> {
    PATTERNS.with_borrow_mut(|known| {
        if !known.contains_key(pattern) {
            known.insert(pattern.into(), Regex::new(pattern).ok());
        }
        known.get(pattern)?.as_ref().map(|pattern| pattern.is_match(text))
    })
}

fn object<'a>(members: &'a [Member], tags: &mut Tags<'a>) -> Content<'a> {
    let entry = |member: &'a Member| {
        let tag = tags.note(member.span, None);
        Entry { key: &member.key, tag, value: input(&member.value, tags), unchecked: member.unchecked }
    };
    Content::Object(members.iter().map(entry).collect())
}

fn input<'a>(value: &'a Value, tags: &mut Tags<'a>) -> Input<'a> {
    let tag = tags.note(value.span, Some(value));
    let content = match &value.kind {
        Kind::Null => Content::Null,
        Kind::Bool(value) => Content::Bool(*value),
        Kind::Number(digits) => Content::Number(digits),
        Kind::Text(text) => Content::Text(text),
        Kind::List(items) => Content::List(items.iter().map(|item| input(item, tags)).collect()),
        Kind::Object(members) => object(members, tags),
        Kind::If(condition, then, otherwise) => {
            Content::If(names::text(condition), Box::new([input(then, tags), input(otherwise, tags)]))
        }
        Kind::Reference(Reference::Pseudo(name)) if name == "AWS::NoValue" => Content::Absent,
        kind => Content::Unknown(shape(kind)),
    };
    Input { tag, content }
}

/// Whether a text refers to a secure parameter.
fn is_secure(parts: &[Part]) -> bool {
    parts.iter().any(|part| matches!(part, Part::Text(text) if text.contains("{{resolve:ssm-secure:")))
}

/// What is known of the result of a function.
fn shape(kind: &Kind) -> Shape {
    match kind {
        Kind::Reference(Reference::Pseudo(name)) if name == "AWS::NotificationARNs" => Shape::List,
        Kind::Constant(_) | Kind::Reference(Reference::Parameter(_)) => Shape::Later,
        Kind::Sub { parts, .. } if is_secure(parts) => Shape::Secure,
        Kind::Reference(Reference::Pseudo(_) | Reference::Resource(_)) | Kind::Sub { .. } | Kind::TemplateUrl(_) => Shape::Scalar,
        Kind::Call { name: "Fn::Join" | "Fn::Base64" | "Fn::Length" | "Fn::ToJsonString", .. } => Shape::Scalar,
        Kind::Call { name: "Fn::Split" | "Fn::GetAZs" | "Fn::Cidr", .. } => Shape::List,
        _ => Shape::Any,
    }
}
