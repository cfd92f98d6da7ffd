//! Groups of resources that stacks take as one field.

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
