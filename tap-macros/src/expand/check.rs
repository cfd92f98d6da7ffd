//! A call that checks something in `const` evaluation.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream};
use quote::ToTokens;
use syn::Token;

/// A call of a function of `tap-core` that panics if something is wrong, at the token where that stands.
pub struct Check {
    span: Span,
    function: &'static str,
    // A group, since to append a stream to another takes the compiler far more time than a token.
    arguments: Group,
}

impl Check {
    /// A call with what is in the parentheses.
    pub fn new(span: Span, function: &'static str, arguments: TokenStream) -> Self {
        let mut arguments = Group::new(Delimiter::Parenthesis, arguments);
        arguments.set_span(span);
        Check { span, function, arguments }
    }
}

impl ToTokens for Check {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        Ident::new("__tap", self.span).to_tokens(tokens);
        Token![::](self.span).to_tokens(tokens);
        Ident::new(self.function, self.span).to_tokens(tokens);
        self.arguments.to_tokens(tokens);
    }
}
