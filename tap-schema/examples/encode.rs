//! Makes the facts binary from its JSON source.
//!
//! ```sh
//! cargo run -p tap-schema --example encode -- tap-schema/data/compact.json.xz tap-schema/data/facts.bin
//! ```
//!
//! The same source always gives the same bytes.

use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

mod encoder;

fn main() -> ExitCode {
    match run() {
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

fn run() -> Result<String, String> {
    let mut arguments = env::args_os().skip(1);
    let (Some(source), Some(target), None) = (arguments.next(), arguments.next(), arguments.next()) else {
        return Err("expected two arguments, the JSON source (.json.xz) and the binary to make".into());
    };
    let (source, target) = (Path::new(&source), Path::new(&target));
    let binary = encoder::encode(&encoder::read_source(source)?)?;
    replace(target, &binary)?;
    Ok(format!("{}: {} bytes", target.display(), binary.len()))
}

/// Writes beside the target and renames, so that an interrupted run leaves the old binary whole.
fn replace(target: &Path, binary: &[u8]) -> Result<(), String> {
    let partial = target.with_added_extension("partial");
    fs::write(&partial, binary).and_then(|()| fs::rename(&partial, target)).map_err(|error| {
        // Best effort: the reason of the failure is what the user needs to see.
        let _ = fs::remove_file(&partial);
        format!("cannot write {}: {error}", target.display())
    })
}
