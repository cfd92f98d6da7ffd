//! Collects every error of an item, each at its own token.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

/// Errors found so far.
#[derive(Default)]
pub struct Errors {
    tokens: TokenStream,
    count: usize,
}

impl Errors {
    /// Notes an error of a rule; an empty `help` is left out.
    pub fn rule(&mut self, span: Span, slug: &str, message: &str, help: &str) {
        let mut text = format!("{message} [tap::{slug}]");
        if !help.is_empty() {
            text.push_str("\nhelp: ");
            text.push_str(help);
        }
        self.tokens.extend(quote_spanned!(span=> ::core::compile_error! { #text }));
        self.count += 1;
    }

    /// Notes an error of syntax.
    pub fn syntax(&mut self, error: &syn::Error) {
        for error in error {
            self.rule(error.span(), "syntax", &error.to_string(), "");
        }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// All of them, as tokens that the compiler turns into errors.
    pub fn into_tokens(self) -> Option<TokenStream> {
        let tokens = self.tokens;
        if self.count == 0 { None } else { Some(quote!(const _: () = { #tokens };)) }
    }
}

/// `write …` with what is allowed in a logical id or a parameter's name, words beginning in upper case.
pub fn alphanumeric(text: &str) -> String {
    let words = text.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let name: String = words.map(|word| word[..1].to_uppercase() + &word[1..]).collect();
    if name.is_empty() { String::new() } else { format!("write `\"{name}\"`") }
}

/// `expected one of …` for options.
pub fn expected(known: &[&str]) -> String {
    let known: Vec<_> = known.iter().map(|name| format!("`{name}`")).collect();
    format!("expected one of {}", known.join(", "))
}
