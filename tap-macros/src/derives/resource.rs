//! `derive(Resource)`: one CloudFormation resource.

use crate::check;
use crate::errors::Errors;
use crate::expand::{Impl, Item, Table, Writer, later};
use crate::parse::names::{self, expression};
use crate::parse::options::{attribute, crate_path, duration, options, path, paths, text, texts, word};
use crate::parse::value::{Parser, Position};
use crate::value::{Kind, Member, Value};
use proc_macro2::{Literal, Span, TokenStream};
use quote::quote;
use syn::parse::ParseStream;
use syn::spanned::Spanned;
use syn::{DeriveInput, Ident, LitStr, Token, Type, token};
use tap_schema::ResourceType;
use tap_schema::attributes::encode;
use tap_schema::name::did_you_mean;
use tap_schema::reference::source;

const OPTIONS: &[&str] = &[
    "deletion_policy",
    "update_replace_policy",
    "condition",
    "depends_on",
    "creation_policy",
    "update_policy",
    "metadata",
    "attributes",
    "estimate",
    "unchecked",
    "allow",
    "crate",
];
const DELETION_POLICIES: &[&str] = &["Delete", "Retain", "RetainExceptOnCreate", "Snapshot"];
/// What the facts have for every type of the form `Custom::…`.
const REPLACE_POLICIES: &[&str] = &["Delete", "Retain", "Snapshot"];

/// A resource as it is written.
#[derive(Default)]
struct Resource {
    kind: Option<LitStr>,
    unchecked: bool,
    condition: Option<Type>,
    depends_on: Vec<Type>,
    deletion_policy: Option<String>,
    update_replace_policy: Option<String>,
    creation_policy: Option<Value>,
    update_policy: Option<Value>,
    metadata: Option<Value>,
    attributes: Vec<LitStr>,
    estimate: Option<u32>,
    /// Exceptions to rules of the app, each with its reason.
    allow: Vec<(String, String)>,
    properties: Vec<Member>,
}

/// Expands `derive(Resource)`.
pub fn resource(input: &DeriveInput) -> TokenStream {
    let mut item = Item::new(input);
    if !matches!(input.data, syn::Data::Struct(_)) {
        let help = format!("write `struct {};`", input.ident);
        item.errors.rule(input.ident.span(), "item", "`derive(Resource)` is for structs", &help);
    }
    let resource = read(input, &mut item);
    let kind = resource.kind.as_ref().map(LitStr::value).unwrap_or_default();
    let facts = known_facts(&resource, &kind, &mut item.errors);
    let rest = match facts {
        // A custom resource takes any property beside those that are known.
        Some(facts) => {
            let is_open = tap_schema::is_custom(&kind);
            let (members, name) = (resource.properties.as_slice(), input.ident.span());
            check::properties(&check::Block { facts, members, name, is_open }, &mut item.errors)
        }
        None => check::Rest::default(),
    };
    redundant(&resource, &mut item.errors);
    let broken = !item.errors.is_empty();
    let identity = item.identity(&attributes(&resource, &kind, facts, broken));
    let (node, checks) = if broken {
        (quote!(broken(<Self as __tap::Known>::TARGET, #kind)), Vec::new())
    } else {
        let (mut writer, depends_at) = write(&resource, &kind);
        writer.index.regional = rest.regional;
        writer.index.exceptions.clone_from(&resource.allow);
        let is_conditional = resource.condition.is_some();
        let later = rest.places.iter().flat_map(|(place, value)| later(&kind, is_conditional, place, value));
        let checks = std::mem::take(&mut writer.checks).into_iter().chain(later).collect();
        let depends_at = Literal::usize_unsuffixed(depends_at);
        let estimate = resource.estimate.unwrap_or_else(|| tap_schema::duration::create(&kind));
        let estimate = Literal::u32_unsuffixed(estimate);
        let body = writer.body();
        let node = quote! {
            Resource(__tap::ResourceDef {
                target: <Self as __tap::Known>::TARGET, kind: #kind, body: #body, depends_at: #depends_at, estimate: #estimate,
                broken: false,
            })
        };
        (node, checks)
    };
    // A generic item can only be checked for given arguments: when a stack takes it.
    let is_generic = !input.generics.params.is_empty();
    let (inside, outside) = if is_generic { (checks.as_slice(), None) } else { (&[][..], super::checks(&checks)) };
    let member = Impl::new("Member", quote!(const RESOURCES: &'static __tap::Node = { #(#inside;)* &__tap::Node::#node };));
    item.finish(&[], &[identity, member], outside)
}

fn read(input: &DeriveInput, item: &mut Item) -> Resource {
    let mut resource = Resource::default();
    let krate = &mut item.krate;
    let found = attribute(&input.attrs, "resource", &mut item.errors, |input, errors| {
        if !input.peek(LitStr) {
            errors.rule(input.span(), "syntax", "expected a resource type", "write `#[resource(\"AWS::EC2::VPC\")]`");
            return;
        }
        resource.kind = input.parse().ok();
        if input.parse::<Token![,]>().is_err() && !input.is_empty() {
            errors.rule(input.span(), "syntax", "expected `,` after the resource type", "");
        }
        options(input, OPTIONS, errors, |name, _, input, errors| {
            let mut value = |input: ParseStream| {
                input.parse::<Token![=]>()?;
                Ok::<_, syn::Error>(Parser::new(errors).value(input, Position::Property))
            };
            match name {
                "condition" => resource.condition = Some(expression(&path(input)?)),
                "depends_on" => resource.depends_on = paths(input)?,
                "deletion_policy" => resource.deletion_policy = Some(word(input, DELETION_POLICIES)?),
                "update_replace_policy" => resource.update_replace_policy = Some(word(input, REPLACE_POLICIES)?),
                "creation_policy" => resource.creation_policy = value(input)?,
                "update_policy" => resource.update_policy = value(input)?,
                "metadata" => resource.metadata = value(input)?,
                "attributes" => resource.attributes = texts(input)?,
                "estimate" => resource.estimate = Some(duration(&text(input)?)?),
                "unchecked" => resource.unchecked = true,
                "allow" => resource.allow = exceptions(input)?,
                _ => *krate = Some(crate_path(input)?),
            }
            Ok(())
        });
    });
    if found.is_none() {
        let help = "write `#[resource(\"AWS::EC2::VPC\")]`";
        item.errors.rule(input.ident.span(), "syntax", "the resource has no `#[resource(…)]`", help);
    }
    attribute(&input.attrs, "properties", &mut item.errors, |input, errors| {
        resource.properties = Parser::new(errors).members(input);
    });
    resource
}

/// `depends_on` of what is referred to, or twice of the same.
fn redundant(resource: &Resource, errors: &mut Errors) {
    if resource.depends_on.is_empty() {
        return;
    }
    let mut referred: Vec<String> = Vec::new();
    for member in &resource.properties {
        member.value.each_resource(&mut |target| referred.push(names::text(target)));
    }
    for (number, target) in resource.depends_on.iter().enumerate() {
        let name = names::text(target);
        let earlier = resource.depends_on[..number].iter().any(|earlier| names::text(earlier) == name);
        if earlier || referred.contains(&name) {
            let why = if earlier { "stands twice in `depends_on`" } else { "is referred to, which orders the two already" };
            errors.rule(target.span(), "redundant-depends-on", &format!("`{name}` {why}"), "remove it from `depends_on`");
        }
    }
}

/// `{ suffixed_names: "why" }`
fn exceptions(input: ParseStream) -> syn::Result<Vec<(String, String)>> {
    input.parse::<Token![=]>()?;
    if !input.peek(token::Brace) {
        return Err(input.error("expected `allow = { rule: \"the reason\" }`"));
    }
    let inner;
    syn::braced!(inner in input);
    let mut found = Vec::new();
    while !inner.is_empty() {
        let rule: Ident = inner.parse()?;
        inner.parse::<Token![:]>()?;
        let reason: LitStr = inner.parse()?;
        if reason.value().trim().is_empty() {
            return Err(syn::Error::new(reason.span(), "an exception needs a reason"));
        }
        found.push((rule.to_string(), reason.value()));
        if !inner.is_empty() {
            inner.parse::<Token![,]>()?;
        }
    }
    Ok(found)
}

fn is_custom(kind: &str) -> bool {
    kind.starts_with("Custom::")
}

/// The facts of the type, if they are known.
fn known_facts(resource: &Resource, kind: &str, errors: &mut Errors) -> Option<ResourceType<'static>> {
    let span = resource.kind.as_ref()?.span();
    let facts = tap_schema::facts_of(kind);
    if facts.is_none() && !resource.unchecked {
        let mut help = did_you_mean(kind, tap_schema::resource_types());
        if help.is_empty() {
            help = "a type that is newer than these facts is written `#[resource(\"…\", unchecked)]`".into();
        }
        errors.rule(span, "unknown-type", &format!("unknown resource type `{kind}`"), &help);
    }
    facts
}

/// The table of attributes: that of the type, or one for the attributes that the resource declares.
fn attributes(resource: &Resource, kind: &str, facts: Option<ResourceType>, broken: bool) -> Table {
    let declared: Vec<_> = resource.attributes.iter().map(|name| (name.value(), Vec::new())).collect();
    // The facts leave the attributes of custom resources open: those that are declared are meant.
    if declared.is_empty()
        && !is_custom(kind)
        && !broken
        && facts.is_some()
        && let Some((start, _)) = tap_schema::attributes::place(kind)
    {
        return Table::Bundled(start);
    }
    let known = facts
        .filter(|_| !is_custom(kind))
        .into_iter()
        .flat_map(|facts| facts.attributes().map(move |(name, _)| (name.to_string(), source(facts, Some(name)))));
    let all: Vec<_> = declared.into_iter().chain(known).collect();
    let reference = facts.filter(|_| !is_custom(kind)).map(|facts| source(facts, None)).unwrap_or_default();
    Table::Own(encode(kind, &all, &reference, broken || facts.is_none()))
}

/// The JSON of the resource, keys sorted, and where `DependsOn` belongs.
fn write(resource: &Resource, kind: &str) -> (Writer, usize) {
    let mut writer = Writer::default();
    writer.raw("{");
    let mut first = true;
    if let Some(condition) = &resource.condition {
        writer.key("Condition", first);
        writer.raw("\"");
        writer.hole(condition.span(), "Condition", quote!(#condition));
        writer.raw("\"");
        writer.close();
        first = false;
    }
    first = keyed(&mut writer, "CreationPolicy", resource.creation_policy.as_ref(), first);
    first = policy(&mut writer, "DeletionPolicy", resource.deletion_policy.as_deref(), first);
    if !first {
        writer.raw(",");
    }
    let depends_at = writer.at();
    first = keyed(&mut writer, "Metadata", resource.metadata.as_ref(), true);
    if !resource.properties.is_empty() {
        writer.key("Properties", first);
        writer.object(&resource.properties);
        writer.close();
        first = false;
    }
    writer.key("Type", first);
    if resource.unchecked {
        writer.index.mark_unchecked();
    }
    writer.value(&Value { span: Span::call_site(), kind: Kind::Text(kind.to_string()) });
    writer.close();
    first = false;
    first = keyed(&mut writer, "UpdatePolicy", resource.update_policy.as_ref(), first);
    policy(&mut writer, "UpdateReplacePolicy", resource.update_replace_policy.as_deref(), first);
    writer.raw("}");
    for target in &resource.depends_on {
        writer.hole(target.span(), "DependsOn", quote!(<#target as __tap::Known>::TARGET));
    }
    (writer, depends_at)
}

fn keyed(writer: &mut Writer, key: &str, value: Option<&Value>, first: bool) -> bool {
    let Some(value) = value else { return first };
    writer.key(key, first);
    writer.value(value);
    writer.close();
    false
}

fn policy(writer: &mut Writer, key: &str, value: Option<&str>, first: bool) -> bool {
    let Some(value) = value else { return first };
    keyed(writer, key, Some(&Value { span: Span::call_site(), kind: Kind::Text(value.to_string()) }), first)
}
