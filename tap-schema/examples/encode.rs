//! Makes the facts binary, and that of the attributes, from their JSON source.
//!
//! ```sh
//! cargo run -p tap-schema --example encode -- tap-schema/data/compact.json.xz tap-schema/data
//! ```
//!
//! The same source always gives the same bytes.

use std::env;
use std::path::Path;
use std::process::ExitCode;

mod encoder;
mod file;

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
    file::replace(&folder.join("facts.bin"), &facts)?;
    file::replace(&folder.join("attributes.bin"), &attributes)?;
    Ok(format!("facts.bin: {} bytes, attributes.bin: {} bytes", facts.len(), attributes.len()))
}
