//! Model to tokens.

mod body;
mod index;
mod item;

pub use body::{Writer, attribute_hash};
pub use item::Item;
