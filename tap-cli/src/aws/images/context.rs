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

#[cfg(test)]
mod tests {
    use super::hash;
    use crate::aws::description::Image;
    use std::collections::BTreeMap;
    use std::fs;
    use std::path::{Path, PathBuf};

    /// A folder that goes when the test ends.
    struct Folder(PathBuf);

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    impl Folder {
        fn new(name: &str) -> Self {
            let folder = std::env::temp_dir().join(format!("tap-context-{}-{name}", std::process::id()));
            let _ = fs::remove_dir_all(&folder);
            let folder = Folder(folder);
            folder.write("app/Dockerfile", "FROM scratch");
            folder.write("app/main.py", "print()");
            folder.write("app/inner/more.py", "");
            folder.write("sql/1.sql", "select 1");
            folder
        }

        fn write(&self, path: &str, text: &str) {
            let file = self.0.join(path);
            fs::create_dir_all(file.parent().unwrap_or(Path::new("/"))).unwrap();
            fs::write(file, text).unwrap();
        }

        fn hash(&self) -> String {
            self.hash_with("sql", &["--platform=linux/amd64"])
        }

        fn hash_with(&self, named: &str, options: &[&str]) -> String {
            let image = Image {
                name: "app".to_string(),
                context: "app".to_string(),
                build_contexts: BTreeMap::from([(named.to_string(), "sql".to_string())]),
                dockerfile: "app/Dockerfile".to_string(),
                repository_output: "Repository".to_string(),
                image_parameter: None,
                digest_parameter: None,
            };
            let options: Vec<String> = options.iter().map(ToString::to_string).collect();
            hash(&image, &options, &self.0).unwrap()
        }
    }

    #[test]
    fn the_same_files_have_the_same_hash_wherever_they_lie() {
        let (one, other) = (Folder::new("one"), Folder::new("other"));
        assert_eq!(one.hash(), other.hash());
        assert_eq!(one.hash().len(), 32);
        fs::create_dir(one.0.join("app/empty")).unwrap();
        assert_eq!(one.hash(), other.hash());
    }

    #[test]
    fn whatever_is_built_from_counts() {
        let folder = Folder::new("counts");
        let mut seen = std::collections::BTreeSet::from([folder.hash(), folder.hash_with("schema", &["--platform=linux/amd64"])]);
        seen.insert(folder.hash_with("sql", &[]));
        let steps: [&dyn Fn(); 6] = [
            &|| folder.write("app/main.py", "print(1)"),
            &|| folder.write("app/inner/new.py", ""),
            &|| folder.write("app/Dockerfile", "FROM busybox"),
            &|| folder.write("sql/1.sql", "select 2"),
            &|| fs::rename(folder.0.join("app/inner"), folder.0.join("app/other")).unwrap(),
            &|| fs::remove_file(folder.0.join("app/main.py")).unwrap(),
        ];
        for step in steps {
            step();
            seen.insert(folder.hash());
        }
        assert_eq!(seen.len(), 9);
    }

    #[cfg(unix)]
    #[test]
    fn programs_and_links_count() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = Folder::new("unix");
        let before = folder.hash();
        fs::set_permissions(folder.0.join("app/main.py"), fs::Permissions::from_mode(0o755)).unwrap();
        let program = folder.hash();
        fs::set_permissions(folder.0.join("app/main.py"), fs::Permissions::from_mode(0o600)).unwrap();
        assert_eq!(folder.hash(), before);
        symlink("main.py", folder.0.join("app/link")).unwrap();
        let link = folder.hash();
        assert!(before != program && before != link && program != link);
    }

    #[test]
    fn what_docker_does_not_send_does_not_count() {
        let folder = Folder::new("ignored");
        folder.write("app/.dockerignore", "**/__pycache__\n.dockerignore\n");
        folder.write("sql/.dockerignore", "*.md\n.dockerignore\n");
        let before = folder.hash();
        folder.write("app/inner/__pycache__/more.pyc", "x");
        folder.write("sql/NOTES.md", "x");
        assert_eq!(folder.hash(), before);
        // The one beside the Dockerfile takes the place of the context's.
        folder.write("app/Dockerfile.dockerignore", "**/*.dockerignore\n");
        assert_ne!(folder.hash(), before);
    }

    #[test]
    fn a_pattern_that_is_none_is_named_with_its_file() {
        let folder = Folder::new("wrong");
        folder.write("app/.dockerignore", "a[\n");
        let image = Image {
            name: "app".to_string(),
            context: "app".to_string(),
            build_contexts: BTreeMap::new(),
            dockerfile: "app/Dockerfile".to_string(),
            repository_output: "Repository".to_string(),
            image_parameter: None,
            digest_parameter: None,
        };
        let refused = hash(&image, &[], &folder.0).unwrap_err();
        assert!(refused.contains(".dockerignore: `a[` is no pattern"), "{refused}");
    }
}
