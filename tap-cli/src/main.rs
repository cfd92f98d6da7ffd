//! The command line without an app: for templates that did not come from one.

use std::process::ExitCode;

fn main() -> ExitCode {
    tap_cli::run()
}
