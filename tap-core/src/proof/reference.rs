//! Checks of one reference, where it stands.

use super::message::Message;
use super::report::{fail, no_attributes, unknown_attribute};
use crate::model::{Output, Target};
use tap_schema::name::is_close;

/// Reader of the table of a resource type's attributes, as its derive wrote it.
///
/// Layout (little endian): `u16` count, `u8` 1 if any attribute is taken, `u8` length of the type's name, 4 bytes unused;
/// then the `u64` hashes of the attributes, sorted; then the type's name; then each attribute's name after its `u8` length.
struct Attributes {
    bytes: &'static [u8],
}

impl Attributes {
    const fn count(&self) -> usize {
        u16::from_le_bytes([self.bytes[0], self.bytes[1]]) as usize
    }

    const fn text(&self, start: usize, length: usize) -> &'static str {
        let (_, rest) = self.bytes.split_at(start);
        match str::from_utf8(rest.split_at(length).0) {
            Ok(text) => text,
            Err(_) => "",
        }
    }

    const fn kind(&self) -> &'static str {
        self.text(8 + self.count() * 8, self.bytes[3] as usize)
    }

    /// Ends a message with the nearest known name, or with all of them.
    const fn suggest(&self, mut message: Message, wanted: &str) -> Message {
        let nearest = self.nearest(wanted);
        if !nearest.is_empty() {
            return message.push("did you mean `").push(nearest).push("`?");
        }
        if self.count() == 0 {
            return message.push("it has none");
        }
        message = message.push("it has ");
        let mut at = self.names();
        while at < self.bytes.len() {
            let length = self.bytes[at] as usize;
            message = message.push(if at == self.names() { "`" } else { ", `" }).push(self.text(at + 1, length)).push("`");
            at += 1 + length;
        }
        message
    }

    /// Where the names begin.
    const fn names(&self) -> usize {
        8 + self.count() * 8 + self.bytes[3] as usize
    }

    /// The known name nearest to this one, or nothing.
    const fn nearest(&self, wanted: &str) -> &'static str {
        let mut nearest = "";
        let mut best = usize::MAX;
        let mut at = self.names();
        while at < self.bytes.len() {
            let length = self.bytes[at] as usize;
            let name = self.text(at + 1, length);
            if let Some(distance) = is_close(wanted, name)
                && distance < best
            {
                best = distance;
                nearest = name;
            }
            at += 1 + length;
        }
        nearest
    }
}

/// Panics unless the target has that attribute.
#[track_caller]
pub const fn has_attribute(target: &'static Target, hash: u64, name: &'static str) {
    if target.attributes.is_empty() {
        fail(no_attributes(target))
    }
    let bytes = target.attributes;
    if bytes[2] != 0 {
        return;
    }
    // Binary search among the hashes.
    let (words, _) = bytes.as_chunks::<8>();
    let (mut low, mut high) = (1, u16::from_le_bytes([bytes[0], bytes[1]]) as usize + 1);
    while low < high {
        let middle = (low + high) / 2;
        let found = u64::from_le_bytes(words[middle]);
        if found == hash {
            return;
        }
        if found < hash {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    let attributes = Attributes { bytes };
    fail(attributes.suggest(unknown_attribute(attributes.kind(), target, name), name))
}

/// Panics unless the output is exported.
#[track_caller]
pub const fn is_exported(output: &'static Output) {
    if output.export.is_none() {
        fail(Message::new().push("`").target(output.set).push("::").push(output.field).push(
            "` has no export [tap::missing-export]\nhelp: add `export = …` to its `#[output(…)]`, or use `Output(…)` under a common root",
        ));
    }
}
