//! `derive(Outputs)`: what a stack gives to others.

use crate::errors::Errors;
use crate::expand::{Check, Impl, Item, Table, Writer};
use crate::parse::item::{doc, fields, no_generics, pascal};
use crate::parse::names::expression;
use crate::parse::options::{self, attribute, crate_path, options, path, text};
use crate::parse::value::{Parser, Position};
use crate::value::{Kind, Part, Reference, Value};
use proc_macro2::{Literal, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{DeriveInput, Field, Ident, Token, Type};

const OPTIONS: &[&str] = &["export", "name", "condition"];

#[derive(Default)]
struct Output {
    name: String,
    description: String,
    value: Option<Value>,
    export: Option<Value>,
    condition: Option<Type>,
}

/// Expands `derive(Outputs)`.
pub fn outputs(input: &DeriveInput) -> TokenStream {
    let mut item = Item::new(input);
    no_generics(input, "an outputs struct", "an outputs struct belongs to exactly one stack", &mut item.errors);
    let (mut external, mut regions, mut said) = (false, 0u64, None);
    let krate = &mut item.krate;
    attribute(&input.attrs, "outputs", &mut item.errors, |input, errors| {
        options(input, &["external", "regions", "crate"], errors, |name, span, input, errors| {
            match name {
                "external" => external = true,
                "regions" => {
                    said = Some(span);
                    for region in options::regions(input, errors)? {
                        regions |= 1u64.checked_shl(u32::from(options::region_number(&region))).unwrap_or(0);
                    }
                }
                _ => *krate = Some(crate_path(input)?),
            }
            Ok(())
        });
    });
    if let Some(span) = said
        && !external
    {
        let message = "the outputs of an app's stack are in the regions of the app";
        item.errors.rule(span, "external-outputs", message, "remove `regions`, or add `external` if it is deployed elsewhere");
    }
    let mut constants = TokenStream::new();
    let mut list = TokenStream::new();
    let mut checks = Vec::new();
    for (field, ident) in fields(input, "Outputs", &mut item.errors) {
        let output = output(field, ident, external, &mut item.errors);
        let (constant, declaration) = expand(field, ident, &output, (external, regions), &mut checks);
        constants.extend(constant);
        if matches!(output.value, Some(Value { kind: Kind::Reference(_), .. })) {
            let owner = &input.ident;
            checks.push(Check::new(field.ty.span(), "output_agrees", quote_spanned!(field.ty.span()=> #owner::#ident)));
        }
        list.extend(quote!((Self::#ident, &#declaration),));
    }
    let checks = super::checks(&checks);
    let broken = !item.errors.is_empty();
    let identity = item.identity(&Table::None);
    let set = Impl::new(
        "Outputs",
        quote! {
            const SET: &'static __tap::OutputSet = &__tap::OutputSet {
                target: <Self as __tap::Known>::TARGET, outputs: &[#list], broken: #broken,
            };
        },
    );
    let name = &input.ident;
    item.finish(
        &["unused_qualifications", "non_upper_case_globals"],
        &[identity, set],
        Some(quote!(impl #name { #constants } #checks)),
    )
}

fn output(field: &Field, ident: &Ident, external: bool, errors: &mut Errors) -> Output {
    let mut output = Output { name: pascal(ident), description: doc(&field.attrs), ..Output::default() };
    let before = errors.is_empty();
    let found = attribute(&field.attrs, "output", errors, |input, errors| {
        let is_option = input.peek(Ident) && input.peek2(Token![=]) && !input.peek2(Token![==]);
        if !is_option && !input.is_empty() {
            output.value = Parser::new(errors).value(input, Position::Property);
            if !input.is_empty() && input.parse::<Token![,]>().is_err() && errors.is_empty() {
                errors.rule(input.span(), "syntax", "expected `,` after the value", "");
            }
        }
        options(input, OPTIONS, errors, |name, _, input, errors| {
            match name {
                "name" => output.name = text(input)?.value(),
                "condition" => output.condition = Some(expression(&path(input)?)),
                _ => {
                    input.parse::<Token![=]>()?;
                    output.export = Parser::new(errors).value(input, Position::Property);
                    if let Some(export) = &output.export {
                        check_export(export, errors);
                    }
                }
            }
            Ok(())
        });
    });
    if before && errors.is_empty() {
        check(&output, ident, found.unwrap_or(ident.span()), external, errors);
    }
    output
}

fn check(output: &Output, ident: &Ident, span: Span, external: bool, errors: &mut Errors) {
    let help = format!("write `#[output(Ref(…))]` above `{ident}`");
    if output.value.is_none() && !external {
        errors.rule(span, "missing-value", &format!("output `{ident}` has no value"), &help);
    }
    if external && output.value.is_some() {
        errors.rule(span, "external-outputs", "an external output has no value here", "write its export only");
    }
    if external && output.export.is_none() {
        errors.rule(span, "external-outputs", "an external output needs the name of its export", "add `export = …`");
    }
}

/// An export's name is known before any resource exists.
fn check_export(value: &Value, errors: &mut Errors) {
    let mut refuse = |span| {
        let message = "the name of an export can't depend on a resource or on another stack";
        errors.rule(span, "export-name", message, "name it by parameters, pseudo parameters and constants");
    };
    match &value.kind {
        Kind::Text(_) | Kind::Constant(_) | Kind::Reference(Reference::Parameter(_) | Reference::Pseudo(_)) => {}
        Kind::Sub { parts, values } => {
            for part in parts {
                if let Part::Reference(Reference::Resource(_) | Reference::Attribute(..), span) = part {
                    refuse(*span);
                }
            }
            for (_, value) in values {
                check_export(value, errors);
            }
        }
        Kind::Number(_) => {}
        Kind::Call { arguments, .. } | Kind::FindInMap(_, arguments) => {
            for argument in arguments {
                check_export(argument, errors);
            }
        }
        Kind::List(items) => {
            for item in items {
                check_export(item, errors);
            }
        }
        Kind::If(_, then, otherwise) => {
            check_export(then, errors);
            check_export(otherwise, errors);
        }
        _ => refuse(value.span),
    }
}

/// The variant of `OutputValue` for a reference.
fn output_value(reference: &Reference) -> TokenStream {
    match reference {
        Reference::Pseudo(_) => quote!(Other),
        Reference::Parameter(path) => quote!(Parameter(#path)),
        Reference::Resource(target) => quote!(Reference(<#target as __tap::Known>::TARGET)),
        Reference::Attribute(target, attribute, _) => {
            let hash = Literal::u64_suffixed(tap_schema::attributes::hash(attribute));
            quote!(Attribute(<#target as __tap::Known>::TARGET, #hash))
        }
    }
}

fn expand(
    field: &Field,
    ident: &Ident,
    output: &Output,
    (external, regions): (bool, u64),
    checks: &mut Vec<Check>,
) -> (TokenStream, TokenStream) {
    let export = match &output.export {
        Some(export) => {
            let body = Writer::of(export).body();
            quote!(::core::option::Option::Some(&#body))
        }
        None => quote!(::core::option::Option::None),
    };
    let kind = &field.ty;
    let source = quote_spanned!(kind.span()=> <#kind as __tap::ParameterType>::SOURCE);
    let kind = quote_spanned!(kind.span()=> <#kind as __tap::ParameterType>::TYPE);
    let value = match output.value.as_ref().map(|value| &value.kind) {
        Some(Kind::Reference(reference)) => output_value(reference),
        _ => quote!(Other),
    };
    let (name, text, visibility) = (&output.name, ident.to_string(), &field.vis);
    // A name without its set is nothing that is known, which the compiler says where it is used.
    let condition = match output.condition.as_ref().and_then(|condition| Some((condition, owner(condition)?))) {
        Some((condition, set)) => quote!(::core::option::Option::Some((#condition, <#set as __tap::Conditions>::SET))),
        None => quote!(::core::option::Option::None),
    };
    let constant = quote_spanned! {ident.span()=>
        #[allow(dead_code, missing_docs)]
        #visibility const #ident: &'static __tap::Output = &__tap::Output {
            set: <Self as __tap::Known>::TARGET, name: #name, field: #text, kind: #kind, source: #source,
            value: __tap::OutputValue::#value, export: #export, condition: #condition, external: #external, regions: #regions,
        };
    };
    let mut writer = Writer::default();
    writer.raw("{");
    let mut first = true;
    if let Some(condition) = &output.condition {
        writer.raw("\"Condition\":\"");
        writer.hole(ident.span(), "Condition", quote!(#condition));
        writer.raw("\"");
        first = false;
    }
    if !output.description.is_empty() {
        writer.key("Description", first);
        writer.string(&output.description);
        writer.close();
        first = false;
    }
    if let Some(export) = &output.export {
        writer.raw(if first { "\"Export\":{" } else { ",\"Export\":{" });
        writer.key("Name", true);
        writer.value(export);
        writer.close();
        writer.raw("}");
        first = false;
    }
    if let Some(value) = &output.value {
        writer.key("Value", first);
        writer.value(value);
        writer.close();
    }
    writer.raw("}");
    checks.extend(std::mem::take(&mut writer.checks));
    if let Some(value) = &output.value {
        value.each_parameter(&mut |path, span| {
            checks.push(Check::new(span, "parameter_is_shown", quote_spanned!(span=> #path, #text)));
        });
    }
    (constant, writer.body())
}

/// The type that a field's path names: `When` of `When::large`.
fn owner(path: &Type) -> Option<Type> {
    let Type::Path(path) = path else { return None };
    let mut owner = path.clone();
    owner.path.segments.pop();
    owner.path.segments.pop_punct();
    if owner.path.segments.is_empty() { None } else { Some(Type::Path(owner)) }
}
