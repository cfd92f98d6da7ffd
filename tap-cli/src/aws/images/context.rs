//! The hash of everything that an image is built from.
//!
//! It takes in the Dockerfile, the options of the build, and each context by its name: of every file that `docker` sends, its path below the
//! context with `/`, its content, and whether its owner may execute it; of a link, what it leads to. What is left out is what `.dockerignore` in the
//! root of the context says, or instead of that of the main context `DOCKERFILE.dockerignore` beside the Dockerfile; without such a
//! file nothing is. Empty folders, times and owners do not count, nor does what the Dockerfile takes from elsewhere: base images and downloads.

use super::ignore::Ignored;
use crate::aws::description::Image;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// What a file of a context is.
enum Entry {
    File(PathBuf),
    Link(PathBuf),
}

/// The first 16 bytes of the SHA-256, in 32 hexadecimal digits.
///
/// # Errors
///
/// A file that cannot be read; a `.dockerignore` that is wrong.
pub fn hash(image: &Image, options: &[String], folder: &Path) -> Result<String, String> {
    let dockerfile = folder.join(&image.dockerfile);
    let mut hash = Sha256::new();
    add(&mut hash, b"dockerfile", &read(&dockerfile)?);
    for option in options {
        add(&mut hash, b"option", option.as_bytes());
    }
    let mut beside = dockerfile.into_os_string();
    beside.push(".dockerignore");
    context(&mut hash, "", &folder.join(&image.context), Some(Path::new(&beside)))?;
    for (name, path) in &image.build_contexts {
        context(&mut hash, name, &folder.join(path), None)?;
    }
    Ok(hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect())
}

/// With lengths, so that no two sequences of parts are the same bytes.
fn add(hash: &mut Sha256, label: &[u8], content: &[u8]) {
    for part in [label, content] {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
}

fn context(hash: &mut Sha256, name: &str, root: &Path, beside: Option<&Path>) -> Result<(), String> {
    let own = root.join(".dockerignore");
    let rules = [beside, Some(own.as_path())].into_iter().flatten().find(|file| file.is_file());
    let ignored = match rules {
        Some(file) => {
            let text = String::from_utf8(read(file)?).map_err(|_| format!("{}: it is no text in UTF-8", file.display()))?;
            Ignored::parse(&text).map_err(|why| format!("{}: {why}", file.display()))?
        }
        None => Ignored::default(),
    };
    add(hash, b"context", name.as_bytes());
    let mut entries = BTreeMap::new();
    walk(root, "", &mut entries).map_err(|(path, error)| format!("{}: cannot be read: {error}", path.display()))?;
    for (path, entry) in entries.iter().filter(|(path, _)| !ignored.holds(path)) {
        match entry {
            Entry::File(file) => {
                let kind: &[u8] = if is_executable(file)? { b"program" } else { b"file" };
                add(hash, kind, path.as_bytes());
                add(hash, b"content", &read(file)?);
            }
            Entry::Link(target) => {
                add(hash, b"link", path.as_bytes());
                add(hash, b"target", target.to_string_lossy().as_bytes());
            }
        }
    }
    Ok(())
}

/// All files below a folder, by their path below the root.
fn walk(folder: &Path, below: &str, entries: &mut BTreeMap<String, Entry>) -> Result<(), (PathBuf, io::Error)> {
    let at = |error| (folder.to_path_buf(), error);
    for entry in fs::read_dir(folder).map_err(at)? {
        let entry = entry.map_err(at)?;
        let file = entry.path();
        let name = format!("{below}{}", entry.file_name().to_string_lossy());
        let kind = entry.file_type().map_err(at)?;
        if kind.is_dir() {
            walk(&file, &format!("{name}/"), entries)?;
        } else if kind.is_symlink() {
            let target = fs::read_link(&file).map_err(|error| (file, error))?;
            entries.insert(name, Entry::Link(target));
        } else if kind.is_file() {
            entries.insert(name, Entry::File(file));
        }
    }
    Ok(())
}

fn read(file: &Path) -> Result<Vec<u8>, String> {
    fs::read(file).map_err(|error| format!("{}: cannot be read: {error}", file.display()))
}

#[cfg(unix)]
fn is_executable(file: &Path) -> Result<bool, String> {
    use std::os::unix::fs::PermissionsExt;
    let data = fs::metadata(file).map_err(|error| format!("{}: cannot be read: {error}", file.display()))?;
    Ok(data.permissions().mode() & 0o100 != 0)
}

/// Elsewhere a file has no such bit, and `docker` sends every file as a program.
#[cfg(not(unix))]
fn is_executable(_: &Path) -> Result<bool, String> {
    Ok(true)
}
