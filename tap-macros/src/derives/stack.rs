//! `derive(Stack)`: a struct of resources, constructs and nested stacks.

use crate::errors::{Errors, alphanumeric};
use crate::expand::{Check, Impl, Item, Table, Writer};
use crate::parse::item::{doc, fields, no_generics, pascal};
use crate::parse::names::expression;
use crate::parse::options::{attribute, crate_path, options, path, paths, text, word};
use crate::parse::value::{Parser, Position};
use crate::value::Value;
use proc_macro2::{Literal, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::parse::ParseStream;
use syn::spanned::Spanned;
use syn::{DeriveInput, Field, Ident, LitStr, Token, Type, token};
use tap_schema::name::{SEED, hash};

const OPTIONS: &[&str] = &["name", "description", "parameters", "conditions", "assertions", "mappings", "outputs", "crate"];
const FIELD: &[&str] = &["nested", "id", "condition", "depends_on", "deletion_policy", "update_replace_policy", "tags", "with"];
const NESTED: &[&str] = &["condition", "depends_on", "deletion_policy", "update_replace_policy", "tags", "with"];
const POLICIES: &[&str] = &["Delete", "Retain", "RetainExceptOnCreate", "Snapshot"];
/// Most bytes of a template's description.
const DESCRIPTION: usize = 1024;
/// Fields up to which each has its own constant; beyond, some share one, so that a stack of 500 stays cheap.
const CONSTANTS: usize = 32;

#[derive(Default)]
struct Stack {
    name: Option<LitStr>,
    description: Option<String>,
    parameters: Vec<Type>,
    conditions: Vec<Type>,
    assertions: Vec<Type>,
    mappings: Vec<Type>,
    outputs: Option<Type>,
}

#[derive(Default)]
struct Nested {
    is_nested: bool,
    id: String,
    condition: Option<Type>,
    depends_on: Vec<Type>,
    deletion_policy: Option<String>,
    update_replace_policy: Option<String>,
    tags: Option<Value>,
    with: Vec<(Type, Value)>,
}

/// Expands `derive(Stack)`.
pub fn stack(input: &DeriveInput) -> TokenStream {
    let mut item = Item::new(input);
    no_generics(input, "a stack", "make it a construct", &mut item.errors);
    if !item.errors.is_empty() {
        // Its constants would need the generic arguments: the error is all there is to say.
        return item.finish(&[], &[], None);
    }
    let stack = read(input, &mut item);
    let (mut entries, mut children, mut reports) = (TokenStream::new(), TokenStream::new(), Vec::new());
    let mut checks = Vec::new();
    let fields = fields(input, "Stack", &mut item.errors);
    let mut kept: Vec<(&Field, Nested)> = Vec::new();
    for (field, ident) in fields {
        let nested = read_field(field, ident, &mut item.errors);
        kept.push((field, nested));
    }
    let entry_count = kept.iter().filter(|(_, nested)| !nested.is_nested).count();
    let (mut next_entry, mut next_child) = (0usize, entry_count);
    for (field, nested) in &kept {
        let span = field.ident.as_ref().map_or(field.ty.span(), Ident::span);
        let member = &field.ty;
        let number = if nested.is_nested { &mut next_child } else { &mut next_entry };
        let index = *number;
        *number += 1;
        reports.push(quote_spanned!(span=> __TAP_PROOF.field(#index)));
        if nested.is_nested {
            children.extend(child(member, nested, span, &mut checks));
        } else {
            let id = &nested.id;
            entries.extend(entry(id, member));
        }
    }
    let broken = !item.errors.is_empty();
    let identity = item.identity(&Table::None);
    let def = def(input, &stack, &entries, &children, broken);
    let mut constants = TokenStream::new();
    for shared in reports.chunks(reports.len().div_ceil(CONSTANTS).max(1)) {
        constants.extend(quote!(const _: () = { #(#shared;)* };));
    }
    for (number, parameters) in stack.parameters.iter().enumerate() {
        constants.extend(quote_spanned!(parameters.span()=> const _: () = __TAP_PROOF.parameters(#number);));
    }
    if let Some(outputs) = &stack.outputs {
        constants.extend(quote_spanned!(outputs.span()=> const _: () = __TAP_PROOF.outputs();));
    }
    for (number, conditions) in stack.conditions.iter().enumerate() {
        constants.extend(quote_spanned!(conditions.span()=> const _: () = __TAP_PROOF.condition_set(#number);));
    }
    for (number, assertions) in stack.assertions.iter().enumerate() {
        constants.extend(quote_spanned!(assertions.span()=> const _: () = __TAP_PROOF.assertion_set(#number);));
    }
    for (number, mapping) in stack.mappings.iter().enumerate() {
        constants.extend(quote_spanned!(mapping.span()=> const _: () = __TAP_PROOF.mapping(#number);));
    }
    if let Some(name) = &stack.name {
        constants.extend(quote_spanned!(name.span()=> const _: () = __TAP_PROOF.limits();));
    }
    if let Some(conditions) = stack.conditions.first() {
        constants.extend(quote_spanned!(conditions.span()=> const _: () = __TAP_PROOF.conditions();));
    }
    let checks = super::checks(&checks);
    let own = &input.ident;
    let nested = kept.iter().filter(|(_, nested)| nested.is_nested).map(|(field, _)| &field.ty);
    let implemented = Impl::new(
        "Stack",
        quote! {
            type Own<const __TAP_ASKED: bool> = Self;
            const DEF: &'static __tap::StackDef = &__TAP_DEF;
            const SUMMARY: &'static __tap::Summary = &__TAP_SUMMARY;
        },
    );
    let proof = proof(quote!(of_stack));
    let names: Vec<_> = kept.iter().filter_map(|(field, _)| field.ident.as_ref()).collect();
    let read = item.read_fields(&names);
    let content = quote! {
        #read
        static __TAP_DEF: __tap::StackDef = #def;
        #proof
        static __TAP_SUMMARY: __tap::Summary = __tap::Summary {
            needs: &__TAP_PROOF.needs::<{ __TAP_PROOF.need_count() }>(),
            required: &__TAP_PROOF.required::<{ __TAP_PROOF.required_count() }>(),
            offers: &__tap::offers::<{ __tap::offer_count(&__TAP_DEF) }>(&__TAP_DEF),
            is_regional: __TAP_PROOF.is_regional(),
            broken: __tap::is_broken(&__TAP_DEF),
        };
        #[automatically_derived]
        impl<const __TAP_ASKED: bool> __tap::Timed<__TAP_ASKED> for #own {
            const TIMING: &'static __tap::Timing = &__TAP_PROOF.timing(&[#(<<#nested as __tap::Stack>::Own<__TAP_ASKED> as __tap::Timed<__TAP_ASKED>>::TIMING),*]);
        }
        #constants
        #checks
    };
    item.finish(&["unused_qualifications", "long_running_const_eval"], &[identity, implemented], Some(content))
}

/// The proof of `__TAP_DEF`. Statics, since the compiler validates all that a constant leads to again for each constant that
/// leads to it.
pub fn proof(constructor: TokenStream) -> TokenStream {
    quote! {
        static __TAP_PROOF: __tap::Proof<
            { __tap::nodes(&__TAP_DEF) }, { __tap::slots(&__TAP_DEF) }, { __tap::uses(&__TAP_DEF) },
        > = __tap::Proof::#constructor(&__TAP_DEF);
    }
}

/// A field that holds resources, as data.
pub fn entry(id: &str, member: &Type) -> TokenStream {
    let hash = Literal::u64_suffixed(hash(SEED, id));
    quote_spanned!(member.span()=> __tap::Entry { id: #id, hash: #hash, node: <#member as __tap::Member>::RESOURCES },)
}

fn read(input: &DeriveInput, item: &mut Item) -> Stack {
    let mut stack = Stack::default();
    let krate = &mut item.krate;
    let found = attribute(&input.attrs, "stack", &mut item.errors, |input, errors| {
        options(input, OPTIONS, errors, |name, _, input, errors| {
            match name {
                "name" => stack.name = Some(text(input)?),
                "description" => {
                    let text = text(input)?;
                    if text.value().len() > DESCRIPTION {
                        let message =
                            format!("the description has {} bytes, CloudFormation takes {DESCRIPTION}", text.value().len());
                        errors.rule(text.span(), "limit", &message, "");
                    }
                    stack.description = Some(text.value());
                }
                "parameters" => stack.parameters = paths(input)?,
                "conditions" => stack.conditions = paths(input)?,
                "assertions" => stack.assertions = paths(input)?,
                "mappings" => stack.mappings = paths(input)?,
                "outputs" => stack.outputs = Some(path(input)?),
                _ => *krate = Some(crate_path(input)?),
            }
            Ok(())
        });
    });
    match &stack.name {
        None if item.errors.is_empty() => {
            let help = "write `#[stack(name = \"network-stack\")]`";
            item.errors.rule(found.unwrap_or(input.ident.span()), "stack-name", "the stack has no name", help);
        }
        Some(name) => {
            let text = name.value();
            let fits = text.len() <= 128
                && text.starts_with(|letter: char| letter.is_ascii_alphabetic())
                && text.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-');
            if !fits {
                let message =
                    "the name of a stack is letters, digits and hyphens, starts with a letter, and has at most 128 of them";
                item.errors.rule(name.span(), "stack-name", message, "");
            }
        }
        None => {}
    }
    stack
}

fn read_field(field: &Field, ident: &Ident, errors: &mut Errors) -> Nested {
    let mut nested = Nested { id: pascal(ident), ..Nested::default() };
    let mut seen: Vec<(String, Span)> = Vec::new();
    attribute(&field.attrs, "stack", errors, |input, errors| {
        options(input, FIELD, errors, |name, span, input, errors| {
            seen.push((name.to_string(), span));
            match name {
                "nested" => nested.is_nested = true,
                "id" => nested.id = logical_id(input, errors)?,
                "condition" => nested.condition = Some(expression(&path(input)?)),
                "depends_on" => nested.depends_on = paths(input)?,
                "deletion_policy" => nested.deletion_policy = Some(word(input, POLICIES)?),
                "update_replace_policy" => nested.update_replace_policy = Some(word(input, POLICIES)?),
                "tags" => {
                    input.parse::<Token![=]>()?;
                    nested.tags = Parser::new(errors).value(input, Position::Property);
                }
                _ => nested.with = with(input, errors)?,
            }
            Ok(())
        });
    });
    if !nested.is_nested
        && let Some((name, span)) = seen.iter().find(|(name, _)| NESTED.contains(&name.as_str()))
    {
        let help = "write it at the resource, or mark the field `nested` if it is a stack";
        errors.rule(*span, "stack-field", &format!("`{name}` is for nested stacks"), help);
    }
    nested
}

fn logical_id(input: ParseStream, errors: &mut Errors) -> syn::Result<String> {
    let id = text(input)?;
    if id.value().is_empty() || !id.value().chars().all(|letter| letter.is_ascii_alphanumeric()) {
        let help = alphanumeric(&id.value());
        errors.rule(id.span(), "logical-id", "a logical id has letters and digits only", &help);
    }
    Ok(id.value())
}

/// `{ NetworkParameters::vpc_cidr: "10.0.0.0/16" }`
fn with(input: ParseStream, errors: &mut Errors) -> syn::Result<Vec<(Type, Value)>> {
    if !input.peek(token::Brace) {
        return Err(input.error("expected `with { Parameters::field: value }`"));
    }
    let inner;
    syn::braced!(inner in input);
    let mut values = Vec::new();
    while !inner.is_empty() {
        let parameter: Type = inner.parse()?;
        inner.parse::<Token![:]>()?;
        if let Some(value) = Parser::new(errors).value(&inner, Position::Property) {
            values.push((expression(&parameter), value));
        }
        if !inner.is_empty() {
            inner.parse::<Token![,]>()?;
        }
    }
    Ok(values)
}

fn option(value: Option<impl ToTokens>) -> TokenStream {
    match value {
        Some(value) => quote!(::core::option::Option::Some(#value)),
        None => quote!(::core::option::Option::None),
    }
}

/// A nested stack as data.
fn child(stack: &Type, nested: &Nested, span: Span, checks: &mut Vec<Check>) -> TokenStream {
    let mut writer = match &nested.tags {
        Some(tags) => Writer::of(tags),
        None => Writer::default(),
    };
    for target in &nested.depends_on {
        writer.hole(target.span(), "DependsOn", quote!(<#target as __tap::Known>::TARGET));
    }
    checks.extend(std::mem::take(&mut writer.checks));
    let mut with = TokenStream::new();
    for (parameter, value) in &nested.with {
        let mut writer = Writer::of(value);
        checks.extend(std::mem::take(&mut writer.checks));
        value.each_parameter(&mut |given, span| {
            checks.push(Check::new(span, "parameter_stays_hidden", quote_spanned!(span=> #given, #parameter)));
        });
        let body = writer.body();
        with.extend(quote!((#parameter, &#body),));
    }
    let (id, body) = (&nested.id, writer.body());
    let condition = option(nested.condition.as_ref());
    let deletion_policy = option(nested.deletion_policy.as_ref());
    let update_replace_policy = option(nested.update_replace_policy.as_ref());
    quote_spanned! {span=>
        __tap::Child {
            id: #id, stack: <#stack as __tap::Stack>::DEF, summary: <#stack as __tap::Stack>::SUMMARY, body: &#body,
            condition: #condition, deletion_policy: #deletion_policy, update_replace_policy: #update_replace_policy,
            with: &[#with],
        },
    }
}

/// A root stack of an app as data.
pub fn root(stack: &Type, id: String, span: Span) -> TokenStream {
    child(stack, &Nested { id, ..Nested::default() }, span, &mut Vec::new())
}

fn def(input: &DeriveInput, stack: &Stack, entries: &TokenStream, children: &TokenStream, broken: bool) -> TokenStream {
    let name = stack.name.as_ref().map(LitStr::value).unwrap_or_default();
    let description = stack.description.clone().unwrap_or_else(|| doc(&input.attrs));
    let (parameters, conditions, mappings) = (&stack.parameters, &stack.conditions, &stack.mappings);
    let assertions = &stack.assertions;
    let outputs = option(stack.outputs.as_ref().map(|outputs| quote!(<#outputs as __tap::Outputs>::SET)));
    let own = &input.ident;
    quote! {
        __tap::StackDef {
            target: <#own as __tap::Known>::TARGET, name: #name, description: #description,
            parameters: &[#(<#parameters as __tap::Parameters>::SET),*],
            conditions: &[#(<#conditions as __tap::Conditions>::SET),*],
            assertions: &[#(<#assertions as __tap::Assertions>::SET),*],
            mappings: &[#(<#mappings as __tap::Mapping>::MAPPING),*],
            outputs: #outputs, entries: &[#entries], children: &[#children], broken: #broken,
        }
    }
}
