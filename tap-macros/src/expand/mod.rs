//! Model to tokens.

mod body;
mod check;
mod hole;
mod index;
mod item;
mod later;

pub use body::Writer;
pub use check::Check;
pub use index::Regional;
pub use item::{Impl, Item, Table, line};
pub use later::later;
