//! Tells types, parameter fields, constants and pseudo parameters apart by how their names are written.

use crate::value::Reference;
use proc_macro2::Span;
use quote::ToTokens;
use syn::{Ident, PathArguments, Type};
use tap_schema::PSEUDO_PARAMETERS;

/// How the last segment of a path is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Case {
    /// `suffix`
    Lower,
    /// `RETENTION_DAYS`, `AZ`
    Upper,
    /// `Vpc`
    Camel,
}

/// How a name is written.
pub fn case(name: &str) -> Case {
    let name = name.trim_start_matches("r#").trim_start_matches('_');
    match name.chars().next() {
        Some(first) if first.is_uppercase() => {
            if name.chars().any(char::is_lowercase) {
                Case::Camel
            } else {
                Case::Upper
            }
        }
        _ => Case::Lower,
    }
}

/// The last name of a path type, if it is one.
pub fn last(path: &Type) -> Option<&Ident> {
    match path {
        Type::Path(path) => path.path.segments.last().map(|segment| &segment.ident),
        _ => None,
    }
}

/// The text of a path without spaces.
pub fn text(path: &Type) -> String {
    path.to_token_stream().to_string().replace(' ', "")
}

/// What the argument of `Ref` names.
pub fn reference(path: &Type) -> Result<Reference, (Span, String, String)> {
    let Some(last) = last(path) else {
        let span = syn::spanned::Spanned::span(path);
        return Err((span, "expected a resource type, a parameter or a pseudo parameter".into(), String::new()));
    };
    if let Type::Path(inner) = path
        && inner.path.segments.len() > 1
        && inner.path.segments[0].ident == "AWS"
    {
        let name = text(path);
        if PSEUDO_PARAMETERS.contains(&name.as_str()) {
            return Ok(Reference::Pseudo(name));
        }
        let help = tap_schema::name::did_you_mean(&name, PSEUDO_PARAMETERS.iter().copied());
        return Err((last.span(), format!("unknown pseudo parameter `{name}`"), help));
    }
    match case(&last.to_string()) {
        Case::Lower => Ok(Reference::Parameter(Box::new(expression(path)))),
        _ => Ok(Reference::Resource(Box::new(path.clone()))),
    }
}

/// A path type as it is spelt in expressions: generic arguments get their turbofish.
pub fn expression(path: &Type) -> Type {
    let mut path = path.clone();
    if let Type::Path(path) = &mut path {
        for segment in &mut path.path.segments {
            if let PathArguments::AngleBracketed(arguments) = &mut segment.arguments {
                arguments.colon2_token = Some(Default::default());
            }
        }
    }
    path
}
