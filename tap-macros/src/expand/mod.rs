//! Model to tokens.

mod body;
mod index;
mod item;

pub use body::Writer;
pub use index::Regional;
pub use item::{Item, place};
