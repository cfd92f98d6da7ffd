//! `cargo check` from nothing: what a user waits for once, and how many crates that takes.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;
use std::{fs, io};

use crate::cargo::{cargo, folder, median, time};
use crate::generate::write_dependent;
use crate::report::{line, seconds};

const CHECKS: usize = 3;
const TARGET: &str = "target-cold";

pub fn measure() -> io::Result<()> {
    let dependent = write_dependent("cold")?;
    let examples = tap_tests::workspace_root().join("examples");
    line("cargo check from nothing", "measured", "goal");
    line("tap-core alone", &seconds(check(&dependent)?), "12 s");
    line("tap-core alone, crates", &crates(&dependent)?, "25");
    line("examples", &seconds(check(&examples)?), "25 s");
    line("examples, crates", &crates(&examples)?, "60");
    Ok(())
}

fn check(package: &Path) -> io::Result<Duration> {
    // Downloads are the network's time.
    time(&mut cargo(package, TARGET, &["fetch", "--quiet"]))?;
    let check = |_| {
        let target = folder().join(TARGET);
        if target.exists() {
            fs::remove_dir_all(target)?;
        }
        let arguments = ["check", "--quiet", "--lib", "--examples"];
        time(&mut cargo(package, TARGET, &arguments))
    };
    let times: io::Result<_> = (0..CHECKS).map(check).collect();
    times.map(median)
}

/// Counts the package itself and everything that is built for it.
fn crates(package: &Path) -> io::Result<String> {
    let arguments = ["tree", "--quiet", "--prefix=none", "--edges=normal,build"];
    let mut tree = cargo(package, TARGET, &arguments);
    let output = tree.output()?;
    if !output.status.success() {
        return Err(io::Error::other(format!("{tree:?} failed")));
    }
    let listing = String::from_utf8_lossy(&output.stdout);
    // A crate that is listed again has a mark after its name.
    let crates: BTreeSet<&str> = listing.lines().map(|line| line.trim_end_matches(" (*)")).collect();
    Ok(crates.len().to_string())
}
