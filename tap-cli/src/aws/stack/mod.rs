//! Stacks at AWS: what they are, what would change, and doing it.

mod change_set;
mod compare;
mod delete;
mod events;
mod execute;
mod first_failure;
mod follow;
mod live;
mod pause;
mod prepare;
mod request;
mod roll_back;
mod state;
#[cfg(test)]
mod tests;
mod tree;
mod triggers;

pub use delete::delete;
pub use execute::{discard, execute};
pub use first_failure::last_failure;
pub use live::{Live, find};
pub use pause::Pause;
pub use prepare::{Prepared, prepare};
pub use roll_back::roll_back;
pub use state::{State, advice, state};
pub use tree::{LiveResource, Tree, tree};
// For stacks that others work on, as stack sets do.
pub use {
    events::Since,
    first_failure::{consequence, reason},
    follow::{Course, Operation, course},
};

use sha2::{Digest, Sha256};

/// What marks a request that is sent at most once in a run: sent again after its answer was lost, AWS knows it.
fn token(what: &str) -> String {
    format!("{what}-{:x}", (follow::since_1970() * 1000.0) as u64)
}

/// What marks a request that is sent once in all runs.
fn token_of(arn: &str) -> String {
    let hash: String = Sha256::digest(arn).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("tap-{hash}")
}
