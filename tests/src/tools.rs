//! Tools of the tests that are written in other languages, installed under the target directory.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::Command;

use crate::target_dir;

/// A folder under the target directory that `install` fills; filled anew if it was made from something else than `from`.
pub(crate) fn installed(name: &str, from: &str, install: impl FnOnce(&PathBuf)) -> PathBuf {
    let target = target_dir();
    let folder = target.join(name);
    fs::create_dir_all(&target).unwrap_or_else(|error| panic!("cannot create {}: {error}", target.display()));

    // Test processes run side by side; the first one in installs. The lock goes with the file handle.
    let lock_path = target.join(format!("{name}.lock"));
    let lock = File::create(&lock_path).unwrap_or_else(|error| panic!("cannot create {}: {error}", lock_path.display()));
    lock.lock().unwrap_or_else(|error| panic!("cannot lock {}: {error}", lock_path.display()));

    // Written last, so a half-made folder has none.
    let stamp = folder.join("requirements.stamp");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == from) {
        return folder;
    }
    install(&folder);
    fs::write(&stamp, from).unwrap_or_else(|error| panic!("cannot write {}: {error}", stamp.display()));
    folder
}

/// Runs a command that must succeed.
pub(crate) fn run(command: &mut Command, help: &str) {
    let output = command.output().unwrap_or_else(|error| panic!("cannot start {command:?}: {error}\nhelp: {help}"));
    assert!(
        output.status.success(),
        "{command:?} failed, {}\n{}{}\nhelp: {help}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
}
