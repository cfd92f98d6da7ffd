//! `derive(App)`: a struct of root stacks.

use super::stack::{proof, root};
use crate::expand::{Impl, Item, Table};
use crate::parse::item::{fields, kebab, no_generics, pascal};
use crate::parse::names::{expression, last};
use crate::parse::options::{self, attribute, crate_path, duration, options, paths, text};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{DeriveInput, Ident, Type};

/// Expands `derive(App)`.
pub fn app(input: &DeriveInput) -> TokenStream {
    let mut item = Item::new(input);
    no_generics(
        input,
        "an app",
        "remove its parameters; what differs between two apps is written in two structs",
        &mut item.errors,
    );
    if !item.errors.is_empty() {
        // Its constants would need the generic arguments: the error is all there is to say.
        return item.finish(&[], &[], None);
    }
    let mut regions = Vec::new();
    let mut budget = None;
    let mut rules: Vec<Type> = Vec::new();
    let krate = &mut item.krate;
    attribute(&input.attrs, "app", &mut item.errors, |input, errors| {
        options(input, &["regions", "deploy_budget", "rules", "crate"], errors, |name, _, input, errors| {
            match name {
                "regions" => {
                    regions.extend(options::regions(input, errors)?);
                }
                "rules" => rules = paths(input)?,
                "deploy_budget" => budget = Some(duration(&text(input)?)?),
                _ => *krate = Some(crate_path(input)?),
            }
            Ok(())
        });
    });
    let fields = fields(input, "App", &mut item.errors);
    let (mut children, mut reports) = (TokenStream::new(), TokenStream::new());
    for (number, (field, ident)) in fields.iter().enumerate() {
        children.extend(root(&field.ty, pascal(ident), ident.span()));
        reports.extend(quote_spanned!(ident.span()=> const _: () = __TAP_PROOF.field(#number);));
        reports.extend(quote_spanned!(ident.span()=> const _: () = __tap::is_offered(&__TAP_APP, #number);));
        reports.extend(quote_spanned!(ident.span()=> const _: () = __tap::mappings_cover(&__TAP_APP, #number);));
        reports.extend(quote_spanned!(ident.span()=> const _: () = __tap::imports_are_near(&__TAP_APP, #number);));
        for rule in &rules {
            let name = last(rule).map(Ident::to_string).unwrap_or_default();
            let path = expression(rule);
            reports.extend(quote_spanned!(rule.span()=> const _: () = {
                let mut review = __tap::Review::new(&__TAP_APP, #number, #name);
                while let ::core::option::Option::Some(resource) = review.next() {
                    review.judge(&resource, #path(&resource));
                }
                review.end();
            };));
        }
        if let Some(budget) = budget {
            let stack = &field.ty;
            reports.extend(quote_spanned!(ident.span()=>
                const _: () = __tap::is_within_budget(&__TAP_APP, #number, <<#stack as __tap::Stack>::Own<true> as __tap::Timed<true>>::TIMING, #budget);
            ));
        }
        reports.extend(quote_spanned!(ident.span()=>
            const _: () = __tap::names_are_unique::<{ __tap::names(&__TAP_APP) }>(&__TAP_APP, #number);
        ));
    }
    let region_numbers: Vec<u8> = regions.iter().map(|region| options::region_number(region)).collect();
    let limit = match budget {
        Some(seconds) => quote!(::core::option::Option::Some(#seconds)),
        None => quote!(::core::option::Option::None),
    };
    let broken = !item.errors.is_empty();
    let identity = item.identity(&Table::None);
    let (own, name) = (&input.ident, kebab(&input.ident));
    let implemented = Impl::new(
        "App",
        quote!(
            const APP: &'static __tap::AppDef = &__TAP_APP;
        ),
    );
    let proof = proof(quote!(of_app));
    let names: Vec<_> = fields.iter().map(|(_, ident)| *ident).collect();
    let read = item.read_fields(&names);
    let content = quote! {
        #read
        static __TAP_DEF: __tap::StackDef = __tap::StackDef {
            target: <#own as __tap::Known>::TARGET, name: #name, description: "", parameters: &[], conditions: &[],
            assertions: &[], mappings: &[], outputs: ::core::option::Option::None, entries: &[], children: &[#children], broken: #broken,
        };
        #proof
        #reports
        static __TAP_APP: __tap::AppDef = __tap::AppDef {
            name: #name, regions: &[#(#regions),*], region_numbers: &[#(#region_numbers),*], deploy_budget: #limit,
            roots: &__TAP_DEF };
        __tap::inventory::submit!(__tap::Registered(&__TAP_APP));
    };
    item.finish(&["unused_qualifications", "long_running_const_eval"], &[identity, implemented], Some(content))
}
