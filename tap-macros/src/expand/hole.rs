//! What stands where the text of a body is open.

use proc_macro2::{Group, Ident, Span, TokenStream};
use quote::ToTokens;
use syn::Token;

/// An expression of type `Value`.
pub enum Hole {
    /// A variant, with what is in its parentheses.
    Variant(&'static str, Option<Group>),
    Expression(TokenStream),
}

impl ToTokens for Hole {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let name = |name| Ident::new(name, Span::call_site());
        match self {
            // Token by token, since to append a stream to another takes the compiler far more time.
            Hole::Variant(variant, argument) => {
                for part in ["__tap", "Value"] {
                    name(part).to_tokens(tokens);
                    <Token![::]>::default().to_tokens(tokens);
                }
                name(variant).to_tokens(tokens);
                argument.to_tokens(tokens);
            }
            Hole::Expression(expression) => expression.to_tokens(tokens),
        }
    }
}
