//! Groups of resources that stacks take as one field.
//!
//! What a user decides is in a trait of each ([`Function`], [`Database`], [`Network`], …), as constants; a unit struct that
//! implements it stands as the argument, and tells one of a kind from another in the same stack.

mod aurora_serverless;
mod container_function;
mod health;
mod private_bucket;
mod private_network;

pub use aurora_serverless::*;
pub use container_function::*;
pub use health::*;
pub use private_bucket::*;
pub use private_network::*;
