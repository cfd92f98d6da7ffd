//! Pages that need nothing else: their parts put together, under a policy that lets only their own script run.

use base64::prelude::{BASE64_STANDARD, Engine};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// A page with its holes, written `{{name}}`, filled. What fills one is not looked at for others.
pub(crate) fn fill(page: &str, parts: &BTreeMap<&str, String>) -> String {
    let mut pieces = page.split("{{");
    let mut out = pieces.next().unwrap_or_default().to_string();
    out.reserve(parts.values().map(String::len).sum::<usize>() + page.len());
    for piece in pieces {
        let (name, rest) = piece.split_once("}}").unwrap_or((piece, ""));
        out.push_str(parts.get(name).map_or("", String::as_str));
        out.push_str(rest);
    }
    out
}

/// A text as a content security policy names it.
pub(crate) fn hash(text: &str) -> String {
    format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(text)))
}

/// JSON in which nothing looks like markup, not even in a string.
pub(crate) fn data(value: &Value) -> String {
    // These stand in strings only, where the escape means the same.
    value.to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}
