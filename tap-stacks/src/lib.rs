//! A transaction platform as types: network, storage, database and compute for a financial company's transactions.
//!
//! Everything here is written with the public language of [`tap_core`], so every type can be taken as it is, or copied
//! and changed. The whole is [`TransactionPlatform`]: a bootstrap ([`registry`], [`retention`]), then one root stack,
//! [`TapStack`], with five nested stacks that CloudFormation builds as far as possible side by side, and [`stack_set`], which
//! deploys that root to both regions.
//!
//! ```text
//! network ──┬──────────────► database ──┬──► release ──► gate
//!           │                 │ writes its endpoint to Parameter Store
//!           └──► compute ◄─ ─ ┘ read when a function runs: no edge of the graph
//!     storage ──┘     └─────────────────┘
//! ```
//!
//! Any stack is a root of its own in another app, beside the bootstrap whose key it uses:
//!
//! ```
//! use tap_core::prelude::*;
//! use tap_stacks::network::NetworkStack;
//! use tap_stacks::registry::RegistryStack;
//!
//! #[derive(App)]
//! #[app(regions = ["us-east-1", "eu-west-1"])]
//! pub struct NetworkOnly {
//!     registry: RegistryStack,
//!     network: NetworkStack,
//! }
//! # fn main() {}
//! ```
//!
//! Names: every physical name carries the suffix of the environment, global names the region too, and bucket names the
//! account as well, so any number of environments fit into one account and both regions.

pub mod compute;
pub mod constructs;
pub mod database;
pub mod environment;
pub mod network;
pub mod operations;
pub mod platform;
pub mod registry;
pub mod release;
pub mod retention;
pub mod stack_set;
pub mod storage;
pub mod supported;

pub use environment::Environment;
pub use platform::TapStack;

use tap_core::prelude::*;
use tap_core::rules;

/// The platform in the regions that it is deployed to: the bootstrap, then the platform itself, which is up within 15 minutes.
#[derive(App)]
#[app(
    regions = ["us-east-1", "eu-west-1"],
    deploy_budget = "15m",
    rules = [
        rules::suffixed_names,
        rules::encrypted_at_rest,
        rules::no_public_access,
        rules::no_retain,
        rules::no_wildcard_iam,
        rules::no_plaintext_environment,
        rules::no_guardduty,
        rules::drift_detectable,
    ]
)]
pub struct TransactionPlatform {
    registry: registry::RegistryStack,
    retention: retention::RetentionStack,
    tap_stack: TapStack,
    stack_set: stack_set::StackSetStack,
}
