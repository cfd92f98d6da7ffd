//! What a user compiles: a deployment client only if it is asked for.

use std::collections::BTreeSet;
use std::process::Command;

use tap_tests::program::Said;
use tap_tests::workspace_root;

/// Names of the crates that a package takes to build.
fn crates(package: &str, features: &[&str]) -> BTreeSet<String> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["tree", "--locked", "--edges", "normal,build", "--prefix", "none", "--package", package]).args(features);
    let listing = Said::by(cargo.current_dir(workspace_root())).ended(0);
    listing.lines().filter_map(|line| line.split_whitespace().next()).map(str::to_string).collect()
}

#[test]
fn the_default_build_has_no_sdk_in_it() {
    let is_sdk = |name: &String| name.starts_with("aws-") || ["tokio", "hyper", "rustls"].contains(&name.as_str());
    for package in ["tap-core", "tap-cli", "tap-stacks", "tap-examples"] {
        let found: Vec<String> = crates(package, &[]).into_iter().filter(is_sdk).collect();
        assert!(found.is_empty(), "{package} compiles {found:?}");
    }
    let asked_for = crates("tap-examples", &["--features", "aws"]);
    assert!(asked_for.contains("aws-sdk-cloudformation"), "the feature brings the client");
    assert!(!asked_for.contains("aws-lc-sys") && !asked_for.contains("openssl-sys"), "and no C library that takes minutes");
}

#[test]
fn a_user_compiles_few_crates() {
    assert!(crates("tap-core", &[]).len() <= 25, "{:?}", crates("tap-core", &[]));
    assert!(crates("tap-examples", &[]).len() <= 60, "{:?}", crates("tap-examples", &[]));
}
