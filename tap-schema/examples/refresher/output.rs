//! The files of the facts.

use std::fs;
use std::io::Write;

use lzma_rust2::{XzOptions, XzWriter};
use serde_json::Value;

use super::{Result, data, encoder};
use crate::file::replace;

pub const SOURCE: &str = "compact.json.xz";
pub const CHANGES: &str = "CHANGES.md";

/// The committed files that these facts do not equal. Of the source its content counts, not how it is compressed.
pub fn outdated(facts: &Value) -> Result<Vec<&'static str>> {
    let mut outdated = Vec::new();
    if encoder::read_source(&data(SOURCE))? != *facts {
        outdated.push(SOURCE);
    }
    for (file, content) in binaries(facts)? {
        let committed = fs::read(data(file)).map_err(|error| format!("cannot read {}: {error}", data(file).display()))?;
        if committed != content {
            outdated.push(file);
        }
    }
    Ok(outdated)
}

/// Writes the source and the binaries, and tells how large each is.
pub fn write(facts: &Value) -> Result<String> {
    // All are made before any is written: a failure must not leave some of them new and others old.
    let source = compress(facts.to_string().as_bytes()).map_err(|error| format!("cannot compress the facts: {error}"))?;
    let mut files = vec![(SOURCE, source)];
    files.extend(binaries(facts)?);
    for (file, content) in &files {
        replace(&data(file), content)?;
    }
    let sizes: Vec<_> = files.iter().map(|(file, content)| format!("data/{file}: {} bytes", content.len())).collect();
    Ok(sizes.join("\n"))
}

fn binaries(facts: &Value) -> Result<Vec<(&'static str, Vec<u8>)>> {
    let encoded = encoder::encode(facts)?;
    let attributes = encoder::attributes(&encoded)?;
    Ok(vec![("facts.bin", encoded), ("attributes.bin", attributes)])
}

fn compress(json: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut writer = XzWriter::new(Vec::new(), XzOptions::with_preset(9))?;
    writer.write_all(json)?;
    writer.finish()
}
