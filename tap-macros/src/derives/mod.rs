//! One module for each derive: reads its item, checks it, emits it. On error a stub is emitted beside the errors, so that
//! one mistake doesn't become twenty.

mod app;
mod assertions;
mod conditions;
mod construct;
mod fragment;
mod identity;
mod mapping;
mod outputs;
mod parameters;
mod resource;
mod stack;

pub use app::app;
pub use assertions::assertions;
pub use conditions::conditions;
pub use construct::construct;
pub use fragment::fragment;
pub use identity::identity;
pub use mapping::mapping;
pub use outputs::outputs;
pub use parameters::parameters;
pub use resource::resource;
pub use stack::stack;

use crate::expand::Check;
use proc_macro2::TokenStream;
use quote::quote;

/// Checks of references, each in a constant of its own, so that each is reported: the first in that of the whole expansion.
fn checks(checks: &[Check]) -> Option<TokenStream> {
    let (first, others) = checks.split_first()?;
    Some(quote!(#(const _: () = #others;)* #first;))
}
