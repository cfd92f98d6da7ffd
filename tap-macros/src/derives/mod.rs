//! One module for each derive: reads its item, checks it, emits it. On error a stub is emitted beside the errors, so that
//! one mistake doesn't become twenty.

mod app;
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
pub use conditions::conditions;
pub use construct::construct;
pub use fragment::fragment;
pub use identity::identity;
pub use mapping::mapping;
pub use outputs::outputs;
pub use parameters::parameters;
pub use resource::resource;
pub use stack::stack;

use proc_macro2::TokenStream;
use quote::quote;

/// Checks of references in their own constants; nothing if there are none.
fn checks(checks: &TokenStream) -> TokenStream {
    if checks.is_empty() {
        return TokenStream::new();
    }
    // One constant for each check, so that each is reported.
    let mut constants = TokenStream::new();
    let mut statement = TokenStream::new();
    for token in checks.clone() {
        let is_end = matches!(&token, proc_macro2::TokenTree::Punct(punct) if punct.as_char() == ';');
        if is_end {
            let check = std::mem::take(&mut statement);
            constants.extend(quote!(const _: () = { #check };));
        } else {
            statement.extend([token]);
        }
    }
    constants
}
