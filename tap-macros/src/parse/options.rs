//! Options in attributes: `name = value`, flags, and blocks.

use crate::errors::{Errors, expected};
use proc_macro2::{Span, TokenTree};
use syn::parse::{ParseBuffer, ParseStream};
use syn::{Attribute, Ident, LitStr, Meta, Path, Token, Type, ext::IdentExt, token};
use tap_schema::name::did_you_mean;

/// Reads `option, option = value, …` and gives each known option to `read` with what follows its `=`.
pub fn options(
    input: ParseStream,
    known: &[&str],
    errors: &mut Errors,
    mut read: impl FnMut(&str, Span, ParseStream, &mut Errors) -> syn::Result<()>,
) {
    let mut seen: Vec<String> = Vec::new();
    while !input.is_empty() {
        let Ok(name) = input.call(Ident::parse_any) else {
            errors.rule(input.span(), "syntax", "expected an option", &expected(known));
            skip(input);
            continue;
        };
        let text = name.to_string().trim_start_matches("r#").to_string();
        if !known.contains(&text.as_str()) {
            let mut help = did_you_mean(&text, known.iter().copied());
            if help.is_empty() {
                help = expected(known);
            }
            errors.rule(name.span(), "unknown-option", &format!("unknown option `{text}`"), &help);
            skip(input);
            continue;
        }
        if seen.contains(&text) {
            errors.rule(name.span(), "duplicate-option", &format!("`{text}` is written twice"), "remove one of the two");
        }
        if let Err(error) = read(&text, name.span(), input, errors) {
            errors.syntax(&error);
        }
        seen.push(text);
        if !input.is_empty() && !input.peek(Token![,]) {
            if errors.is_empty() {
                errors.rule(input.span(), "syntax", "expected `,` between options", "");
            }
            skip(input);
            continue;
        }
        let _ = input.parse::<Token![,]>();
    }
}

fn skip(input: ParseStream) {
    while !input.is_empty() {
        if input.parse::<Token![,]>().is_ok() {
            return;
        }
        let _ = input.parse::<TokenTree>();
    }
}

/// Parses what is in the parentheses or braces of an attribute of this name; whether there is one.
pub fn attribute(
    attributes: &[Attribute],
    name: &str,
    errors: &mut Errors,
    mut read: impl FnMut(ParseStream, &mut Errors),
) -> Option<Span> {
    let mut found = None;
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident(name)) {
        let span = attribute.path().segments[0].ident.span();
        if found.is_some() {
            errors.rule(span, "duplicate-attribute", &format!("`#[{name}]` is written twice"), "put all of it into one");
            continue;
        }
        found = Some(span);
        match &attribute.meta {
            Meta::List(list) => {
                let parsed = list.parse_args_with(|input: ParseStream| {
                    read(input, errors);
                    while input.parse::<TokenTree>().is_ok() {}
                    Ok(())
                });
                if let Err(error) = parsed
                    && errors.is_empty()
                {
                    errors.syntax(&error);
                }
            }
            Meta::Path(_) => {
                if let Err(error) = syn::parse::Parser::parse2(
                    |input: ParseStream| {
                        read(input, errors);
                        Ok(())
                    },
                    Default::default(),
                ) {
                    errors.syntax(&error);
                }
            }
            Meta::NameValue(_) => {
                errors.rule(span, "syntax", &format!("expected `#[{name}(…)]`"), "");
            }
        }
    }
    found
}

/// `= "text"`
pub fn text(input: ParseStream) -> syn::Result<LitStr> {
    input.parse::<Token![=]>()?;
    if input.peek(LitStr) { input.parse() } else { Err(input.error("expected a string")) }
}

/// `= Type`
pub fn path(input: ParseStream) -> syn::Result<Type> {
    input.parse::<Token![=]>()?;
    input.parse()
}

/// `= crate::path`
pub fn crate_path(input: ParseStream) -> syn::Result<Path> {
    input.parse::<Token![=]>()?;
    input.call(Path::parse_mod_style)
}

/// `= [Type, Type]`
pub fn paths(input: ParseStream) -> syn::Result<Vec<Type>> {
    list(input, |inner| inner.parse())
}

/// `= ["a", "b"]`
pub fn texts(input: ParseStream) -> syn::Result<Vec<LitStr>> {
    list(input, |inner| inner.parse())
}

fn list<T>(input: ParseStream, mut item: impl FnMut(&ParseBuffer) -> syn::Result<T>) -> syn::Result<Vec<T>> {
    input.parse::<Token![=]>()?;
    if !input.peek(token::Bracket) {
        return Err(input.error("expected a list in brackets"));
    }
    let inner;
    syn::bracketed!(inner in input);
    let mut items = Vec::new();
    while !inner.is_empty() {
        items.push(item(&inner)?);
        if !inner.is_empty() {
            inner.parse::<Token![,]>()?;
        }
    }
    Ok(items)
}

/// `= Word`, one of those.
pub fn word(input: ParseStream, known: &[&str]) -> syn::Result<String> {
    input.parse::<Token![=]>()?;
    let word = input.call(Ident::parse_any)?;
    let text = word.to_string();
    if known.contains(&text.as_str()) {
        return Ok(text);
    }
    let mut help = did_you_mean(&text, known.iter().copied());
    if help.is_empty() {
        help = expected(known);
    }
    Err(syn::Error::new(word.span(), format!("unknown value `{text}`: {help}")))
}

/// `"90s"`, `"6m"`, `"1h"` in seconds.
pub fn duration(text: &LitStr) -> syn::Result<u32> {
    let value = text.value();
    let (number, unit) = value.split_at(value.len() - value.chars().last().map_or(0, char::len_utf8));
    let seconds = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        _ => 0,
    };
    match number.parse::<u32>().ok().and_then(|number| number.checked_mul(seconds)) {
        Some(duration) if duration > 0 => Ok(duration),
        _ => Err(syn::Error::new(text.span(), "expected a duration such as \"90s\", \"6m\" or \"1h\"")),
    }
}

/// `= ["us-east-1"]`, each a region of AWS.
pub fn regions(input: ParseStream, errors: &mut Errors) -> syn::Result<Vec<String>> {
    let texts = texts(input)?;
    for region in &texts {
        if tap_schema::regions().all(|known| known != region.value()) {
            let help = did_you_mean(&region.value(), tap_schema::regions());
            let message = format!("unknown region `{}`", region.value());
            errors.rule(region.span(), "unknown-region", &message, &help);
        }
    }
    Ok(texts.iter().map(LitStr::value).collect())
}

/// The number of a region; past the last are those of which nothing is known.
pub fn region_number(region: &str) -> u8 {
    tap_schema::region_number(region).and_then(|number| u8::try_from(number).ok()).unwrap_or(u8::MAX)
}
