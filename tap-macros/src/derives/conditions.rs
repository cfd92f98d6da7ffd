//! `derive(Conditions)`: a set of conditions.

use crate::errors::Errors;
use crate::expand::{Impl, Item, Table, Writer};
use crate::parse::item::{fields, no_generics, pascal};
use crate::parse::names;
use crate::parse::options::{attribute, crate_path, options};
use crate::parse::value::{Parser, Position};
use crate::value::{Kind, Part, Reference, Value};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{DeriveInput, Ident};

/// Expands `derive(Conditions)`.
pub fn conditions(input: &DeriveInput) -> TokenStream {
    let mut item = Item::new(input);
    no_generics(input, "a set of conditions", "", &mut item.errors);
    let krate = &mut item.krate;
    attribute(&input.attrs, "conditions", &mut item.errors, |input, errors| {
        options(input, &["crate"], errors, |_, _, input, _| {
            *krate = Some(crate_path(input)?);
            Ok(())
        });
    });
    let mut constants = TokenStream::new();
    let mut needs = Vec::new();
    let (mut list, mut meanings) = (TokenStream::new(), TokenStream::new());
    for (field, ident) in fields(input, "Conditions", &mut item.errors) {
        let mut value = None;
        let found = attribute(&field.attrs, "condition", &mut item.errors, |input, errors| {
            value = Parser::new(errors).value(input, Position::Condition);
        });
        match (&value, found) {
            (Some(Value { kind: Kind::Call { name, .. }, .. }), _) if is_condition(name) => {}
            (Some(Value { kind: Kind::Condition(_), .. }), _) => {}
            (Some(value), _) if item.errors.is_empty() => {
                let help = "expected one of `Equals`, `And`, `Or`, `Not`";
                item.errors.rule(value.span, "condition", "a condition is true or false", help);
            }
            (None, None) => {
                let help = "write `#[condition(Equals(Ref(…), \"…\"))]` above it";
                item.errors.rule(ident.span(), "condition", &format!("condition `{ident}` has no value"), help);
            }
            _ => {}
        }
        if let Some(value) = &value {
            decidable(value, &mut item.errors);
            let mut of_own = Vec::new();
            needed(value, &input.ident, &mut of_own);
            needs.push((ident, of_own));
        }
        let body = match &value {
            Some(value) => Writer::of(value).body(),
            None => quote!(__tap::Body::EMPTY),
        };
        let (name, visibility) = (pascal(ident), &field.vis);
        constants.extend(quote_spanned! {ident.span()=>
            #[allow(dead_code, missing_docs)]
            #visibility const #ident: &'static __tap::Condition =
                &__tap::Condition { set: <Self as __tap::Known>::TARGET, name: #name };
        });
        list.extend(quote!((Self::#ident, &#body),));
        let meaning: TokenStream = value.as_ref().map(terms).unwrap_or_default();
        meanings.extend(quote!(&[#meaning],));
    }
    circular(&needs, &mut item.errors);
    let broken = !item.errors.is_empty();
    let identity = item.identity(&Table::None);
    let set = Impl::new(
        "Conditions",
        quote! {
            const SET: &'static __tap::ConditionSet = &__tap::ConditionSet {
                target: <Self as __tap::Known>::TARGET, conditions: &[#list], terms: &[#meanings], broken: #broken,
            };
        },
    );
    let name = &input.ident;
    item.finish(&["unused_qualifications", "non_upper_case_globals"], &[identity, set], Some(quote!(impl #name { #constants })))
}

/// What a condition means: operands before what is done with them.
fn terms(value: &Value) -> TokenStream {
    let term = |term: TokenStream| quote!(__tap::Term::#term,);
    match &value.kind {
        Kind::Condition(condition) => term(quote!(Condition(#condition))),
        Kind::Call { name: "Fn::Equals", arguments, .. } => {
            let operands: TokenStream = arguments.iter().map(operand).collect();
            let equals = term(quote!(Equals));
            quote!(#operands #equals)
        }
        Kind::Call { name, arguments, .. } => {
            let count = arguments.len();
            let all: TokenStream = arguments.iter().map(terms).collect();
            let last = match *name {
                "Fn::Not" => term(quote!(Not)),
                "Fn::And" => term(quote!(And(#count))),
                _ => term(quote!(Or(#count))),
            };
            quote!(#all #last)
        }
        _ => TokenStream::new(),
    }
}

fn operand(value: &Value) -> TokenStream {
    let term = match &value.kind {
        Kind::Reference(Reference::Parameter(path)) => quote!(Parameter(#path)),
        Kind::Reference(Reference::Pseudo(name)) => quote!(Pseudo(#name)),
        Kind::Text(text) | Kind::Number(text) => quote!(Text(#text)),
        Kind::Bool(value) => {
            let text = value.to_string();
            quote!(Text(#text))
        }
        Kind::Constant(path) => quote_spanned!(value.span=> Constant(__tap::PropertyValue(#path).into_json())),
        // The same text is the same value.
        _ => {
            let text = Writer::of(value).opaque();
            quote!(Opaque(#text))
        }
    };
    quote!(__tap::Term::#term,)
}

fn is_condition(function: &str) -> bool {
    matches!(function, "Fn::Equals" | "Fn::And" | "Fn::Or" | "Fn::Not")
}

/// A condition is decided before any resource exists.
fn decidable(value: &Value, errors: &mut Errors) {
    let mut refuse = |span| {
        let message = "a condition can't depend on a resource or on another stack";
        errors.rule(span, "condition", message, "it is decided from parameters, pseudo parameters, mappings and constants");
    };
    match &value.kind {
        Kind::Reference(Reference::Resource(_) | Reference::Attribute(..)) => refuse(value.span),
        Kind::Output(_) | Kind::Import(_) | Kind::TemplateUrl(_) => refuse(value.span),
        Kind::Sub { parts, values } => {
            for part in parts {
                if let Part::Reference(Reference::Resource(_) | Reference::Attribute(..), span) = part {
                    refuse(*span);
                }
            }
            values.iter().for_each(|(_, value)| decidable(value, errors));
        }
        Kind::List(items) | Kind::Call { arguments: items, .. } | Kind::FindInMap(_, items) => {
            items.iter().for_each(|item| decidable(item, errors));
        }
        _ => {}
    }
}

/// The conditions of the same set that a condition is made of.
fn needed(value: &Value, set: &Ident, found: &mut Vec<String>) {
    match &value.kind {
        Kind::Condition(path) => {
            if let Some((owner, name)) = names::text(path).rsplit_once("::")
                && (owner == "Self" || set == owner)
            {
                found.push(name.to_string());
            }
        }
        Kind::Call { arguments, .. } => arguments.iter().for_each(|argument| needed(argument, set, found)),
        _ => {}
    }
}

/// Reports each condition that needs itself, with the way back to it.
fn circular(needs: &[(&Ident, Vec<String>)], errors: &mut Errors) {
    let mut reported: Vec<usize> = Vec::new();
    for start in 0..needs.len() {
        // The way to each condition that is reached, by the one before it.
        let mut before: Vec<Option<usize>> = vec![None; needs.len()];
        let mut reached = vec![start];
        while let Some(from) = reached.pop() {
            let wanted = |name: &String| needs.iter().position(|(ident, _)| *ident == name);
            for to in needs[from].1.iter().filter_map(wanted) {
                if before[to].is_none() {
                    before[to] = Some(from);
                    reached.push(to);
                }
            }
        }
        if before[start].is_none() || reported.contains(&start) {
            continue;
        }
        let mut way = vec![start];
        while let Some(from) = before[*way.last().unwrap_or(&start)] {
            way.push(from);
            if from == start {
                break;
            }
        }
        reported.extend(&way);
        let names: Vec<_> = way.iter().rev().map(|number| format!("`{}`", needs[*number].0)).collect();
        let message = format!("condition `{}` needs itself: {}", needs[start].0, names.join(" needs "));
        errors.rule(needs[start].0.span(), "circular-condition", &message, "write one of them by its parameters");
    }
}
