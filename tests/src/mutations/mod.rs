//! Valid inputs made from the schema of a type, and mutations of them that break one rule each, at one place.
//!
//! What a mutation must be refused for follows from what it did, never from what the checker says of it.

mod generate;
mod mutate;
mod places;
mod sample;
mod text;

pub use generate::{matches, valid};
pub use mutate::{Mutant, Mutation, mutants};
pub use places::Place;
pub use sample::{Path, Sample, Step, Token, input};
