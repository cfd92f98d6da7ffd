//! The Python tools of the tests, in a virtual environment under the target directory.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::tools::{installed, run};

const REQUIREMENTS: &str = include_str!("../requirements.txt");
const HELP: &str = "the tests need Python 3.11 or later with its `venv` module, and access to a package index";

/// The `cfn-lint` executable, installed on first use with the versions and hashes of `tests/requirements.txt`.
///
/// # Panics
///
/// If it cannot be installed, with what Python or pip said: a missing tool fails a test, it never skips it.
///
/// ```no_run
/// let version = std::process::Command::new(tap_tests::python::cfn_lint()).arg("--version").status();
/// assert!(version.unwrap().success());
/// ```
pub fn cfn_lint() -> PathBuf {
    environment().join("bin").join("cfn-lint")
}

/// The Python that has the packages of `tests/requirements.txt`: cfn-lint, and AWS's own validator of templates.
///
/// # Panics
///
/// As [`cfn_lint`].
///
/// ```no_run
/// let version = std::process::Command::new(tap_tests::python::interpreter()).arg("--version").status();
/// assert!(version.unwrap().success());
/// ```
pub fn interpreter() -> PathBuf {
    environment().join("bin").join("python")
}

/// The virtual environment, made anew if `requirements.txt` is not the one it was made from.
fn environment() -> PathBuf {
    installed("python-tools", REQUIREMENTS, |folder| {
        let requirements = Path::new(env!("CARGO_MANIFEST_DIR")).join("requirements.txt");
        run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(folder), HELP);
        run(
            Command::new(folder.join("bin").join("python"))
                .args(["-m", "pip", "install", "--no-input", "--disable-pip-version-check", "--require-hashes", "-r"])
                .arg(requirements),
            HELP,
        );
    })
}
