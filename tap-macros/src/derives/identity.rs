//! `derive(Identity)`: for types that only stand as generic arguments.

use crate::expand::{Item, Table};
use crate::parse::options::{attribute, crate_path, options};
use proc_macro2::TokenStream;
use syn::DeriveInput;

/// Expands `derive(Identity)`.
pub fn identity(input: &DeriveInput) -> TokenStream {
    let mut item = Item::new(input);
    let krate = &mut item.krate;
    attribute(&input.attrs, "identity", &mut item.errors, |input, errors| {
        options(input, &["crate"], errors, |_, _, input, _| {
            *krate = Some(crate_path(input)?);
            Ok(())
        });
    });
    let identity = item.identity(&Table::None);
    item.finish(&[], &[identity], None)
}
