//! Model to tokens.

mod body;
mod index;
mod item;

pub use body::Writer;
pub use item::Item;
