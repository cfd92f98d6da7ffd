//! Groups of resources that stacks take as one field.

mod container_function;

pub use container_function::*;
