//! Packages that tests write: outside the workspace, with the workspace's versions of everything.

use std::path::Path;
use std::{fs, io};

use crate::workspace_root;

/// Writes the manifest and the lock file of a package that depends on these crates of the workspace.
///
/// ```
/// let folder = tap_tests::target_dir().join("empty-package");
/// tap_tests::package::write(&folder, "empty", &["tap-core"]).unwrap();
/// assert!(std::fs::read_to_string(folder.join("Cargo.toml")).unwrap().contains("tap-core = { path ="));
/// ```
pub fn write(folder: &Path, name: &str, dependencies: &[&str]) -> io::Result<()> {
    let mut manifest = format!("[package]\nname = \"{name}\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n");
    for dependency in dependencies {
        let path = workspace_root().join(dependency);
        manifest += &format!("{dependency} = {{ path = {path:?} }}\n");
    }
    fs::create_dir_all(folder.join("src"))?;
    fs::write(folder.join("Cargo.toml"), manifest)?;
    // Cargo takes from it what the package needs, and asks no registry.
    let lock = "Cargo.lock";
    fs::copy(workspace_root().join(lock), folder.join(lock))?;
    Ok(())
}
