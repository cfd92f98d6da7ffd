//! Messages built in `const`, where nothing can be allocated.

use crate::model::{Argument, Body, Index, LogicalId, PathEntry, Target, Use};
use crate::text::same;

/// Longest message; what would not fit is cut off.
const CAPACITY: usize = 8192;

/// A message under construction.
pub(crate) struct Message {
    buffer: [u8; CAPACITY],
    length: usize,
}

impl Message {
    pub(crate) const fn new() -> Self {
        Message { buffer: [0; CAPACITY], length: 0 }
    }

    pub(crate) const fn push(self, text: &str) -> Self {
        self.slice(text, 0, text.len())
    }

    /// Appends the bytes from `start` of that length.
    const fn slice(mut self, text: &str, start: usize, length: usize) -> Self {
        let bytes = text.as_bytes();
        let mut i = start;
        while i < start + length && i < bytes.len() && self.length < CAPACITY {
            self.buffer[self.length] = bytes[i];
            self.length += 1;
            i += 1;
        }
        self
    }

    pub(crate) const fn number(self, mut number: u128) -> Self {
        let mut digits = [b'0'; 40];
        let mut start = 40;
        while number > 0 || start == 40 {
            start -= 1;
            digits[start] = b'0' + (number % 10) as u8;
            number /= 10;
        }
        let (_, digits) = digits.split_at(start);
        match str::from_utf8(digits) {
            Ok(digits) => self.push(digits),
            Err(_) => self,
        }
    }

    pub(crate) const fn signed(self, number: i128) -> Self {
        self.push(if number < 0 { "-" } else { "" }).number(number.unsigned_abs())
    }

    /// Name of a type with its arguments: `PrivateSubnet<0>`.
    pub(crate) const fn target(mut self, target: &Target) -> Self {
        self = self.push(target.name);
        let mut i = 0;
        while i < target.arguments.len() {
            self = self.push(if i == 0 { "<" } else { ", " });
            self = match target.arguments[i] {
                Argument::Type(inner) => self.target(inner),
                Argument::Integer(value) => self.signed(value),
                Argument::Bool(value) => self.push(if value { "true" } else { "false" }),
                Argument::Char(value) => self.push("'").push(value.encode_utf8(&mut [0; 4])).push("'"),
            };
            i += 1;
        }
        if target.arguments.is_empty() { self } else { self.push(">") }
    }

    pub(crate) const fn id(mut self, id: &LogicalId) -> Self {
        let mut i = 0;
        while i < LogicalId::DEPTH {
            self = self.push(id.parts[i]);
            i += 1;
        }
        self
    }

    /// The property that holds a hole: `Tags.0.Value`.
    const fn path(self, body: &'static Body, hole: usize) -> Self {
        let index = Index::new(body.index);
        match index.of_hole(hole, body.at(hole)) {
            Some(position) => self.entry(body, index, index.entry(position as usize)),
            None => self,
        }
    }

    const fn entry(mut self, body: &'static Body, index: Index, entry: PathEntry) -> Self {
        if let Some(parent) = entry.parent {
            let parent = index.entry(parent as usize);
            // `Properties` is said by nobody who talks of a property.
            if parent.parent.is_some() || !is_properties(body, &parent) {
                self = self.entry(body, index, parent).push(".");
            }
        }
        if entry.key.1 == 0 {
            self.number(entry.key.0 as u128)
        } else {
            self.slice(body.text, entry.key.0 as usize, entry.key.1 as usize)
        }
    }

    /// Where a use stands: `VpcId (src/network.rs:40)`.
    pub(crate) const fn site(self, at: &Use) -> Self {
        self.push("`").path_only(at)
    }

    /// The rest of [`site`](Self::site) after a tick that is written already.
    pub(crate) const fn path_only(self, at: &Use) -> Self {
        self.path(at.body, at.hole).push("` (").place(at.body, at.hole).push(")")
    }

    /// File and line of a hole.
    pub(crate) const fn place(self, body: &'static Body, hole: usize) -> Self {
        self.push(body.file).push(":").number(body.line(hole) as u128)
    }

    pub(crate) const fn as_str(&self) -> &str {
        let (text, _) = self.buffer.split_at(self.length);
        match str::from_utf8(text) {
            Ok(text) => text,
            // Only a character cut in two at the very end of the capacity can get here.
            Err(error) => match str::from_utf8(text.split_at(error.valid_up_to()).0) {
                Ok(text) => text,
                Err(_) => "",
            },
        }
    }
}

const fn is_properties(body: &Body, entry: &PathEntry) -> bool {
    same(body.key(entry), "Properties")
}

/// Whether a hole is in a property of that name.
pub(crate) const fn is_within(body: &'static Body, hole: usize, property: &str) -> bool {
    let index = Index::new(body.index);
    let Some(position) = index.of_hole(hole, body.at(hole)) else { return false };
    let mut entry = index.entry(position as usize);
    while let Some(parent) = entry.parent {
        let above = index.entry(parent as usize);
        if above.parent.is_none() && is_properties(body, &above) {
            return same(body.key(&entry), property);
        }
        entry = above;
    }
    false
}

/// The name of a list that is nearest to this one, or nothing.
pub(crate) const fn nearest(mut names: &[&'static str], wanted: &str) -> &'static str {
    let (mut nearest, mut best) = ("", usize::MAX);
    while let [name, rest @ ..] = names {
        if let Some(distance) = tap_schema::name::is_close(wanted, name)
            && distance < best
        {
            (nearest, best) = (*name, distance);
        }
        names = rest;
    }
    nearest
}
