//! `derive(Assertions)`: a set of assertions, each a rule of the templates that list the set.

use crate::errors::{Errors, expected};
use crate::expand::{Check, Impl, Item, Table, Writer};
use crate::parse::function::IN_ASSERTIONS;
use crate::parse::item::{doc, fields, no_generics, pascal};
use crate::parse::options::{attribute, crate_path, options};
use crate::parse::value::{Parser, Position};
use crate::value::{Kind, Reference, Value};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{DeriveInput, Field, Ident, Token};

/// What a function takes at one of its positions.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    /// What is true or false.
    Truth,
    One,
    List,
}

/// The parts of a rule.
#[derive(Default)]
struct Assertion {
    value: Option<Value>,
    when: Option<Value>,
    description: String,
}

/// Expands `derive(Assertions)`.
pub fn assertions(input: &DeriveInput) -> TokenStream {
    let mut item = Item::new(input);
    no_generics(input, "a set of assertions", "", &mut item.errors);
    let krate = &mut item.krate;
    attribute(&input.attrs, "assertions", &mut item.errors, |input, errors| {
        options(input, &["crate"], errors, |_, _, input, _| {
            *krate = Some(crate_path(input)?);
            Ok(())
        });
    });
    let fields = fields(input, "Assertions", &mut item.errors);
    if fields.is_empty() && item.errors.is_empty() {
        let help = "write a field `pub region: Assertion` with `#[assertion(…)]`, or remove the set";
        item.errors.rule(input.ident.span(), "assertion", "a set of assertions without any asserts nothing", help);
    }
    let (mut list, mut checks) = (TokenStream::new(), Vec::new());
    let mut names: Vec<String> = Vec::new();
    for (field, ident) in fields {
        let name = pascal(ident);
        if names.contains(&name) {
            let message = format!("two assertions are named `{name}`");
            item.errors.rule(ident.span(), "duplicate-assertion", &message, "rename one");
        }
        let assertion = read(field, ident, &mut item.errors);
        if let Some(value) = &assertion.value {
            let mut writer = rule(value, &assertion);
            let (truth, when) = (known(value), assertion.when.as_ref().map_or(quote!(::core::option::Option::Some(true)), known));
            let span = value.span;
            writer.checks.push(Check::new(span, "assertion_holds_by_default", quote_spanned!(span=> #name, #truth, #when)));
            let body = writer.body();
            checks.extend(writer.checks);
            list.extend(quote!((#name, &#body),));
        }
        names.push(name);
    }
    let broken = !item.errors.is_empty();
    let identity = item.identity(&Table::None);
    let set = Impl::new(
        "Assertions",
        quote! {
            const SET: &'static __tap::AssertionSet = &__tap::AssertionSet {
                target: <Self as __tap::Known>::TARGET, assertions: &[#list], broken: #broken,
            };
        },
    );
    // What is wrong already says enough.
    let checks = if broken { None } else { super::checks(&checks) };
    item.finish(&["unused_qualifications"], &[identity, set], checks)
}

fn read(field: &Field, ident: &Ident, errors: &mut Errors) -> Assertion {
    let mut assertion = Assertion { description: doc(&field.attrs), ..Assertion::default() };
    let before = errors.count();
    let found = attribute(&field.attrs, "assertion", errors, |input, errors| {
        let is_option = input.peek(Ident) && input.peek2(Token![=]) && !input.peek2(Token![==]);
        if !is_option && !input.is_empty() {
            assertion.value = Parser::new(errors).value(input, Position::Assertion);
            if !input.is_empty() && input.parse::<Token![,]>().is_err() {
                errors.rule(input.span(), "syntax", "expected `,` after the assertion", "");
            }
        }
        options(input, &["when"], errors, |_, _, input, errors| {
            input.parse::<Token![=]>()?;
            assertion.when = Parser::new(errors).value(input, Position::Assertion);
            Ok(())
        });
    });
    for value in assertion.value.iter().chain(&assertion.when) {
        check(value, Wanted::Truth, "", errors);
    }
    if assertion.value.is_none() && errors.count() == before {
        let help = "write `#[assertion(Contains([\"…\"], Ref(…)))]` above it";
        errors.rule(found.unwrap_or(ident.span()), "assertion", &format!("assertion `{ident}` asserts nothing"), help);
    }
    if assertion.description.is_empty() {
        let message = format!("assertion `{ident}` has no description");
        let help = "write `/// …` above it: it is what CloudFormation tells when the assertion is false";
        errors.rule(ident.span(), "assertion", &message, help);
    }
    assertion
}

/// What a function takes at this position.
fn wanted(function: &str, position: usize) -> Option<Wanted> {
    Some(match (function, position) {
        ("Fn::And" | "Fn::Or" | "Fn::Not", _) => Wanted::Truth,
        ("Fn::Equals", _) | ("Fn::Contains" | "Fn::EachMemberEquals", 1) => Wanted::One,
        ("Fn::Contains" | "Fn::EachMemberEquals" | "Fn::EachMemberIn", _) => Wanted::List,
        _ => return None,
    })
}

/// Reports what an assertion can't hold, and what stands where something else is wanted.
fn check(value: &Value, place: Wanted, function: &str, errors: &mut Errors) {
    let is = match &value.kind {
        Kind::Broken => return,
        Kind::Call { name, .. } if wanted(name, 0).is_some() => Wanted::Truth,
        Kind::List(_) => Wanted::List,
        // Whether a constant or parameter is a list is known in `const` evaluation.
        Kind::Constant(_) | Kind::Reference(Reference::Parameter(_)) if place == Wanted::List => Wanted::List,
        Kind::Reference(Reference::Pseudo(name)) if name == "AWS::NotificationARNs" => Wanted::List,
        Kind::Reference(Reference::Pseudo(name)) if name != "AWS::NoValue" => Wanted::One,
        Kind::Constant(_) | Kind::Reference(Reference::Parameter(_)) => Wanted::One,
        Kind::Text(_) | Kind::Number(_) | Kind::Bool(_) => Wanted::One,
        _ => {
            let message = "an assertion can't hold this";
            let help = "it is decided before anything else: from literals, constants, `Ref` of parameters and pseudo parameters, and lists of these";
            return errors.rule(value.span, "assertion", message, help);
        }
    };
    if is != place {
        let found = match is {
            Wanted::Truth => "something that is true or false",
            Wanted::One => "a value",
            Wanted::List => "a list",
        };
        let (message, help) = match place {
            Wanted::Truth => ("what is asserted is true or false".into(), expected(IN_ASSERTIONS)),
            Wanted::One => (format!("`{function}` takes a value here, not {found}"), String::new()),
            Wanted::List => {
                let help = "write `[…]`, a constant that is a list of strings, or `Ref` to a parameter of a list type";
                (format!("`{function}` takes a list here, not {found}"), help.into())
            }
        };
        return errors.rule(value.span, "assertion", &message, &help);
    }
    match &value.kind {
        Kind::Call { name, arguments, .. } => {
            for (position, argument) in arguments.iter().enumerate() {
                check(argument, wanted(name, position).unwrap_or(place), name.trim_start_matches("Fn::"), errors);
            }
        }
        Kind::List(items) if items.is_empty() => {
            errors.rule(value.span, "assertion", "the list is empty", "write at least one value into it");
        }
        Kind::List(items) => items.iter().for_each(|item| check(item, Wanted::One, function, errors)),
        _ => {}
    }
}

/// The JSON of a rule.
fn rule(value: &Value, assertion: &Assertion) -> Writer {
    let mut writer = Writer::default();
    writer.raw("{\"Assertions\":[{\"Assert\":");
    write(&mut writer, value, Wanted::Truth, "");
    writer.raw(",\"AssertDescription\":");
    writer.string(&assertion.description);
    writer.raw("}]");
    if let Some(when) = &assertion.when {
        writer.raw(",\"RuleCondition\":");
        write(&mut writer, when, Wanted::Truth, "");
    }
    writer.raw("}");
    writer
}

/// Writes an operand or a function. Rules compare strings, so that every literal is one.
fn write(writer: &mut Writer, value: &Value, place: Wanted, function: &str) {
    let (span, is_list) = (value.span, place == Wanted::List);
    match &value.kind {
        Kind::Text(text) | Kind::Number(text) => writer.string(text),
        Kind::Bool(value) => writer.string(if *value { "true" } else { "false" }),
        Kind::Constant(constant) => {
            let json = quote_spanned!(span=> __tap::PropertyValue(#constant).into_json());
            writer.checks.push(Check::new(span, "assertion_takes_constant", quote_spanned!(span=> #json, #is_list, #function)));
            if is_list {
                writer.hole(span, "Constant", quote_spanned!(span=> __tap::assertion_list(#json)));
            } else {
                writer.raw("\"");
                writer.hole(span, "Text", quote_spanned!(span=> __tap::assertion_value(#json), false));
                writer.raw("\"");
            }
        }
        Kind::Reference(Reference::Pseudo(name)) => writer.raw(&format!("{{\"Ref\":\"{name}\"}}")),
        Kind::Reference(Reference::Parameter(path)) => {
            writer.checks.push(Check::new(span, "assertion_takes_parameter", quote_spanned!(span=> #path, #is_list, #function)));
            writer.raw("{\"Ref\":\"");
            writer.hole(span, "Parameter", quote!(#path));
            writer.raw("\"}");
        }
        Kind::List(items) => {
            writer.raw("[");
            for (position, item) in items.iter().enumerate() {
                writer.raw(if position > 0 { "," } else { "" });
                write(writer, item, Wanted::One, function);
            }
            writer.raw("]");
        }
        Kind::Call { name, arguments, .. } => {
            if let [one, other] = arguments.as_slice() {
                compared(writer, one, other);
                compared(writer, other, one);
            }
            writer.raw(&format!("{{\"{name}\":["));
            for (position, argument) in arguments.iter().enumerate() {
                writer.raw(if position > 0 { "," } else { "" });
                write(writer, argument, wanted(name, position).unwrap_or(place), name.trim_start_matches("Fn::"));
            }
            writer.raw("]}");
        }
        // Reported.
        _ => writer.raw("null"),
    }
}

/// What `const` evaluation knows of an operand or a function when every parameter has its default.
fn known(value: &Value) -> TokenStream {
    let span = value.span;
    match &value.kind {
        Kind::Text(text) | Kind::Number(text) => quote!(__tap::Asserted::literal(#text)),
        Kind::Bool(value) => {
            let text = value.to_string();
            quote!(__tap::Asserted::literal(#text))
        }
        Kind::Constant(constant) => {
            quote_spanned!(span=> __tap::Asserted::constant(__tap::PropertyValue(#constant).into_json()))
        }
        Kind::Reference(Reference::Parameter(path)) => quote_spanned!(span=> __tap::Asserted::default(#path)),
        Kind::List(items) => {
            let items = items.iter().map(known);
            quote!(__tap::Asserted::list(&[#(#items),*]))
        }
        Kind::Call { name, arguments, .. } => {
            let operand = |(position, argument): (usize, &Value)| {
                let known = known(argument);
                if wanted(name, position) == Some(Wanted::One) { quote!(#known.one()) } else { known }
            };
            let known: Vec<_> = arguments.iter().enumerate().map(operand).collect();
            match (*name, known.as_slice()) {
                ("Fn::And", all) => quote!(__tap::asserted_all(&[#(#all),*], false)),
                ("Fn::Or", all) => quote!(__tap::asserted_all(&[#(#all),*], true)),
                ("Fn::Not", [truth]) => quote!(__tap::asserted_not(#truth)),
                ("Fn::Contains", [list, value]) => quote!(#value.each_in(&#list)),
                (_, [one, other]) => quote!(#one.each_in(&#other)),
                _ => quote!(::core::option::Option::None),
            }
        }
        _ => quote!(__tap::Asserted::UNKNOWN),
    }
}

/// Checks the literals that a parameter is compared with against its allowed values.
fn compared(writer: &mut Writer, parameter: &Value, with: &Value) {
    let Kind::Reference(Reference::Parameter(path)) = &parameter.kind else { return };
    match &with.kind {
        Kind::List(items) => items.iter().for_each(|item| compared(writer, parameter, item)),
        Kind::Text(text) | Kind::Number(text) => {
            let span = with.span;
            writer.checks.push(Check::new(span, "assertion_value_is_possible", quote_spanned!(span=> #path, #text)));
        }
        _ => {}
    }
}
