//! Groups of resources that stacks take as one field.

mod container_function;
mod health;
mod private_bucket;

pub use container_function::*;
pub use health::*;
pub use private_bucket::*;
