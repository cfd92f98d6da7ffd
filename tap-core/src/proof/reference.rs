//! Checks of one reference, where it stands.

use super::message::Message;
use super::report::{fail, no_attributes, unknown_attribute};
use crate::model::{Output, Target};
use tap_schema::name::is_close;

/// Reader of the table of a resource type's attributes, as its derive wrote it.
///
/// Layout: `u16` count (little endian), `u8` 1 if any attribute is taken, `u8` length of the type's name, `u8` binary logarithm
/// of the number of slots, 3 bytes unused; then the slots, 8 bytes each: by open addressing, the hashes of the attributes (little
/// endian, the lowest bit set, found from their second byte on), or zeros; then the type's name; then each attribute's name after its `u8` length.
struct Attributes {
    bytes: &'static [u8],
}

impl Attributes {
    const fn count(&self) -> usize {
        self.bytes[0] as usize | (self.bytes[1] as usize) << 8
    }

    /// Where the slots end.
    const fn end(&self) -> usize {
        8 + (8 << self.bytes[4])
    }

    const fn text(&self, start: usize, length: usize) -> &'static str {
        let (_, rest) = self.bytes.split_at(start);
        match str::from_utf8(rest.split_at(length).0) {
            Ok(text) => text,
            Err(_) => "",
        }
    }

    const fn kind(&self) -> &'static str {
        self.text(self.end(), self.bytes[3] as usize)
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
        self.end() + self.bytes[3] as usize
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

/// Panics unless the target has that attribute, whose hash is given in little endian.
#[track_caller]
pub const fn has_attribute(target: &'static Target, hash: &[u8; 8], name: &str) {
    let bytes = target.attributes;
    let [_, _, is_open, _, slots, ..] = bytes else { fail(no_attributes(target)) };
    if *is_open != 0 {
        return;
    }
    let mask = (8 << *slots) - 1;
    let mut at = (hash[1] as usize * 8) & mask;
    // Bytes are compared one by one, since making a number of them takes longer.
    while bytes[8 + at] != 0 {
        if bytes[8 + at] == hash[0]
            && bytes[9 + at] == hash[1]
            && bytes[10 + at] == hash[2]
            && bytes[11 + at] == hash[3]
            && bytes[12 + at] == hash[4]
            && bytes[13 + at] == hash[5]
            && bytes[14 + at] == hash[6]
            && bytes[15 + at] == hash[7]
        {
            return;
        }
        at = (at + 8) & mask;
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
