//! Tokens to model.

pub mod depth;
pub mod function;
pub mod item;
pub mod names;
pub mod options;
mod sub;
pub mod value;
