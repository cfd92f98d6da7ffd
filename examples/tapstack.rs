//! The command line of the transaction platform: `cargo run --example tapstack -- VERB`.

use std::process::ExitCode;

// Apps are found among what is linked, and a library that nobody names is not linked.
use tap_stacks as _;

fn main() -> ExitCode {
    tap_cli::run()
}
