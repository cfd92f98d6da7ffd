//! What a graph tells by itself: which resources wait for each other, and which decide how long a deployment takes.
//!
//! Both go by CloudFormation's own order: a nested stack is one resource of its parent, so what one of its resources needs from
//! outside is needed before any of them is created.

mod components;
mod critical;
mod cycles;
#[cfg(test)]
mod tests;

pub use critical::{CriticalPath, critical_path};
pub use cycles::{Cycle, Step, cycles};

pub(super) use components::Components;
