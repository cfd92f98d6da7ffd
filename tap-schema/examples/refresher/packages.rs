//! Fetching packages with the clients of their registries.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::Result;
use super::pins::{Client, Pin};

/// The path of a package's file, verified; fetched unless an earlier run has left it whole.
pub fn fetch(pin: &Pin, downloads: &Path) -> Result<PathBuf> {
    let path = downloads.join(&pin.file);
    let kept = fs::read(&path).is_ok_and(|content| pin.verify(&content).is_ok());
    if !kept {
        run(&mut client(pin, downloads))?;
        let content = fs::read(&path).map_err(|error| {
            format!(
                "{} {} was fetched but did not leave {}: {error}; correct its `file` in data/pins.json",
                pin.name,
                pin.version,
                path.display()
            )
        })?;
        pin.verify(&content)?;
    }
    Ok(path)
}

fn client(pin: &Pin, downloads: &Path) -> Command {
    match pin.client {
        Client::Pip => {
            let mut pip = Command::new("python3");
            pip.args(["-m", "pip", "--quiet", "download", "--no-deps", "--only-binary", ":all:", "--dest"]);
            pip.arg(downloads).arg(format!("{}=={}", pin.name, pin.version));
            pip
        }
        Client::Npm => {
            let mut npm = Command::new("npm");
            npm.args(["pack", "--loglevel", "error", "--pack-destination"]);
            npm.arg(downloads).arg(format!("{}@{}", pin.name, pin.version));
            npm
        }
    }
}

/// What a program prints; an error with what it complains about if it fails.
pub fn run(command: &mut Command) -> Result<Vec<u8>> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(|error| match error.kind() {
        ErrorKind::NotFound => format!("`{program}` was not found; install it, or add it to the PATH"),
        _ => format!("cannot run `{program}`: {error}"),
    })?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    // The reason is near the end; one line of pip's holds every version there is.
    let complaint = String::from_utf8_lossy(&output.stderr);
    let lines: Vec<String> = complaint.lines().map(|line| line.chars().take(160).collect()).collect();
    let said = lines[lines.len().saturating_sub(8)..].join("\n");
    Err(format!("`{program}` failed ({}); run it by hand to see more: {command:?}\n{said}", output.status))
}
