//! What every derive reads of its item: name, generics, doc comments, fields.

use crate::errors::Errors;
use crate::parse::depth;
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::quote;
use syn::{
    AttrStyle, Attribute, Data, DeriveInput, Expr, ExprLit, Field, Fields, GenericParam, Ident, Lit, MacroDelimiter, Meta,
    MetaList, Token, Type, token,
};

/// The item of a derive.
pub fn read(tokens: TokenStream) -> syn::Result<DeriveInput> {
    depth::check(&tokens)?;
    let (attributes, rest) = attributes(tokens);
    let mut item: DeriveInput = syn::parse2(rest)?;
    item.attrs.extend(attributes);
    Ok(item)
}

/// Takes the attributes of the form `#[name …]` with a group out of an item, unparsed: what is in them is parsed once, by
/// those who know what it should be.
fn attributes(tokens: TokenStream) -> (Vec<Attribute>, TokenStream) {
    let (mut attributes, mut rest) = (Vec::new(), Vec::new());
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        if let TokenTree::Punct(mark) = &token
            && mark.as_char() == '#'
            && let Some(TokenTree::Group(group)) = tokens.peek()
            && let Some(meta) = meta(group)
        {
            let (pound_token, bracket_token) = (Token![#](mark.span()), token::Bracket { span: group.delim_span() });
            attributes.push(Attribute { pound_token, style: AttrStyle::Outer, bracket_token, meta });
            tokens.next();
        } else {
            rest.push(token);
        }
    }
    (attributes, rest.into_iter().collect())
}

/// `[name (…)]`
fn meta(group: &Group) -> Option<Meta> {
    let mut tokens = group.stream().into_iter();
    let (Some(TokenTree::Ident(name)), Some(TokenTree::Group(group)), None) = (tokens.next(), tokens.next(), tokens.next())
    else {
        return None;
    };
    let span = group.delim_span();
    let delimiter = match group.delimiter() {
        Delimiter::Parenthesis => MacroDelimiter::Paren(token::Paren { span }),
        Delimiter::Brace => MacroDelimiter::Brace(token::Brace { span }),
        Delimiter::Bracket => MacroDelimiter::Bracket(token::Bracket { span }),
        Delimiter::None => return None,
    };
    Some(Meta::List(MetaList { path: name.into(), delimiter, tokens: group.stream() }))
}

/// The lines of a doc comment, joined; an empty text if there is none.
pub fn doc(attributes: &[Attribute]) -> String {
    let mut text = String::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("doc")) {
        if let Meta::NameValue(meta) = &attribute.meta
            && let Expr::Lit(ExprLit { lit: Lit::Str(line), .. }) = &meta.value
        {
            let line = line.value();
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(line.trim());
        }
    }
    text.trim().to_string()
}

/// The named fields of a struct; anything else is an error.
pub fn fields<'a>(input: &'a DeriveInput, derive: &str, errors: &mut Errors) -> Vec<(&'a Field, &'a Ident)> {
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => {
                fields.named.iter().filter_map(|field| field.ident.as_ref().map(|name| (field, name))).collect()
            }
            Fields::Unit => Vec::new(),
            Fields::Unnamed(_) => {
                let message = format!("`derive({derive})` needs a struct with named fields");
                errors.rule(input.ident.span(), "item", &message, "name the fields");
                Vec::new()
            }
        },
        _ => {
            let message = format!("`derive({derive})` is for structs");
            errors.rule(input.ident.span(), "item", &message, "");
            Vec::new()
        }
    }
}

/// Reports generics where an item can't have any.
pub fn no_generics(input: &DeriveInput, what: &str, help: &str, errors: &mut Errors) {
    if let Some(parameter) = input.generics.params.first() {
        let span = syn::spanned::Spanned::span(parameter);
        errors.rule(span, "generic", &format!("{what} is never generic"), help);
    }
}

/// The generic arguments of an item, as data for its identity.
pub fn arguments(input: &DeriveInput, errors: &mut Errors) -> TokenStream {
    let mut arguments = TokenStream::new();
    for parameter in &input.generics.params {
        match parameter {
            GenericParam::Type(parameter) => {
                let name = &parameter.ident;
                arguments.extend(quote!(__tap::Argument::Type(<#name as __tap::Known>::TARGET),));
            }
            GenericParam::Const(parameter) => {
                let name = &parameter.ident;
                let kind = match &parameter.ty {
                    Type::Path(path) if path.path.is_ident("bool") => quote!(Bool(#name)),
                    Type::Path(path) if path.path.is_ident("char") => quote!(Char(#name)),
                    _ => quote!(Integer(#name as i128)),
                };
                arguments.extend(quote!(__tap::Argument::#kind,));
            }
            GenericParam::Lifetime(parameter) => {
                errors.rule(parameter.lifetime.ident.span(), "generic", "infrastructure has no lifetimes", "");
            }
        }
    }
    arguments
}

/// `vpc_id` to `VpcId`.
pub fn pascal(name: &Ident) -> String {
    let name = name.to_string();
    let mut text = String::new();
    for word in name.trim_start_matches("r#").split('_') {
        let mut letters = word.chars();
        text.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        text.push_str(letters.as_str());
    }
    text
}

/// `TransactionPlatform` to `transaction-platform`.
pub fn kebab(name: &Ident) -> String {
    let mut text = String::new();
    for letter in name.to_string().chars() {
        if letter.is_uppercase() && !text.is_empty() {
            text.push('-');
        }
        text.push(letter.to_ascii_lowercase());
    }
    text
}
