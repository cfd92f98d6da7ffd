//! Parser of property blocks. Goes on after an error, so that each is reported at its own token.

use super::names::{self, Case};
use crate::errors::Errors;
use crate::value::{Kind, Member, Reference, Value};
use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::parse::{ParseBuffer, ParseStream};
use syn::spanned::Spanned;
use syn::{Ident, Lit, LitStr, Token, Type, ext::IdentExt, token};

/// Deepest nesting of values: beyond it the block is refused, so that no input can exhaust the stack.
const DEPTH: usize = 64;

/// Where a value stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Position {
    /// A property: a bare path is a constant.
    Property,
    /// A condition: a bare path is a condition.
    Condition,
    /// An assertion: it has functions of its own, and a bare path is a condition, which it can't hold.
    Assertion,
}

/// Parser of values.
pub struct Parser<'e> {
    pub errors: &'e mut Errors,
    depth: usize,
}

impl<'e> Parser<'e> {
    /// A parser that notes errors there.
    pub fn new(errors: &'e mut Errors) -> Self {
        Parser { errors, depth: 0 }
    }

    /// The members of an object, without its braces.
    pub fn members(&mut self, input: ParseStream) -> Vec<Member> {
        let mut members: Vec<Member> = Vec::new();
        while !input.is_empty() {
            match self.member(input) {
                Ok(Some(member)) => {
                    if members.iter().any(|other| other.key == member.key) {
                        let message = format!("`{}` is written twice", member.key);
                        self.errors.rule(member.span, "duplicate-key", &message, "remove one of the two");
                    } else {
                        members.push(member);
                    }
                }
                Ok(None) => {}
                Err(error) => {
                    self.errors.syntax(&error);
                    skip(input);
                }
            }
            self.separator(input, "`,` between properties");
        }
        members
    }

    /// The comma after a value; what stands before it and belongs to nothing is one error.
    fn separator(&mut self, input: ParseStream, wanted: &str) {
        if input.is_empty() {
            return;
        }
        if !input.peek(Token![,]) {
            self.errors.rule(input.span(), "syntax", &format!("expected {wanted}"), "");
            skip(input);
        }
        let _ = input.parse::<Token![,]>();
    }

    fn member(&mut self, input: ParseStream) -> syn::Result<Option<Member>> {
        let mut unchecked = false;
        let (key, span) = if input.cursor().literal().is_some() {
            let key: LitStr = input.parse()?;
            (key.value(), key.span())
        } else if input.peek(Ident::peek_any) {
            let key = input.call(Ident::parse_any)?;
            if key == "unchecked" && input.peek(token::Paren) {
                unchecked = true;
                let inner;
                syn::parenthesized!(inner in input);
                if inner.peek(LitStr) {
                    let key: LitStr = inner.parse()?;
                    (key.value(), key.span())
                } else {
                    let key = inner.call(Ident::parse_any)?;
                    (key.to_string(), key.span())
                }
            } else {
                (key.to_string().trim_start_matches("r#").to_string(), key.span())
            }
        } else {
            return Err(input.error("expected a property, as in `CidrBlock: \"10.0.0.0/16\"`"));
        };
        if !input.peek(Token![:]) {
            return Err(syn::Error::new(span, format!("expected a value after `{key}`, as in `{key}: \"…\"`")));
        }
        input.parse::<Token![:]>()?;
        Ok(self.value(input, Position::Property).map(|value| Member { key, span, value, unchecked }))
    }

    /// A value; nothing if it is wrong, which is noted then.
    pub fn value(&mut self, input: ParseStream, position: Position) -> Option<Value> {
        if self.depth == DEPTH {
            self.errors.rule(input.span(), "syntax", "values are nested more than 64 deep", "");
            skip(input);
            return None;
        }
        self.depth += 1;
        let value = self.try_value(input, position);
        self.depth -= 1;
        match value {
            Ok(value) => Some(value),
            Err(error) => {
                self.errors.syntax(&error);
                skip(input);
                None
            }
        }
    }

    fn try_value(&mut self, input: ParseStream, position: Position) -> syn::Result<Value> {
        // Asked of the cursor where that is possible: the literals of `syn` are parsed to be seen.
        let (span, start) = (input.span(), input.cursor());
        let kind = if input.peek(token::Brace) {
            let inner;
            syn::braced!(inner in input);
            Kind::Object(self.members(&inner))
        } else if input.peek(token::Bracket) {
            let inner;
            syn::bracketed!(inner in input);
            Kind::List(self.list(&inner, position))
        } else if input.peek(Token![-]) || start.literal().is_some() {
            literal(input)?
        } else if let Some((word, after)) = start.ident() {
            match word.to_string().as_str() {
                "true" | "false" => literal(input)?,
                "null" => {
                    input.call(Ident::parse_any)?;
                    Kind::Null
                }
                "const" => {
                    input.parse::<Token![const]>()?;
                    let block;
                    syn::braced!(block in input);
                    let tokens: TokenStream = block.parse()?;
                    Kind::Constant(quote!({ #tokens }))
                }
                _ if after.group(Delimiter::Parenthesis).is_some() => return self.function(input, position),
                _ => return self.path(&input.parse()?, position),
            }
        } else if input.peek(Token![<]) || input.peek(Token![::]) {
            return self.path(&input.parse()?, position);
        } else {
            return Err(input.error("expected a value: a literal, `[…]`, `{…}`, a function such as `Ref(…)`, or a constant"));
        };
        Ok(Value { span, kind })
    }

    fn path(&mut self, path: &Type, position: Position) -> syn::Result<Value> {
        let Some(last) = names::last(path) else {
            return Err(syn::Error::new(path.span(), "expected a value"));
        };
        let name = names::text(path);
        let span = last.span();
        let kind = match (names::case(&last.to_string()), position) {
            (Case::Lower, Position::Condition | Position::Assertion) => Kind::Condition(names::expression(path)),
            (Case::Upper, _) => Kind::Constant(names::expression(path).into_token_stream()),
            (Case::Camel, _) => {
                self.errors.rule(span, "bare-type", &format!("`{name}` is a type, not a value"), &format!("write `Ref({name})`"));
                Kind::Broken
            }
            (Case::Lower, _) => {
                let help = if name.contains("::") {
                    format!("write `Ref({name})` for a parameter, `Output({name})` for an output of another stack")
                } else {
                    "constants are written in upper case; an expression is written `const { … }`".into()
                };
                self.errors.rule(span, "bare-name", &format!("`{name}` is not a value"), &help);
                Kind::Broken
            }
        };
        Ok(Value { span, kind })
    }

    pub fn list(&mut self, input: &ParseBuffer, position: Position) -> Vec<Value> {
        let mut items = Vec::new();
        while !input.is_empty() {
            items.extend(self.value(input, position));
            self.separator(input, "`,` between items");
        }
        items
    }

    /// What `Ref` names; errors are noted.
    pub fn reference(&mut self, path: &Type) -> Reference {
        names::reference(path).unwrap_or_else(|(span, message, help)| {
            self.errors.rule(span, "unknown-pseudo-parameter", &message, &help);
            Reference::Pseudo("AWS::NoValue".into())
        })
    }
}

fn literal(input: ParseStream) -> syn::Result<Kind> {
    let sign = if input.peek(Token![-]) {
        input.parse::<Token![-]>()?;
        "-"
    } else {
        ""
    };
    let literal: Lit = input.parse()?;
    Ok(match &literal {
        Lit::Str(text) if sign.is_empty() => Kind::Text(text.value()),
        Lit::Bool(value) if sign.is_empty() => Kind::Bool(value.value),
        Lit::Int(number) if number.suffix().is_empty() => Kind::Number(format!("{sign}{}", number.base10_digits())),
        Lit::Float(number) if number.suffix().is_empty() => {
            let digits = number.base10_digits().trim_end_matches('.');
            Kind::Number(format!("{sign}{digits}"))
        }
        Lit::Int(number) => return Err(suffix(literal.span(), number.suffix())),
        Lit::Float(number) => return Err(suffix(literal.span(), number.suffix())),
        _ => {
            return Err(syn::Error::new(literal.span(), "JSON has strings, numbers, `true`, `false` and `null` only"));
        }
    })
}

fn suffix(span: Span, suffix: &str) -> syn::Error {
    syn::Error::new(span, format!("a number has no type here: remove `{suffix}`"))
}

/// Skips to the next comma, which stays.
fn skip(input: ParseStream) {
    while !input.is_empty() && !input.peek(Token![,]) {
        let _ = input.parse::<TokenTree>();
    }
}

/// Skips all that is left.
pub fn finish(input: ParseStream) {
    while input.parse::<TokenTree>().is_ok() {}
}
