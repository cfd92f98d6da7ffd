//! A call that checks something in `const` evaluation.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::Token;

/// What panics if something is wrong, at the token where that stands.
pub enum Check {
    /// A call of a function of `tap-core`. Its arguments are a group, since to append a stream to another takes the compiler far
    /// more time than a token.
    Call { span: Span, function: &'static str, arguments: Group },
    /// Several, of which the first that fails is reported.
    Together(Vec<Check>),
}

impl Check {
    /// A call with what is in the parentheses.
    pub fn new(span: Span, function: &'static str, arguments: TokenStream) -> Self {
        let mut arguments = Group::new(Delimiter::Parenthesis, arguments);
        arguments.set_span(span);
        Check::Call { span, function, arguments }
    }
}

impl ToTokens for Check {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Check::Call { span, function, arguments } => {
                Ident::new("__tap", *span).to_tokens(tokens);
                Token![::](*span).to_tokens(tokens);
                Ident::new(function, *span).to_tokens(tokens);
                arguments.to_tokens(tokens);
            }
            Check::Together(checks) => quote!({ #(#checks;)* }).to_tokens(tokens),
        }
    }
}
