//! The Python tools of the tests, in a virtual environment under the target directory.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::tools::{installed, run};

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

/// The `checkov` executable, of `tests/requirements-checkov.txt`.
///
/// # Panics
///
/// As [`cfn_lint`].
///
/// ```no_run
/// let version = std::process::Command::new(tap_tests::python::checkov()).arg("--version").status();
/// assert!(version.unwrap().success());
/// ```
pub fn checkov() -> PathBuf {
    let requirements = Path::new(env!("CARGO_MANIFEST_DIR")).join("requirements-checkov.txt");
    virtual_environment("checkov", &requirements).join("bin").join("checkov")
}

/// The Python that has what the platform's functions and their tests need, of `lib/functions/requirements-tests.txt`.
///
/// # Panics
///
/// As [`cfn_lint`].
///
/// ```no_run
/// let version = std::process::Command::new(tap_tests::python::functions()).arg("--version").status();
/// assert!(version.unwrap().success());
/// ```
pub fn functions() -> PathBuf {
    let requirements = crate::workspace_root().join("lib/functions/requirements-tests.txt");
    virtual_environment("functions-tools", &requirements).join("bin").join("python")
}

/// The Python that has the emulators of AWS, of `tests/requirements-emulators.txt`.
///
/// # Panics
///
/// As [`cfn_lint`].
///
/// ```no_run
/// let version = std::process::Command::new(tap_tests::python::emulators()).arg("--version").status();
/// assert!(version.unwrap().success());
/// ```
pub fn emulators() -> PathBuf {
    let requirements = Path::new(env!("CARGO_MANIFEST_DIR")).join("requirements-emulators.txt");
    virtual_environment("emulators-tools", &requirements).join("bin").join("python")
}

fn environment() -> PathBuf {
    virtual_environment("python-tools", &Path::new(env!("CARGO_MANIFEST_DIR")).join("requirements.txt"))
}

/// The virtual environment of that name, made anew if its requirements are not those it was made from.
fn virtual_environment(name: &str, requirements: &Path) -> PathBuf {
    let text =
        std::fs::read_to_string(requirements).unwrap_or_else(|error| panic!("cannot read {}: {error}", requirements.display()));
    installed(name, &text, |folder| {
        run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(folder), HELP);
        run(
            Command::new(folder.join("bin").join("python"))
                .args(["-m", "pip", "install", "--no-input", "--disable-pip-version-check", "--require-hashes", "-r"])
                .arg(requirements),
            HELP,
        );
    })
}
