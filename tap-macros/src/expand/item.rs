//! The frame around what every derive emits.

use crate::errors::Errors;
use crate::parse::item::arguments;
use proc_macro2::{Delimiter, Group, Literal, Span, TokenStream};
use quote::quote;
use syn::{DeriveInput, Ident, Path};
use tap_schema::name::{SEED, hash};

/// An item under expansion.
pub struct Item<'a> {
    pub input: &'a DeriveInput,
    pub errors: Errors,
    /// Path of `tap-core`, if the user says so.
    pub krate: Option<Path>,
}

/// What others may read of the item.
pub enum Table {
    /// Nothing.
    None,
    /// What the facts know, by where that starts in their binary.
    Bundled(u32),
    /// A table of its own.
    Own(Vec<u8>),
}

/// An impl of a trait of `tap-core` for the item.
pub struct Impl {
    of: &'static str,
    // A group, since to append a stream to another takes the compiler far more time than a token.
    content: Group,
}

impl Impl {
    /// `impl Trait for the item` with this content.
    pub fn new(of: &'static str, content: TokenStream) -> Self {
        Impl { of, content: Group::new(Delimiter::Brace, content) }
    }
}

/// File, line and column of a span.
pub fn place(span: Span) -> (String, u32, u32) {
    // Outside a macro expansion (in unit tests) there is no place.
    if !proc_macro::is_available() {
        return (String::new(), 0, 0);
    }
    let span = span.unwrap();
    (span.file(), span.line() as u32, span.column() as u32)
}

/// Line of a span.
pub fn line(span: Span) -> u32 {
    if proc_macro::is_available() { span.unwrap().line() as u32 } else { 0 }
}

impl<'a> Item<'a> {
    /// Starts with an item.
    pub fn new(input: &'a DeriveInput) -> Self {
        Item { input, errors: Errors::default(), krate: None }
    }

    /// `impl Identity` for the item; a resource has a table of attributes.
    pub fn identity(&mut self, table: &Table) -> Impl {
        let name = &self.input.ident;
        let text = name.to_string().trim_start_matches("r#").to_string();
        let (file, line, column) = place(name.span());
        // Hashed here, since every step that `const` evaluation needn't take is taken faster.
        let key = hash(hash(hash(SEED, &text), &file), &format!("{line}:{column}"));
        let key = Literal::u64_suffixed(key);
        let (line, column) = (Literal::u32_unsuffixed(line), Literal::u32_unsuffixed(column));
        let arguments = arguments(self.input, &mut self.errors);
        let arguments = if arguments.is_empty() { None } else { Some(quote!(.generic(&[#arguments]))) };
        let (start, table) = match table {
            Table::None => (0, None),
            Table::Bundled(start) => (*start, None),
            Table::Own(bytes) => {
                let bytes = Literal::byte_string(bytes);
                (0, Some(quote!(.with_table(#bytes))))
            }
        };
        let start = Literal::u32_unsuffixed(start);
        Impl::new(
            "Identity",
            quote! {
                const TARGET: &'static __tap::Target =
                    &__tap::Target::new(#key, #text, ::core::module_path!(), #file, #line, #column, #start) #table #arguments;
            },
        )
    }

    /// Reads every field once: the fields of stacks and constructs are there for their types, and no dead code.
    pub fn read_fields(&self, fields: &[&Ident]) -> Option<TokenStream> {
        if fields.is_empty() {
            return None;
        }
        let name = &self.input.ident;
        let (generics, own, bounds) = self.input.generics.split_for_impl();
        Some(quote! {
            #[allow(dead_code)]
            fn __tap_fields #generics (it: &#name #own) #bounds {
                let #name { #(#fields),* } = it;
                #(let _ = #fields;)*
            }
        })
    }

    /// Everything that is emitted, with the errors. These lints are about the code of the expansion and no concern of the user's;
    /// each takes the compiler time for each item, so that only those are named that its code can break.
    pub fn finish(self, lints: &[&str], impls: &[Impl], content: Option<TokenStream>) -> TokenStream {
        let names = lints.iter().map(|lint| Ident::new(lint, Span::call_site()));
        let allowed = (!lints.is_empty()).then(|| quote!(#[allow(#(#names),*)]));
        let name = &self.input.ident;
        let (generics, own, bounds) = self.input.generics.split_for_impl();
        let traits = impls.iter().map(|implemented| Ident::new(implemented.of, Span::call_site()));
        let contents = impls.iter().map(|implemented| &implemented.content);
        let errors = self.errors.into_tokens();
        let krate = match self.krate {
            Some(path) => quote!(#path),
            None => quote!(::tap_core),
        };
        quote! {
            #allowed
            const _: () = {
                use #krate::__private as __tap;
                #(impl #generics __tap::#traits for #name #own #bounds #contents)*
                #content
            };
            #errors
        }
    }
}
