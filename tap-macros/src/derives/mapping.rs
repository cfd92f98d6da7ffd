//! `derive(Mapping)`: two levels of keys.

use crate::errors::Errors;
use crate::expand::{Impl, Item, Table, Writer};
use crate::parse::item::no_generics;
use crate::parse::options::attribute;
use crate::parse::value::Parser;
use crate::value::{Kind, Member, Value};
use proc_macro2::TokenStream;
use quote::quote;
use std::collections::BTreeSet;
use syn::DeriveInput;

/// Expands `derive(Mapping)`.
pub fn mapping(input: &DeriveInput) -> TokenStream {
    let mut item = Item::new(input);
    no_generics(input, "a mapping", "", &mut item.errors);
    let mut members = Vec::new();
    let found = attribute(&input.attrs, "mapping", &mut item.errors, |input, errors| {
        members = Parser::new(errors).members(input);
    });
    if found.is_none() {
        let help = "write `#[mapping { \"us-east-1\": { Key: \"value\" } }]`";
        item.errors.rule(input.ident.span(), "mapping", "the mapping has no `#[mapping { … }]`", help);
    }
    check(&members, &mut item.errors);
    let mut writer = Writer::default();
    writer.object(&members);
    let broken = !item.errors.is_empty();
    let identity = item.identity(&Table::None);
    let body = writer.body();
    let rows: Vec<&str> = members.iter().map(|row| row.key.as_str()).collect();
    let is_by_region = !rows.is_empty() && rows.iter().all(|row| tap_schema::regions().any(|region| region == *row));
    let keys: BTreeSet<&str> = members.iter().flat_map(|row| second(&row.value)).map(|member| member.key.as_str()).collect();
    let keys: Vec<&str> = keys.into_iter().collect();
    let mapping = Impl::new(
        "Mapping",
        quote! {
            const MAPPING: &'static __tap::MappingDef = &__tap::MappingDef {
                target: <Self as __tap::Known>::TARGET, body: &#body, rows: &[#(#rows),*], keys: &[#(#keys),*],
                is_by_region: #is_by_region, broken: #broken,
            };
        },
    );
    item.finish(&[], &[identity, mapping], None)
}

fn second(value: &Value) -> &[Member] {
    match &value.kind {
        Kind::Object(members) => members,
        _ => &[],
    }
}

fn check(members: &[Member], errors: &mut Errors) {
    for member in members {
        let Kind::Object(inner) = &member.value.kind else {
            let message = format!("`{}` maps to no keys", member.key);
            errors.rule(
                member.value.span,
                "mapping",
                &message,
                "a mapping has two levels: `{ \"us-east-1\": { Key: \"value\" } }`",
            );
            continue;
        };
        for member in inner {
            let is_plain = |kind: &Kind| matches!(kind, Kind::Text(_) | Kind::Number(_) | Kind::Bool(_) | Kind::Constant(_));
            let fits = match &member.value.kind {
                Kind::List(items) => items.iter().all(|item| is_plain(&item.kind)),
                kind => is_plain(kind),
            };
            if !fits {
                let message = format!("`{}` is not a literal, a constant or a list of them", member.key);
                errors.rule(member.value.span, "mapping", &message, "");
            }
        }
    }
}
