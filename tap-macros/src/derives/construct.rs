//! `derive(Construct)`: a group of resources that a stack takes as one field.

use super::stack::entry;
use crate::expand::{Impl, Item};
use crate::parse::item::{fields, pascal};
use crate::parse::options::{attribute, crate_path, options, text};
use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

/// Expands `derive(Construct)`.
pub fn construct(input: &DeriveInput) -> TokenStream {
    let mut item = Item::new(input);
    let krate = &mut item.krate;
    attribute(&input.attrs, "construct", &mut item.errors, |input, errors| {
        options(input, &["crate"], errors, |_, _, input, _| {
            *krate = Some(crate_path(input)?);
            Ok(())
        });
    });
    let mut entries = TokenStream::new();
    let mut names = Vec::new();
    for (field, ident) in fields(input, "Construct", &mut item.errors) {
        let mut id = pascal(ident);
        attribute(&field.attrs, "construct", &mut item.errors, |input, errors| {
            options(input, &["id"], errors, |_, _, input, _| {
                id = text(input)?.value();
                Ok(())
            });
        });
        entries.extend(entry(&id, &field.ty));
        names.push(ident);
    }
    let member = Impl::new("Member", quote!(const RESOURCES: &'static __tap::Node = &__tap::Node::Group(&[#entries]);));
    let read = item.read_fields(&names);
    item.finish(&[], &[member], read)
}
