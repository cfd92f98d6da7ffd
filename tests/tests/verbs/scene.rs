//! Files that the verbs are given.

use std::fs;
use std::path::{Path, PathBuf};

/// An empty folder of this test's own.
pub fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("verbs").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("the last run's folder is removed");
    }
    fs::create_dir_all(&folder).expect("a folder");
    folder
}

/// Writes a file; the path as an argument.
pub fn file(folder: &Path, name: &str, text: impl AsRef<[u8]>) -> String {
    let path = folder.join(name);
    fs::write(&path, text).expect("a file");
    argument(&path)
}

/// A path as an argument.
pub fn argument(path: &Path) -> String {
    path.to_str().expect("a path in UTF-8").to_string()
}

/// The names in a folder, hidden ones too, sorted.
pub fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("a name in UTF-8")).collect();
    names.sort();
    names
}

/// Two queues that need each other.
pub const CYCLE: &str = "
Resources:
  First: { Type: AWS::SQS::Queue, DependsOn: Second }
  Second: { Type: AWS::SQS::Queue, Properties: { QueueName: !GetAtt First.QueueName } }
";
