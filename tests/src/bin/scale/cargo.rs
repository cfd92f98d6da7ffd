//! Running commands and timing them.

use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// The folder everything generated and built here goes to.
pub fn folder() -> PathBuf {
    tap_tests::target_dir().join("scale")
}

/// A Cargo command on the package in `package`, building into `target` under the folder.
///
/// The caller's own compiler flags would make two runs of this program differ, so they are left out.
pub fn cargo(package: &Path, target: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO"));
    command.args(arguments).current_dir(package);
    command.env("CARGO_TARGET_DIR", folder().join(target));
    for variable in ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_INCREMENTAL"] {
        command.env_remove(variable);
    }
    command
}

/// Runs a command to its end and gives the time it took; a command that fails has no time.
pub fn time(command: &mut Command) -> io::Result<Duration> {
    let start = Instant::now();
    let status = command.stdout(Stdio::null()).status()?;
    let time = start.elapsed();
    if !status.success() {
        return Err(io::Error::other(format!("{command:?} failed, {status}")));
    }
    Ok(time)
}

/// The middle one of the times, the upper one of two.
pub fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}
