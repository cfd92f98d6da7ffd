//! `fragment!`: part of a property block as a constant.

use crate::errors::Errors;
use crate::expand::Writer;
use crate::parse::depth;
use crate::parse::value::{Parser, Position};
use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::{ParseStream, Parser as _};
use syn::{Path, Token};

/// Expands `fragment!`, after `tap-core` has put its own path before the value.
pub fn fragment(input: TokenStream) -> TokenStream {
    if let Err(error) = depth::check(&input) {
        return error.to_compile_error();
    }
    let mut errors = Errors::default();
    let parsed = (|input: ParseStream| {
        let krate = input.call(Path::parse_mod_style)?;
        input.parse::<Token![;]>()?;
        let value = Parser::new(&mut errors).value(input, Position::Property);
        if !input.is_empty() && errors.is_empty() {
            errors.rule(input.span(), "syntax", "expected one value, as in `fragment!({ … })`", "");
            while input.parse::<proc_macro2::TokenTree>().is_ok() {}
        }
        Ok((krate, value))
    })
    .parse2(input);
    match parsed {
        Ok((krate, Some(value))) if errors.is_empty() => {
            let writer = Writer::of(&value);
            let (body, checks) = (writer.body(), &writer.checks);
            quote!({ use #krate::__private as __tap; #(#checks;)* __tap::Fragment::new(&#body) })
        }
        Ok((krate, _)) => {
            let errors = errors.into_tokens();
            quote!({ #errors use #krate::__private as __tap; __tap::Fragment::new(&__tap::Body::EMPTY) })
        }
        Err(error) => error.to_compile_error(),
    }
}
