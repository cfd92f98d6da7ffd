//! Makes the facts binary, and that of the attributes, from their JSON source.
//!
//! ```sh
//! cargo run -p tap-schema --example encode -- tap-schema/data/compact.json.xz tap-schema/data
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
        return Err("expected two arguments, the JSON source (.json.xz) and the folder of the binaries to make".into());
    };
    let (source, folder) = (Path::new(&source), Path::new(&target));
    let facts = encoder::encode(&encoder::read_source(source)?)?;
    let attributes = encoder::attributes(&facts)?;
    replace(&folder.join("facts.bin"), &facts)?;
    replace(&folder.join("attributes.bin"), &attributes)?;
    Ok(format!("facts.bin: {} bytes, attributes.bin: {} bytes", facts.len(), attributes.len()))
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
