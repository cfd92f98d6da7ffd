//! What the compiler's proofs cost on large apps, measured on this machine beside the project's goals.
//!
//! `cargo run --release -p tap-tests --bin scale` writes apps of 500 and 5,000 resources, times
//! `cargo check` after an edit and the emission; with `--graphs`, `cargo check` of a stack of 500 resources
//! and 2,000 references, and of 20 such stacks that use each other; with `--cold`, `cargo check` from nothing; with `--verbs`, what
//! works on templates, on the platform and on the app of 5,000 resources.

mod cargo;
mod cold;
mod generate;
mod report;
mod verbs;
mod warm;

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let measured = match arguments.as_slice() {
        [] => warm::measure(),
        [mode] if mode == "--graphs" => warm::measure_graphs(),
        [mode] if mode == "--cold" => cold::measure(),
        [mode] if mode == "--verbs" => verbs::measure(),
        _ => {
            eprintln!("usage: scale [--graphs | --cold | --verbs]");
            return ExitCode::from(2);
        }
    };
    match measured {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
