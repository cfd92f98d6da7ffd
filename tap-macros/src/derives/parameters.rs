//! `derive(Parameters)`: a set of template parameters.

use crate::errors::{Errors, alphanumeric};
use crate::expand::{Impl, Item, Table, Writer};
use crate::parse::item::{doc, fields, no_generics, pascal};
use crate::parse::names::last;
use crate::parse::options::{attribute, crate_path, options, text};
use crate::parse::value::{Parser, Position};
use crate::value::{Kind, Value};
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{DeriveInput, Field, Ident, Token, Type};

/// Options that become keys of the declaration.
const KEYS: &[(&str, &str)] = &[
    ("allowed_pattern", "AllowedPattern"),
    ("allowed_values", "AllowedValues"),
    ("constraint", "ConstraintDescription"),
    ("default", "Default"),
    ("max_length", "MaxLength"),
    ("max_value", "MaxValue"),
    ("min_length", "MinLength"),
    ("min_value", "MinValue"),
];
const OPTIONS: &[&str] = &[
    "name",
    "default",
    "allowed_values",
    "allowed_pattern",
    "min_length",
    "max_length",
    "min_value",
    "max_value",
    "constraint",
    "no_echo",
];

struct Parameter {
    name: String,
    no_echo: bool,
    keys: Vec<(&'static str, Value)>,
}

/// Expands `derive(Parameters)`.
pub fn parameters(input: &DeriveInput) -> TokenStream {
    let mut item = Item::new(input);
    no_generics(input, "a parameter set", "write one struct for each set", &mut item.errors);
    let mut label = input.ident.to_string();
    let krate = &mut item.krate;
    attribute(&input.attrs, "parameters", &mut item.errors, |input, errors| {
        options(input, &["label", "crate"], errors, |name, _, input, _| {
            match name {
                "label" => label = text(input)?.value(),
                _ => *krate = Some(crate_path(input)?),
            }
            Ok(())
        });
    });
    let mut constants = TokenStream::new();
    let mut names: Vec<(String, Span)> = Vec::new();
    let mut list = TokenStream::new();
    for (field, ident) in fields(input, "Parameters", &mut item.errors) {
        let parameter = parameter(field, ident, &mut item.errors);
        if names.iter().any(|(name, _)| *name == parameter.name) {
            let message = format!("two parameters are named `{}`", parameter.name);
            item.errors.rule(ident.span(), "duplicate-parameter", &message, "give one of them `name = \"…\"`");
        }
        names.push((parameter.name.clone(), ident.span()));
        constants.extend(constant(field, ident, &parameter));
        list.extend(quote!(Self::#ident,));
    }
    let broken = !item.errors.is_empty();
    let identity = item.identity(&Table::None);
    let set = Impl::new(
        "Parameters",
        quote! {
            const SET: &'static __tap::ParameterSet = &__tap::ParameterSet {
                target: <Self as __tap::Known>::TARGET, label: #label, parameters: &[#list], broken: #broken,
            };
        },
    );
    let name = &input.ident;
    item.finish(&["unused_qualifications", "non_upper_case_globals"], &[identity, set], Some(quote!(impl #name { #constants })))
}

fn parameter(field: &Field, ident: &Ident, errors: &mut Errors) -> Parameter {
    let mut parameter = Parameter { name: pascal(ident), no_echo: false, keys: Vec::new() };
    let description = doc(&field.attrs);
    if !description.is_empty() {
        parameter.keys.push(("Description", Value { span: ident.span(), kind: Kind::Text(description) }));
    }
    attribute(&field.attrs, "parameter", errors, |input, errors| {
        options(input, OPTIONS, errors, |name, span, input, errors| {
            match name {
                "name" => parameter.name = name_of(input, errors)?,
                "no_echo" => parameter.no_echo = true,
                _ => {
                    input.parse::<Token![=]>()?;
                    let Some(value) = Parser::new(errors).value(input, Position::Property) else {
                        return Ok(());
                    };
                    let key = KEYS.iter().find(|key| key.0 == name).map_or("Default", |key| key.1);
                    let is_list = matches!(value.kind, Kind::List(_) | Kind::Constant(_));
                    if !is_plain(&value) || (name == "allowed_values") && !is_list {
                        let message = format!(
                            "`{name}` takes {}",
                            if name == "allowed_values" { "a list" } else { "a literal or a constant" }
                        );
                        errors.rule(span, "parameter", &message, "");
                        return Ok(());
                    }
                    parameter.keys.push((key, value));
                }
            }
            Ok(())
        });
    });
    check_default(&parameter, &field.ty, errors);
    parameter
}

/// A default must be a value that the parameter takes. Constants are not known here.
fn check_default(parameter: &Parameter, kind: &Type, errors: &mut Errors) {
    let key = |name: &str| parameter.keys.iter().find(|(key, _)| *key == name).map(|(_, value)| value);
    let Some(default) = key("Default") else { return };
    let Some(text) = plain(default) else { return };
    let is_list = matches!(last(kind), Some(name) if name == "Vec");
    let mut refuse = |message: String| {
        let message = format!("the default of parameter `{}` {message}", parameter.name);
        errors.rule(default.span, "default-outside-constraints", &message, "");
    };
    let values: Vec<&str> = if is_list { text.split(',').map(str::trim).collect() } else { vec![text.as_str()] };
    if let Some(Value { kind: Kind::List(allowed), .. }) = key("AllowedValues") {
        let allowed: Option<Vec<String>> = allowed.iter().map(plain).collect();
        if let (Some(allowed), Some(other)) = (
            &allowed,
            values.iter().find(|value| allowed.as_ref().is_some_and(|allowed| !allowed.iter().any(|known| known == *value))),
        ) {
            refuse(format!("is `{other}`, none of its allowed values: `{}`", allowed.join("`, `")));
        }
    }
    if let Some(pattern) = key("AllowedPattern").and_then(plain) {
        // CloudFormation matches the whole value.
        let is_match =
            |value: &&&str| regex_lite::Regex::new(&format!("^(?:{pattern})$")).is_ok_and(|regex| !regex.is_match(value));
        if let Some(other) = values.iter().find(is_match) {
            refuse(format!("is `{other}`, which does not match its allowed pattern `{pattern}`"));
        }
    }
    let bound = |name: &str| key(name).and_then(plain).and_then(|text| text.parse::<f64>().ok());
    let length = text.chars().count() as f64;
    let number = text.parse::<f64>().ok();
    for (what, found, least, most) in
        [("characters", Some(length), "MinLength", "MaxLength"), ("", number, "MinValue", "MaxValue")]
    {
        let Some(found) = found else { continue };
        let what = if what.is_empty() { format!("is {found}") } else { format!("has {found} {what}") };
        if let Some(least) = bound(least).filter(|least| found < *least) {
            refuse(format!("{what}, where at least {least} is wanted"));
        }
        if let Some(most) = bound(most).filter(|most| found > *most) {
            refuse(format!("{what}, where at most {most} is wanted"));
        }
    }
}

/// A literal as text.
fn plain(value: &Value) -> Option<String> {
    match &value.kind {
        Kind::Text(text) | Kind::Number(text) => Some(text.clone()),
        Kind::Bool(value) => Some(value.to_string()),
        _ => None,
    }
}

fn name_of(input: syn::parse::ParseStream, errors: &mut Errors) -> syn::Result<String> {
    let name = text(input)?;
    if name.value().is_empty() || !name.value().chars().all(|letter| letter.is_ascii_alphanumeric()) {
        let help = alphanumeric(&name.value());
        errors.rule(name.span(), "parameter", "a parameter's name has letters and digits only", &help);
    }
    Ok(name.value())
}

fn is_plain(value: &Value) -> bool {
    match &value.kind {
        Kind::Bool(_) | Kind::Number(_) | Kind::Text(_) | Kind::Constant(_) => true,
        Kind::List(items) => items.iter().all(is_plain),
        _ => false,
    }
}

fn constant(field: &Field, ident: &Ident, parameter: &Parameter) -> TokenStream {
    let mut writer = Writer::default();
    writer.raw("{");
    let mut keys: Vec<_> = parameter.keys.iter().collect();
    keys.sort_by_key(|(key, _)| *key);
    let mut first = true;
    for (key, value) in keys.iter().filter(|(key, _)| *key < "NoEcho") {
        writer.key(key, first);
        writer.value(value);
        writer.close();
        first = false;
    }
    if parameter.no_echo {
        writer.raw(if first { "\"NoEcho\":true" } else { ",\"NoEcho\":true" });
        first = false;
    }
    let kind = &field.ty;
    let source = quote_spanned!(kind.span()=> <#kind as __tap::ParameterType>::SOURCE);
    let kind = quote_spanned!(kind.span()=> <#kind as __tap::ParameterType>::TYPE);
    writer.raw(if first { "\"Type\":" } else { ",\"Type\":" });
    writer.hole(ident.span(), "Constant", quote!(__tap::Constant::Text(#kind)));
    writer.raw("}");
    let has_default = keys.iter().any(|(key, _)| *key == "Default");
    let (name, body, visibility) = (&parameter.name, writer.body(), &field.vis);
    let (values, is_limited, no_echo) = (values(&parameter.keys, &field.ty), is_limited(&parameter.keys), parameter.no_echo);
    let default = default(&parameter.keys, &field.ty);
    quote_spanned! {ident.span()=>
        #[allow(dead_code, missing_docs)]
        #visibility const #ident: &'static __tap::Parameter = &__tap::Parameter {
            set: <Self as __tap::Known>::TARGET, name: #name, kind: #kind, source: #source, has_default: #has_default,
            default: &[#default], values: &[#values], is_limited: #is_limited, no_echo: #no_echo, declaration: &#body,
        };
    }
}

fn is_limited(keys: &[(&str, Value)]) -> bool {
    keys.iter().any(|(key, _)| *key == "AllowedValues")
}

/// The values that checks in `const` know of: those that are allowed, or the default if any is.
fn values(keys: &[(&str, Value)], kind: &Type) -> TokenStream {
    match keys.iter().find(|(key, _)| *key == "AllowedValues") {
        Some((_, Value { kind: Kind::List(items), .. })) => items.iter().map(|item| constant_value(item, false)).collect(),
        Some(_) => TokenStream::new(),
        None => default(keys, kind),
    }
}

/// The default, if there is one that `const` evaluation can know.
fn default(keys: &[(&str, Value)], kind: &Type) -> TokenStream {
    match keys.iter().find(|(key, _)| *key == "Default") {
        Some((_, Value { kind: Kind::List(items), .. })) => items.iter().map(|item| constant_value(item, false)).collect(),
        Some((_, value)) => constant_value(value, matches!(last(kind), Some(name) if name == "Vec")),
        None => TokenStream::new(),
    }
}

/// One of them, with its comma. The default of a list has its items divided by commas.
fn constant_value(value: &Value, is_list: bool) -> TokenStream {
    let value = match &value.kind {
        Kind::Bool(value) => quote!(Bool(#value)),
        Kind::Number(digits) => match digits.parse::<i128>() {
            Ok(number) => quote!(Integer(#number)),
            Err(_) => return TokenStream::new(),
        },
        Kind::Text(text) if is_list => {
            let items = text.split(',').map(str::trim);
            quote!(Texts(&[#(#items),*]))
        }
        Kind::Text(text) => quote!(Text(#text)),
        Kind::Constant(_) if is_list => return TokenStream::new(),
        Kind::Constant(path) => return quote_spanned!(value.span=> __tap::PropertyValue(#path).into_json(),),
        _ => return TokenStream::new(),
    };
    quote!(__tap::Value::Constant(__tap::Constant::#value),)
}
