//! Derives of `tap-core`, which re-exports them with their documentation. Nothing here is meant to be used directly.
//!
//! This file only forwards: tokens are parsed into a spanned model (`parse`, `value`), checked against `tap-schema`
//! (`derives`), and expanded into data (`expand`).

mod check;
mod derives;
mod errors;
mod expand;
mod parse;
#[cfg(test)]
mod tests;
mod value;

use proc_macro::TokenStream;

macro_rules! derives {
    ($($(#[$doc:meta])* $derive:ident($($attribute:ident),*) = $function:ident;)*) => {$(
        $(#[$doc])*
        #[proc_macro_derive($derive, attributes($($attribute),*))]
        pub fn $function(input: TokenStream) -> TokenStream {
            match parse::item::read(input.into()) {
                Ok(item) => derives::$function(&item).into(),
                Err(error) => error.to_compile_error().into(),
            }
        }
    )*};
}

derives! {
    /// Gives a type an identity, so that it can stand as an argument of generic resources.
    Identity(identity) = identity;
    /// Makes a struct a set of template parameters.
    Parameters(parameters, parameter) = parameters;
    /// Makes a struct a CloudFormation resource.
    Resource(resource, properties) = resource;
    /// Makes a struct the outputs of a stack.
    Outputs(outputs, output) = outputs;
    /// Makes a struct a set of conditions.
    Conditions(conditions, condition) = conditions;
    /// Makes a struct a set of assertions.
    Assertions(assertions, assertion) = assertions;
    /// Makes a struct a mapping.
    Mapping(mapping) = mapping;
    /// Makes a struct of resources a group that a stack takes as one field.
    Construct(construct) = construct;
    /// Makes a struct of resources and nested stacks a stack.
    Stack(stack) = stack;
    /// Makes a struct of stacks an app.
    App(app) = app;
}

/// Implementation of `tap_core::fragment!`.
#[doc(hidden)]
#[proc_macro]
pub fn __fragment(input: TokenStream) -> TokenStream {
    derives::fragment(input.into()).into()
}
