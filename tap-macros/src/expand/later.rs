//! Checks of values that are known only in `const` evaluation: whether a reference gives what its property takes, and a
//! constant or parameter is within its limits.

use super::check::Check;
use crate::value::{Kind, Part, Reference, Value};
use proc_macro2::{Literal, TokenStream};
use quote::{quote, quote_spanned};
use tap_schema::attributes::hash;
use tap_schema::check::{Limits, Place};

/// The checks of a value of a resource of that type; whether the resource exists under a condition.
pub fn later(kind: &str, is_conditional: bool, place: &Place, value: &Value) -> Vec<Check> {
    let subject = format!("`{}` of {kind}", place.path);
    let span = value.span;
    let mut checks: Vec<_> = kind_check(&subject, place, value).into_iter().collect();
    if let Some(limits) = place.limits.as_ref().map(limits) {
        let is_conditional = place.is_conditional || is_conditional;
        match &value.kind {
            Kind::Constant(path) => checks.push(Check::new(
                span,
                "constant_fits",
                quote_spanned!(span=> __tap::PropertyValue(#path).into_json(), #subject, &#limits),
            )),
            Kind::Reference(Reference::Parameter(path)) => checks.push(Check::new(
                span,
                "parameter_allowed",
                quote_spanned!(span=> #path, #subject, &#limits, #is_conditional),
            )),
            _ => {}
        }
    }
    if place.is_secret {
        match &value.kind {
            Kind::Constant(path) => checks.push(Check::new(
                span,
                "constant_is_secret",
                quote_spanned!(span=> __tap::PropertyValue(#path).into_json(), #subject),
            )),
            Kind::Reference(Reference::Parameter(path)) => {
                checks.push(Check::new(span, "parameter_is_secret", quote_spanned!(span=> #path, #subject)));
            }
            Kind::Output(path) | Kind::Import(path) => {
                checks.push(Check::new(span, "output_is_secret", quote_spanned!(span=> #path, #subject)));
            }
            Kind::Sub { parts, .. } if !is_dynamic(parts) => {
                for part in parts {
                    if let Part::Reference(Reference::Parameter(path), span) = part {
                        checks.push(Check::new(*span, "parameter_is_secret", quote_spanned!(*span=> #path, #subject)));
                    }
                }
            }
            _ => {}
        }
    }
    checks
}

/// The check that a reference gives what its property takes; none for what is no reference.
fn kind_check(subject: &str, place: &Place, value: &Value) -> Option<Check> {
    if place.destination.is_empty() {
        return None;
    }
    let (destination, wanted) = (Literal::byte_string(&place.destination), &place.wanted);
    let taken = quote!(&__tap::Place { subject: #subject, destination: #destination, wanted: #wanted });
    let span = value.span;
    Some(match &value.kind {
        Kind::Reference(Reference::Resource(target)) => {
            Check::new(span, "reference_fits", quote_spanned!(span=> <#target as __tap::Known>::TARGET, #taken))
        }
        Kind::Reference(Reference::Attribute(target, attribute, span)) => {
            let hash = Literal::u64_suffixed(hash(attribute));
            Check::new(
                *span,
                "attribute_fits",
                quote_spanned!(*span=> <#target as __tap::Known>::TARGET, #hash, #attribute, #taken),
            )
        }
        Kind::Reference(Reference::Parameter(path)) => Check::new(span, "parameter_fits", quote_spanned!(span=> #path, #taken)),
        Kind::Output(path) | Kind::Import(path) => Check::new(span, "output_fits", quote_spanned!(span=> #path, #taken)),
        _ => return None,
    })
}

/// The limits of a value as `const` evaluation reads them.
fn limits(limits: &Limits) -> TokenStream {
    let Limits { types, values, ignore_case, range, length, count, is_unique, items } = limits;
    let items = match items {
        Some(items) => {
            let items = self::limits(items);
            quote!(::core::option::Option::Some(&#items))
        }
        None => quote!(::core::option::Option::None),
    };
    let pair = |(least, most): (u32, u32)| quote!((#least, #most));
    let (length, count, (least, most)) = (pair(*length), pair(*count), *range);
    quote!(__tap::Limits {
        types: #types, values: &[#(#values),*], ignore_case: #ignore_case, range: (#least, #most), length: #length, count: #count,
        is_unique: #is_unique, items: #items,
    })
}

/// Whether a text holds a dynamic reference.
fn is_dynamic(parts: &[Part]) -> bool {
    parts.iter().any(|part| matches!(part, Part::Text(text) if text.contains("{{resolve:")))
}
