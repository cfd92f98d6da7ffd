//! `data/pins.json`: which packages, in which versions, with which hashes.

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use sha2::{Digest, Sha256, Sha512};

use super::{Result, read_json};

/// A package that the facts are made from.
pub struct Pin {
    pub name: String,
    pub version: String,
    pub client: Client,
    /// The file that the client lays down.
    pub file: String,
    hash: Hash,
}

/// The program that fetches a package.
#[derive(Clone, Copy)]
pub enum Client {
    Pip,
    Npm,
}

enum Hash {
    /// In hexadecimal, as the Python index shows it.
    Sha256(String),
    /// As npm writes it in its lock files: `sha512-` and base64.
    Integrity(String),
}

pub fn read(path: &Path) -> Result<Vec<Pin>> {
    let shown = path.display();
    let pins = read_json(path)?;
    let pins = pins.as_array().ok_or_else(|| format!("{shown} is not a list of packages"))?;
    pins.iter().map(|pin| parse(pin).map_err(|error| format!("{shown}: {error}"))).collect()
}

pub fn find<'a>(pins: &'a [Pin], name: &str) -> Result<&'a Pin> {
    pins.iter().find(|pin| pin.name == name).ok_or_else(|| format!("data/pins.json does not pin {name}"))
}

fn parse(pin: &Value) -> Result<Pin> {
    let text = |member: &str| {
        let text = pin[member].as_str().ok_or_else(|| format!("a pin has no text `{member}`: {pin}"))?;
        Ok::<_, String>(text.to_owned())
    };
    let (client, hash) = match pin["client"].as_str() {
        Some("pip") => (Client::Pip, Hash::Sha256(text("sha256")?)),
        Some("npm") => (Client::Npm, Hash::Integrity(text("integrity")?)),
        _ => return Err(format!("the `client` of a pin is neither \"pip\" nor \"npm\": {pin}")),
    };
    Ok(Pin { name: text("name")?, version: text("version")?, client, file: text("file")?, hash })
}

impl Pin {
    /// Compares the hash of what was fetched with the pinned one.
    pub fn verify(&self, content: &[u8]) -> Result<()> {
        let (found, wanted) = match &self.hash {
            Hash::Sha256(wanted) => (hex(&Sha256::digest(content)), wanted),
            Hash::Integrity(wanted) => (format!("sha512-{}", STANDARD.encode(Sha512::digest(content))), wanted),
        };
        if found == *wanted {
            return Ok(());
        }
        Err(format!(
            "{} of {} {} has the hash {found}, data/pins.json wants {wanted}; if the version there is new, compare with the \
             hash its registry shows and pin that, else do not use this file",
            self.file, self.name, self.version
        ))
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
