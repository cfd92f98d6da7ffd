//! What the tests across the crates share.
#![forbid(unsafe_code)]

pub mod boto;
pub mod browser;
pub mod cloud;
pub mod corpus;
mod disagreements;
pub mod edited;
pub mod emulators;
pub mod malformed;
pub mod mutations;
pub mod node;
pub mod order;
pub mod package;
pub mod program;
pub mod proxy;
pub mod python;
pub mod servers;
pub mod substitutions;
mod tools;

use std::path::{Path, PathBuf};

/// The folder of the workspace's `Cargo.toml`.
///
/// ```
/// assert!(tap_tests::workspace_root().join("tap-core").is_dir());
/// ```
pub fn workspace_root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the package lies in the workspace")
}

/// The folder Cargo builds into: `CARGO_TARGET_DIR`, or else `target` in the workspace.
///
/// ```
/// assert!(tap_tests::target_dir().is_absolute());
/// ```
pub fn target_dir() -> PathBuf {
    let chosen = std::env::var_os("CARGO_TARGET_DIR").filter(|path| !path.is_empty());
    // A test's working directory is not the one Cargo was started in, so a relative path is read from the root.
    workspace_root().join(chosen.map_or_else(|| PathBuf::from("target"), PathBuf::from))
}
