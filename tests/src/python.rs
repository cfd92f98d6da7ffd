//! The Python tools of the tests, in a virtual environment under the target directory.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::target_dir;

const REQUIREMENTS: &str = include_str!("../requirements.txt");

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

/// The Python that has cfn-lint, installed on first use like [`cfn_lint`].
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
    let target = target_dir();
    let folder = target.join("python-tools");
    fs::create_dir_all(&target).unwrap_or_else(|error| panic!("cannot create {}: {error}", target.display()));

    // Test processes run side by side; the first one in installs. The lock goes with the file handle.
    let lock_path = target.join("python-tools.lock");
    let lock = File::create(&lock_path).unwrap_or_else(|error| panic!("cannot create {}: {error}", lock_path.display()));
    lock.lock().unwrap_or_else(|error| panic!("cannot lock {}: {error}", lock_path.display()));

    // Written last, so a half-made environment has none.
    let stamp = folder.join("requirements.stamp");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == REQUIREMENTS) {
        return folder;
    }
    install(&folder);
    fs::write(&stamp, REQUIREMENTS).unwrap_or_else(|error| panic!("cannot write {}: {error}", stamp.display()));
    folder
}

fn install(folder: &Path) {
    let requirements = Path::new(env!("CARGO_MANIFEST_DIR")).join("requirements.txt");
    run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(folder));
    run(Command::new(folder.join("bin").join("python"))
        .args(["-m", "pip", "install", "--no-input", "--disable-pip-version-check", "--require-hashes", "-r"])
        .arg(requirements));
}

fn run(command: &mut Command) {
    let output = command
        .output()
        .unwrap_or_else(|error| panic!("cannot start {command:?}: {error}\nhelp: the tests need Python 3.11 or later"));
    assert!(
        output.status.success(),
        "{command:?} failed, {}\n{}{}\nhelp: the tests need Python 3.11 or later with its `venv` module, and access to a package index",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
}
