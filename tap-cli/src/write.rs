//! Writes templates so that a failure leaves nothing half done.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use tap_core::Template;

/// Writes each template to `NAME.json` in a folder, which is made if it is missing.
///
/// All of them are written beside their places first and only then moved there, so that a full disk or a forbidden folder
/// leaves what was there before.
pub fn templates(templates: &[Template], out: &Path) -> Result<(), String> {
    let made = make(out)?;
    let mut staged = Vec::new();
    let result = stage(templates, out, &mut staged).and_then(|()| publish(&staged));
    if result.is_err() {
        for (from, _) in &staged {
            let _ = fs::remove_file(from);
        }
        for folder in made.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
    result
}

/// Writes a file: beside its place first, then moved there, so that a failure leaves what was there before. A link or a device, such as
/// `/dev/stdout`, is written to where it is.
pub fn file(out: &Path, text: &str) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("can't write {}: {error}", out.display());
    if fs::symlink_metadata(out).is_ok_and(|there| !there.is_file() && !there.is_dir()) {
        return fs::write(out, text).map_err(failed);
    }
    let name = out.file_name().ok_or_else(|| format!("can't write {}: it is no file", out.display()))?;
    if out.is_dir() {
        return Err(format!("can't write {}: it is a folder", out.display()));
    }
    let beside = out.with_file_name(format!(".{}.{}", name.to_string_lossy(), std::process::id()));
    let written = fs::write(&beside, text).and_then(|()| fs::rename(&beside, out));
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    written.map_err(failed)
}

/// Makes a folder; says which folders are new.
fn make(out: &Path) -> Result<Vec<PathBuf>, String> {
    let new: Vec<_> =
        out.ancestors().filter(|folder| !folder.as_os_str().is_empty() && !folder.exists()).map(Path::to_path_buf).collect();
    match fs::create_dir_all(out) {
        Ok(()) => Ok(new.into_iter().rev().collect()),
        Err(error) => {
            for folder in &new {
                let _ = fs::remove_dir(folder);
            }
            Err(format!("can't write to {}: {error}", out.display()))
        }
    }
}

fn stage(templates: &[Template], out: &Path, staged: &mut Vec<(PathBuf, PathBuf)>) -> Result<(), String> {
    for template in templates {
        let to = out.join(format!("{}.json", template.name));
        if to.is_dir() {
            return Err(format!("can't write {}: it is a folder", to.display()));
        }
        let from = out.join(format!(".{}.json.{}", template.name, std::process::id()));
        staged.push((from.clone(), to.clone()));
        let written = fs::File::create(&from).and_then(|mut file| file.write_all(template.json.as_bytes()));
        written.map_err(|error| format!("can't write {}: {error}", to.display()))?;
    }
    Ok(())
}

fn publish(staged: &[(PathBuf, PathBuf)]) -> Result<(), String> {
    for (from, to) in staged {
        fs::rename(from, to).map_err(|error| format!("can't write {}: {error}", to.display()))?;
    }
    Ok(())
}
