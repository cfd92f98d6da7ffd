//! How deep tokens are nested. It is told before they are parsed: a parser of types goes as deep as they do, and the compiler
//! ends without a word when its stack is used up.

use proc_macro2::{TokenStream, TokenTree};
use syn::Error;

/// Deepest nesting of groups, angle brackets and prefixes such as `&`. Values have a bound of their own, which is lower.
const DEPTH: usize = 128;

/// An error at a token that is nested too deep.
pub fn check(tokens: &TokenStream) -> syn::Result<()> {
    let mut streams = vec![(tokens.clone(), 0)];
    while let Some((stream, outside)) = streams.pop() {
        let (mut angles, mut prefixes, mut before) = (0usize, 0usize, ' ');
        for token in stream {
            let mark = if let TokenTree::Punct(mark) = &token { mark.as_char() } else { ' ' };
            match mark {
                '<' => angles += 1,
                // Not the arrow of a function.
                '>' if before != '-' && before != '=' => angles = angles.saturating_sub(1),
                '&' | '*' | '-' => prefixes += 1,
                ',' | ';' => prefixes = 0,
                _ => {}
            }
            before = mark;
            let depth = outside + angles + prefixes;
            if depth > DEPTH {
                let message = format!("tokens are nested more than {DEPTH} deep [tap::syntax]");
                return Err(Error::new(token.span(), message));
            }
            if let TokenTree::Group(group) = token {
                streams.push((group.stream(), depth + 1));
            }
        }
    }
    Ok(())
}
