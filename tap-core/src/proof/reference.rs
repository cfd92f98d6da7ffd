//! Checks of one reference, where it stands.

use super::report::{fail, unknown_attribute};
use crate::model::{Output, Target};
use tap_schema::name::is_close;

/// Reader of the table of a resource type's attributes, as its derive wrote it.
///
/// Layout (little endian): `u8` 1 if any attribute is taken, `u8` length of the type's name and that name, `u16` count;
/// then for each attribute its `u64` hash, `u16` start and `u16` length of its name in the bytes that follow them.
struct Attributes {
    bytes: &'static [u8],
}

impl Attributes {
    const fn u16(&self, at: usize) -> usize {
        u16::from_le_bytes([self.bytes[at], self.bytes[at + 1]]) as usize
    }

    const fn text(&self, start: usize, length: usize) -> &'static str {
        let (_, rest) = self.bytes.split_at(start);
        match str::from_utf8(rest.split_at(length).0) {
            Ok(text) => text,
            Err(_) => "",
        }
    }

    const fn kind(&self) -> &'static str {
        self.text(2, self.bytes[1] as usize)
    }

    const fn first(&self) -> usize {
        2 + self.bytes[1] as usize + 2
    }

    const fn count(&self) -> usize {
        self.u16(self.first() - 2)
    }

    const fn hash(&self, number: usize) -> u64 {
        let at = self.first() + number * 12;
        let mut hash = 0;
        let mut i = 8;
        while i > 0 {
            i -= 1;
            hash = hash << 8 | self.bytes[at + i] as u64;
        }
        hash
    }

    const fn name(&self, number: usize) -> &'static str {
        let at = self.first() + number * 12 + 8;
        self.text(self.first() + self.count() * 12 + self.u16(at), self.u16(at + 2))
    }
}

/// Panics unless the target has that attribute.
#[track_caller]
pub const fn has_attribute(attributes: &'static [u8], target: &'static Target, hash: u64, name: &'static str) {
    if attributes[0] == 1 {
        return;
    }
    let attributes = Attributes { bytes: attributes };
    let mut i = 0;
    while i < attributes.count() {
        if attributes.hash(i) == hash {
            return;
        }
        i += 1;
    }
    let mut nearest = "";
    let mut best = usize::MAX;
    let mut i = 0;
    while i < attributes.count() {
        if let Some(distance) = is_close(name, attributes.name(i))
            && distance < best
        {
            best = distance;
            nearest = attributes.name(i);
        }
        i += 1;
    }
    fail(unknown_attribute(attributes.kind(), target, name, nearest))
}

/// Panics unless the output is exported.
#[track_caller]
pub const fn is_exported(output: &'static Output) {
    if output.export.is_none() {
        fail(super::message::Message::new().push("`").target(output.set).push("::").push(output.field).push(
            "` has no export [tap::missing-export]\nhelp: add `export = …` to its `#[output(…)]`, or use `Output(…)` under a common root",
        ));
    }
}
