//! Tokens to model.

pub mod depth;
mod function;
pub mod item;
pub mod names;
pub mod options;
mod sub;
pub mod value;
