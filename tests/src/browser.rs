//! Pages in a real browser, without a window.

use crate::node;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A text that does harm wherever it is taken for markup or a program.
pub const HOSTILE: &str =
    "</script></style></title>--><img src=x onerror=\"window.harmed=1\">'`${window.harmed=1}\\N#quot;&amp;{{data}}\"];";

/// Node with a script that drives a browser: its first argument says which. It finds Playwright, and the packages of these folders.
///
/// # Panics
///
/// If there is no Chromium, or Playwright cannot be installed.
///
/// ```no_run
/// let script = std::path::Path::new("tests/graph/mermaid.js");
/// let command = tap_tests::browser::node(script, &[tap_tests::node::graph()]);
/// ```
pub fn node(script: &Path, packages: &[PathBuf]) -> Command {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let browser = std::env::split_paths(&path).map(|folder| folder.join("chromium")).find(|file| file.is_file());
    let browser = browser.expect("the tests need Chromium (help: on Debian: apt-get install chromium)");
    // The packages are not beside the script, so Node is told where they are.
    let packages = packages.iter().cloned().chain([node::browser()]).map(|folder| folder.join("node_modules"));
    let packages = std::env::join_paths(packages).expect("a path without a colon");
    let mut command = Command::new("node");
    command.env("NODE_PATH", packages).arg(script).arg(browser);
    command
}

/// Runs a script of `tests/browser` on pages, and returns what its tests have printed.
///
/// # Panics
///
/// As [`node()`]; if one of the tests fails, with what it says.
///
/// ```no_run
/// println!("{}", tap_tests::browser::check("graph.test.js", &["shop.html".into()]));
/// ```
pub fn check(script: &str, pages: &[PathBuf]) -> String {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("browser").join(script);
    let mut command = node(&script, &[]);
    let output = command.args(pages).output().unwrap_or_else(|error| panic!("cannot start {command:?}: {error}"));
    let said = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{command:?} failed, {}\n{}\n{}", output.status, said.0, said.1);
    said.0.into_owned()
}
