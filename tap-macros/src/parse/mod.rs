//! Tokens to model.

pub mod item;
pub mod names;
pub mod options;
mod sub;
pub mod value;
