//! A property block against the facts of its type: the block as the checker of `tap-schema` takes it, and what it finds at
//! its tokens. What only `const` evaluation can tell is left to it: whether a reference gives what its property takes.

use crate::errors::Errors;
use crate::expand::Regional;
use crate::value::{Kind, Member, Part, Reference, Value};
use proc_macro2::{Literal, Span, TokenStream};
use quote::{quote, quote_spanned};
use tap_schema::ResourceType;
use tap_schema::attributes::hash;
use tap_schema::check::{Content, Entry, Input, Limits, Place, Rule, Shape, check};

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
    /// Whether the resource exists under a condition.
    pub is_conditional: bool,
}

/// What is left to be checked of a block.
#[derive(Default)]
pub struct Rest {
    /// Expressions that check in `const` what is known there only.
    pub checks: Vec<TokenStream>,
    /// What is wrong in some regions, if the app is deployed there.
    pub regional: Vec<Regional>,
}

/// Reports all that is wrong with the properties of a resource, and gives what it cannot tell.
pub fn properties(of: &Block<'_>, errors: &mut Errors) -> Rest {
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
        line: crate::expand::place(span(found.finding.tag)).1,
        message: found.finding.message,
    });
    let value = |place: &Place| tags.values.get(place.tag).copied().flatten();
    let places = report.places.iter().filter_map(|place| Some((place, value(place)?)));
    Rest { checks: places.flat_map(|(place, value)| later(of, place, value)).collect(), regional: regional.collect() }
}

/// The checks of a value that is known only in `const` evaluation.
fn later(of: &Block<'_>, place: &Place, value: &Value) -> Vec<TokenStream> {
    let subject = format!("`{}` of {}", place.path, of.facts.name());
    let span = value.span;
    let mut checks: Vec<_> = kind_check(&subject, place, value).into_iter().collect();
    if let Some(limits) = place.limits.as_ref().map(limits) {
        let is_conditional = place.is_conditional || of.is_conditional;
        match &value.kind {
            Kind::Constant(path) => checks.push(quote_spanned! {span=>
                __tap::constant_fits(__tap::PropertyValue(#path).into_json(), #subject, &#limits)
            }),
            Kind::Reference(Reference::Parameter(path)) => checks.push(quote_spanned! {span=>
                __tap::parameter_allowed(#path, #subject, &#limits, #is_conditional)
            }),
            _ => {}
        }
    }
    if place.is_secret {
        match &value.kind {
            Kind::Constant(path) => checks.push(quote_spanned! {span=>
                __tap::constant_is_secret(__tap::PropertyValue(#path).into_json(), #subject)
            }),
            Kind::Reference(Reference::Parameter(path)) => {
                checks.push(quote_spanned!(span=> __tap::parameter_is_secret(#path, #subject)));
            }
            Kind::Output(path) | Kind::Import(path) => {
                checks.push(quote_spanned!(span=> __tap::output_is_secret(#path, #subject)));
            }
            Kind::Sub { parts, .. } if !is_dynamic(parts) => {
                for part in parts {
                    if let Part::Reference(Reference::Parameter(path), span) = part {
                        checks.push(quote_spanned!(*span=> __tap::parameter_is_secret(#path, #subject)));
                    }
                }
            }
            _ => {}
        }
    }
    checks
}

/// The check that a reference gives what its property takes; none for what is no reference.
fn kind_check(subject: &str, place: &Place, value: &Value) -> Option<TokenStream> {
    if place.destination.is_empty() {
        return None;
    }
    let (destination, wanted) = (Literal::byte_string(&place.destination), &place.wanted);
    let taken = quote!(&__tap::Place { subject: #subject, destination: #destination, wanted: #wanted });
    let span = value.span;
    Some(match &value.kind {
        Kind::Reference(Reference::Resource(target)) => {
            quote_spanned!(span=> __tap::reference_fits(<#target as __tap::Known>::TARGET, #taken))
        }
        Kind::Reference(Reference::Attribute(target, attribute, span)) => {
            let hash = Literal::byte_string(&hash(attribute));
            quote_spanned!(*span=> __tap::attribute_fits(<#target as __tap::Known>::TARGET, #hash, #attribute, #taken))
        }
        Kind::Reference(Reference::Parameter(path)) => quote_spanned!(span=> __tap::parameter_fits(#path, #taken)),
        Kind::Output(path) | Kind::Import(path) => quote_spanned!(span=> __tap::output_fits(#path, #taken)),
        _ => return None,
    })
}

/// The limits of a value as `const` evaluation reads them.
fn limits(limits: &Limits) -> TokenStream {
    let Limits { types, values, ignore_case, range, length, count, is_unique, items } = limits;
    let items = match items {
        Some(items) => {
            let items = self::limits(items);
            quote!(::core::option::Option::Some(&#items))
        }
        None => quote!(::core::option::Option::None),
    };
    let pair = |(least, most): (u32, u32)| quote!((#least, #most));
    let (length, count, (least, most)) = (pair(*length), pair(*count), *range);
    quote!(__tap::Limits {
        types: #types, values: &[#(#values),*], ignore_case: #ignore_case, range: (#least, #most), length: #length, count: #count,
        is_unique: #is_unique, items: #items,
    })
}

/// Whether a text holds a dynamic reference.
fn is_dynamic(parts: &[Part]) -> bool {
    parts.iter().any(|part| matches!(part, Part::Text(text) if text.contains("{{resolve:")))
}

/// Whether a text matches a pattern; nothing is known of patterns that this engine doesn't have.
fn matches(pattern: &str, text: &str) -> Option<bool> {
    regex_lite::Regex::new(pattern).ok().map(|pattern| pattern.is_match(text))
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
            Content::If(condition.to_string(), Box::new([input(then, tags), input(otherwise, tags)]))
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
