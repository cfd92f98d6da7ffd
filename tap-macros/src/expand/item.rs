//! The frame around what every derive emits.

use crate::errors::Errors;
use crate::parse::item::arguments;
use proc_macro2::{Literal, Span, TokenStream};
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
    pub fn identity(&mut self, table: &Table) -> TokenStream {
        let name = &self.input.ident;
        let text = name.to_string().trim_start_matches("r#").to_string();
        let (file, line, column) = place(name.span());
        // Hashed here, since every step that `const` evaluation needn't take is taken faster.
        let key = hash(hash(hash(SEED, &text), &file), &format!("{line}:{column}"));
        let key = Literal::u64_suffixed(key);
        let (line, column) = (Literal::u32_unsuffixed(line), Literal::u32_unsuffixed(column));
        let arguments = arguments(self.input, &mut self.errors);
        let arguments = if arguments.is_empty() { arguments } else { quote!(.generic(&[#arguments])) };
        let (start, table) = match table {
            Table::None => (0, TokenStream::new()),
            Table::Bundled(start) => (*start, TokenStream::new()),
            Table::Own(bytes) => {
                let bytes = Literal::byte_string(bytes);
                (0, quote!(.with_table(#bytes)))
            }
        };
        let start = Literal::u32_unsuffixed(start);
        let (generics, own, bounds) = self.input.generics.split_for_impl();
        quote! {
            impl #generics __tap::Identity for #name #own #bounds {
                const TARGET: &'static __tap::Target =
                    &__tap::Target::new(#key, #text, ::core::module_path!(), #file, #line, #column, #start) #table #arguments;
            }
        }
    }

    /// `impl Trait for the item` with this content.
    pub fn implement(&self, of: TokenStream, content: TokenStream) -> TokenStream {
        let name = &self.input.ident;
        let (generics, own, bounds) = self.input.generics.split_for_impl();
        quote! {
            impl #generics __tap::#of for #name #own #bounds { #content }
        }
    }

    /// Reads every field once: the fields of stacks and constructs are there for their types, and no dead code.
    pub fn read_fields(&self, fields: &[&Ident]) -> TokenStream {
        if fields.is_empty() {
            return TokenStream::new();
        }
        let name = &self.input.ident;
        let (generics, own, bounds) = self.input.generics.split_for_impl();
        quote! {
            #[allow(dead_code)]
            fn __tap_fields #generics (it: &#name #own) #bounds {
                let #name { #(#fields),* } = it;
                #(let _ = #fields;)*
            }
        }
    }

    /// Everything that is emitted, with the errors. These lints are about the code of the expansion and no concern of the user's.
    pub fn finish(self, lints: &[&str], content: TokenStream) -> TokenStream {
        let lints = lints.iter().map(|lint| Ident::new(lint, Span::call_site()));
        let errors = self.errors.into_tokens();
        let krate = match self.krate {
            Some(path) => quote!(#path),
            None => quote!(::tap_core),
        };
        quote! {
            #[allow(unused_qualifications #(, #lints)*)]
            const _: () = {
                use #krate::__private as __tap;
                #content
            };
            #errors
        }
    }
}
