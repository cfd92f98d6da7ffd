//! The library's own column: one package with a target for each file, and what `cargo check` says of each.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tap_tests::{package, target_dir};

use super::{Column, MISTAKES, Side, folder};

pub fn column() -> Column {
    let package = target_dir().join("peers");
    write_package(&package);
    let arguments = ["check", "--examples", "--keep-going", "--message-format=json", "--quiet"];
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(arguments).current_dir(&package).env("CARGO_TARGET_DIR", target_dir().join("generated"));
    // What is refused makes it fail, so its exit code says nothing.
    let output = cargo.output().unwrap_or_else(|error| panic!("cannot start {cargo:?}: {error}"));
    let messages = String::from_utf8(output.stdout).expect("UTF-8");

    let mut column = Column::new(format!("tap-core {}", env!("CARGO_PKG_VERSION")));
    let mut compiled = BTreeSet::new();
    for message in messages.lines() {
        let message: Value = serde_json::from_str(message).unwrap_or_else(|error| panic!("{error}: {message}"));
        let target = message["target"]["name"].as_str().unwrap_or_default();
        let Some(key) = column.found.keys().copied().find(|(name, side)| target == format!("{name}_{}", side.name())) else {
            continue;
        };
        match message["reason"].as_str() {
            Some("compiler-artifact") => drop(compiled.insert(key)),
            Some("compiler-message") => {
                let found = column.found.get_mut(&key).expect("a key of the map");
                let message = &message["message"];
                match message["level"].as_str() {
                    Some("error") => found.errors.extend(rule(message)),
                    Some("warning") => found.warnings.extend(rule(message)),
                    _ => {}
                }
            }
            _ => {}
        }
    }
    for (key, found) in &column.found {
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(compiled.contains(key) == found.errors.is_empty(), "{} neither compiled nor was refused:\n{said}", key.0);
    }
    column
}

/// The rule of a message; what is not the library's, under the compiler's own name. Nothing of the count at the end.
fn rule(message: &Value) -> Option<String> {
    let text = message["message"].as_str().expect("a text");
    match text.split_once("[tap::").and_then(|(_, rest)| rest.split_once(']')) {
        Some((slug, _)) => Some(slug.to_string()),
        None if text.starts_with("aborting due to") || text.ends_with(" emitted") => None,
        None => Some(message["code"]["code"].as_str().unwrap_or(text).to_string()),
    }
}

/// A package with a target for each file.
fn write_package(package: &Path) {
    package::write(package, "peers", &["tap-core"]).expect("the package is written");
    let manifest = package.join("Cargo.toml");
    let mut text = fs::read_to_string(&manifest).expect("a manifest");
    for mistake in &MISTAKES {
        for side in Side::ALL.map(Side::name) {
            let path = folder().join("tap").join(mistake.name).join(side).with_extension("rs");
            text += &format!("\n[[example]]\nname = \"{}_{side}\"\npath = {path:?}\n", mistake.name);
        }
    }
    fs::write(manifest, text).expect("the manifest is written");
    // Cargo wants one target that is no example.
    fs::write(package.join("src/lib.rs"), "").expect("an empty library");
}
