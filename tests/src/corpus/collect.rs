//! The files of the corpus, made by `tests/corpus/collect.py` unless they are there for its pins already.

use crate::{python, target_dir};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

/// All that the files depend on.
const SOURCES: &[&str] = &[
    include_str!("../../corpus/pins.json"),
    include_str!("../../requirements.txt"),
    include_str!("../../corpus/collect.py"),
    include_str!("../../corpus/judge.py"),
    include_str!("../../corpus/mutate.py"),
    include_str!("../../corpus/packages.py"),
];

/// Where the corpus is.
#[derive(Debug)]
pub struct Files {
    /// Resources as others wrote them.
    pub resources: PathBuf,
    /// Such resources, each changed in one place.
    pub mutants: PathBuf,
}

/// The corpus; it takes two minutes to make, and is made again only if what it is made from has changed.
///
/// # Panics
///
/// If it cannot be made, with what `collect.py` said.
pub fn collect() -> Files {
    let folder = target_dir().join("corpus");
    fs::create_dir_all(&folder).unwrap_or_else(|error| panic!("cannot create {}: {error}", folder.display()));
    let files = Files { resources: folder.join("resources.jsonl"), mutants: folder.join("mutants.jsonl") };

    // Test processes run side by side; the first one in collects. The lock goes with the file handle.
    let lock_path = target_dir().join("corpus.lock");
    let lock = File::create(&lock_path).unwrap_or_else(|error| panic!("cannot create {}: {error}", lock_path.display()));
    lock.lock().unwrap_or_else(|error| panic!("cannot lock {}: {error}", lock_path.display()));

    // Written last, and taken away first, so that half a corpus has none.
    let stamp = folder.join("corpus.stamp");
    if fs::read_to_string(&stamp).is_ok_and(|written| written == state(&files)) {
        return files;
    }
    if stamp.exists() {
        fs::remove_file(&stamp).unwrap_or_else(|error| panic!("cannot remove {}: {error}", stamp.display()));
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join("collect.py");
    let output = Command::new(python::interpreter())
        .arg(&script)
        .arg(&folder)
        // The folder of the script is no place for what Python makes of it.
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output()
        .expect("Python starts");
    assert!(
        output.status.success(),
        "{} failed, {}\n{}{}\nhelp: it needs npm, and access to the package indexes of Python and npm",
        script.display(),
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    fs::write(&stamp, state(&files)).unwrap_or_else(|error| panic!("cannot write {}: {error}", stamp.display()));
    files
}

/// What the files were made from, and how long they are: a file that was cut off later is no corpus either.
fn state(files: &Files) -> String {
    let length = |path: &Path| fs::metadata(path).map_or(0, |metadata| metadata.len());
    format!("{} {}\n{}", length(&files.resources), length(&files.mutants), SOURCES.join("\n"))
}
