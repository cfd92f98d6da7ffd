//! Writing the files of the facts; used by both examples.

use std::fs;
use std::path::Path;

/// Writes beside the target and renames, so that an interrupted run leaves the old file whole.
pub fn replace(target: &Path, content: &[u8]) -> Result<(), String> {
    let partial = target.with_added_extension("partial");
    fs::write(&partial, content).and_then(|()| fs::rename(&partial, target)).map_err(|error| {
        // Best effort: the reason of the failure is what the user needs to see.
        let _ = fs::remove_file(&partial);
        format!("cannot write {}: {error}", target.display())
    })
}
