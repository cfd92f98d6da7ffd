//! The Node packages of the tests, in folders under the target directory.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::tools::{installed, run};

const HELP: &str = "the tests need Node.js 20 or later with npm, and access to a package registry";

/// What `npm ci` reads: the packages, and their versions and hashes.
type Files = [(&'static str, &'static str); 3];

const CDK: Files = [
    (".npmrc", include_str!("../peers/cdk/.npmrc")),
    ("package.json", include_str!("../peers/cdk/package.json")),
    ("package-lock.json", include_str!("../peers/cdk/package-lock.json")),
];
const DIFF: Files = [
    (".npmrc", include_str!("../diff/.npmrc")),
    ("package.json", include_str!("../diff/package.json")),
    ("package-lock.json", include_str!("../diff/package-lock.json")),
];
const BROWSER: Files = [
    (".npmrc", include_str!("../browser/.npmrc")),
    ("package.json", include_str!("../browser/package.json")),
    ("package-lock.json", include_str!("../browser/package-lock.json")),
];
const GRAPH: Files = [
    (".npmrc", include_str!("../graph/.npmrc")),
    ("package.json", include_str!("../graph/package.json")),
    ("package-lock.json", include_str!("../graph/package-lock.json")),
];

/// The folder whose `node_modules` holds CDK, installed on first use with the versions and hashes of `tests/peers/cdk`.
///
/// # Panics
///
/// If it cannot be installed, with what npm said: a missing tool fails a test, it never skips it.
///
/// ```no_run
/// assert!(tap_tests::node::cdk().join("node_modules/aws-cdk-lib").is_dir());
/// ```
pub fn cdk() -> PathBuf {
    packages("node-tools", &CDK)
}

/// The folder whose `node_modules` holds CDK's own comparison of templates, installed on first use with the versions and hashes of
/// `tests/diff`.
///
/// # Panics
///
/// As [`cdk`].
///
/// ```no_run
/// assert!(tap_tests::node::diff().join("node_modules/@aws-cdk/cloudformation-diff").is_dir());
/// ```
pub fn diff() -> PathBuf {
    packages("diff-tools", &DIFF)
}

/// The folder whose `node_modules` holds what reads graphs, Mermaid and Graphviz, installed on first use with the versions and hashes of
/// `tests/graph`.
///
/// # Panics
///
/// As [`cdk`].
///
/// ```no_run
/// assert!(tap_tests::node::graph().join("node_modules/@viz-js/viz").is_dir());
/// ```
pub fn graph() -> PathBuf {
    packages("graph-tools", &GRAPH)
}

/// The folder whose `node_modules` holds Playwright, which drives a browser, installed on first use with the versions and hashes of
/// `tests/browser`.
///
/// # Panics
///
/// As [`cdk`].
///
/// ```no_run
/// assert!(tap_tests::node::browser().join("node_modules/playwright-core").is_dir());
/// ```
pub fn browser() -> PathBuf {
    packages("browser-tools", &BROWSER)
}

fn packages(name: &str, files: &Files) -> PathBuf {
    installed(name, &files.map(|(_, text)| text).concat(), |folder| {
        let write = |path: &Path, text: &str| {
            fs::write(path, text).unwrap_or_else(|error| panic!("cannot write {}: {error}", path.display()));
        };
        fs::create_dir_all(folder).unwrap_or_else(|error| panic!("cannot create {}: {error}", folder.display()));
        for (name, text) in files {
            write(&folder.join(name), text);
        }
        // No package of these needs a script of its own to be installed.
        let arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
        run(Command::new("npm").args(arguments).current_dir(folder), HELP);
    })
}
