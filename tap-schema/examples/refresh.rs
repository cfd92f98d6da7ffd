//! Makes the facts again from the packages that `data/pins.json` names.
//!
//! ```sh
//! cargo run -p tap-schema --example refresh             # writes the facts and data/CHANGES.md
//! cargo run -p tap-schema --example refresh -- --check  # writes nothing, fails if the committed facts are not these
//! ```
//!
//! Needs `python3` with pip, and `npm`: the packages are fetched by the clients of their registries, as those are set up.
//! README.md says how to move to newer packages.

use std::env;
use std::ffi::OsString;
use std::process::ExitCode;

mod encoder;
mod file;
mod refresher;

fn main() -> ExitCode {
    let arguments: Vec<OsString> = env::args_os().skip(1).collect();
    let result = match arguments.as_slice() {
        [] => refresher::refresh(),
        [argument] if argument == "--check" => refresher::check(),
        _ => Err("expected no argument, or `--check`".into()),
    };
    match result {
        Ok(summary) => {
            println!("{summary}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
