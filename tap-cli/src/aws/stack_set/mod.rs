//! Stack sets: one template in several regions, by the API of CloudFormation.
//!
//! The resource `AWS::CloudFormation::StackSet` of a template says what the set is like. This client calls the API itself instead of
//! deploying that template, so that it sees each operation, and the stacks in every region.

mod calls;
mod delete;
mod desired;
mod execute;
mod follow;
mod live;
mod operation;
mod prepare;
mod roll_back;
#[cfg(test)]
mod tests;

pub use calls::Targets;
pub use delete::delete;
pub use desired::desired;
pub use execute::execute;
pub use live::{LiveSet, find, is_busy};
pub use prepare::{Change, prepare, stack_of};
pub use roll_back::roll_back;

/// An account and a region.
pub type Target = (String, String);
