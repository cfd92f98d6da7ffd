//! The index of an item's property paths: made and hashed by the macro, looked things up in by proofs and rules.
//!
//! Layout (little endian): a `u16` count, whose highest bit says that something follows at the end, then so many records of [`RECORD`] bytes in document order (a parent before its
//! children), then the same count of `u16` record numbers sorted by path hash. A record:
//!
//! | bytes | field |
//! | --- | --- |
//! | 0..8 | hash of the whole path (`Tags.0.Key`) |
//! | 8 | kind, see [`PathKind`] |
//! | 9 | 1 if it is taken as it is, unchecked |
//! | 10..12 | record number of the parent, `0xffff` at the top |
//! | 12..16, 16..20 | start and end of the value in the text of the body; for a hole: its number, twice |
//! | 20..24, 24..26 | start and length of the key in the text of the body; for a list item: its position, 0 |
//! | 26..28 | number of members or items |
//!
//! What follows is, first, what is wrong in some regions: a `u8` count, then for each the regions as a `u64` of bits in the
//! order of [`tap_schema::regions`], a `u32` source line, and a message after its `u16` length; then exceptions to rules: a `u8`
//! count, then for each the name of the rule and the reason, each after its `u16` length.

/// Bytes of one record.
const RECORD: usize = 28;

/// Reader of an index of property paths.
#[derive(Clone, Copy, Debug)]
pub struct Index {
    bytes: &'static [u8],
}

/// What stands at a property path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathKind {
    /// `null`
    Null,
    /// `true` or `false`
    Bool,
    /// A number.
    Number,
    /// A string.
    Text,
    /// A list.
    List,
    /// An object.
    Object,
    /// A reference or constant: a hole of the body.
    Hole,
    /// An intrinsic function.
    Function,
}

/// One property path of an [`Index`].
#[derive(Clone, Copy, Debug)]
pub struct PathEntry {
    /// What stands there.
    pub kind: PathKind,
    /// Hash of the whole path.
    pub hash: u64,
    /// Record number of the parent, if it has one.
    pub parent: Option<u16>,
    /// Start and end of the value in the text of its body; for a hole its number, twice.
    pub value: (u32, u32),
    /// Start and length of the key in the text of the body; a length of 0 marks a list item, whose position is the start.
    pub key: (u32, u16),
    /// Number of members or items.
    pub count: u16,
    /// Whether it is taken as it is.
    pub is_unchecked: bool,
}

/// Something that is wrong in some regions.
#[derive(Clone, Copy, Debug)]
pub struct Regional {
    /// The regions, as bits in the order of [`tap_schema::regions`].
    pub regions: u64,
    /// Its line in the source.
    pub line: u32,
    /// What is wrong.
    pub message: &'static str,
}

impl Index {
    /// Reads what a derive wrote.
    pub const fn new(bytes: &'static [u8]) -> Self {
        Index { bytes }
    }

    const fn u16(&self, at: usize) -> u16 {
        u16::from_le_bytes([self.bytes[at], self.bytes[at + 1]])
    }

    const fn u32(&self, at: usize) -> u32 {
        u32::from_le_bytes([self.bytes[at], self.bytes[at + 1], self.bytes[at + 2], self.bytes[at + 3]])
    }

    const fn u64(&self, at: usize) -> u64 {
        self.u32(at) as u64 | (self.u32(at + 4) as u64) << 32
    }

    /// How many paths there are.
    pub const fn len(&self) -> usize {
        if self.bytes.len() < 2 { 0 } else { self.u16(0) as usize & 0x7fff }
    }

    /// Whether there is no path at all.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether anything follows the paths.
    pub const fn has_more(&self) -> bool {
        matches!(self.bytes, [_, high, ..] if *high & 0x80 != 0)
    }

    /// What is wrong in some regions: the first `count` of it are passed over.
    pub const fn regional(&self, mut count: usize) -> Option<Regional> {
        if !self.has_more() {
            return None;
        }
        let mut at = self.end();
        if count >= self.bytes[at] as usize {
            return None;
        }
        at += 1;
        while count > 0 {
            at += 14 + self.u16(at + 12) as usize;
            count -= 1;
        }
        Some(Regional { regions: self.u64(at), line: self.u32(at + 8), message: self.text(at + 12) })
    }

    /// An exception to a rule, and its reason: the first `count` of them are passed over.
    pub const fn exception(&self, mut count: usize) -> Option<(&'static str, &'static str)> {
        if !self.has_more() {
            return None;
        }
        let mut at = self.end();
        let mut regional = self.bytes[at];
        at += 1;
        while regional > 0 {
            at += 14 + self.u16(at + 12) as usize;
            regional -= 1;
        }
        if count >= self.bytes[at] as usize {
            return None;
        }
        at += 1;
        loop {
            let reason = at + 2 + self.u16(at) as usize;
            if count == 0 {
                return Some((self.text(at), self.text(reason)));
            }
            at = reason + 2 + self.u16(reason) as usize;
            count -= 1;
        }
    }

    /// Where the paths end.
    const fn end(&self) -> usize {
        2 + self.len() * (RECORD + 2)
    }

    /// A text after its length.
    const fn text(&self, at: usize) -> &'static str {
        let (_, rest) = self.bytes.split_at(at + 2);
        match str::from_utf8(rest.split_at(self.u16(at) as usize).0) {
            Ok(text) => text,
            Err(_) => "",
        }
    }

    /// The path at a position in document order.
    pub const fn entry(&self, position: usize) -> PathEntry {
        let at = 2 + position * RECORD;
        let parent = self.u16(at + 10);
        PathEntry {
            hash: self.u64(at),
            kind: match self.bytes[at + 8] {
                0 => PathKind::Null,
                1 => PathKind::Bool,
                2 => PathKind::Number,
                3 => PathKind::Text,
                4 => PathKind::List,
                5 => PathKind::Object,
                6 => PathKind::Hole,
                _ => PathKind::Function,
            },
            parent: if parent == u16::MAX { None } else { Some(parent) },
            value: (self.u32(at + 12), self.u32(at + 16)),
            key: (self.u32(at + 20), self.u16(at + 24)),
            count: self.u16(at + 26),
            is_unchecked: self.bytes[at + 9] != 0,
        }
    }

    /// The path with this hash, by binary search. The hash of a path is
    /// [`tap_schema::name::hash`] over its text, members and positions joined by dots.
    pub const fn find(&self, hash: u64) -> Option<PathEntry> {
        let order = 2 + self.len() * RECORD;
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = (low + high) / 2;
            let position = self.u16(order + middle * 2) as usize;
            let found = self.u64(2 + position * RECORD);
            if found == hash {
                return Some(self.entry(position));
            }
            if found < hash {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        None
    }

    /// Record number of the path that holds this hole of the body: the innermost one.
    pub const fn of_hole(&self, hole: usize, at: u32) -> Option<u16> {
        let mut found = None;
        let mut position = 0;
        while position < self.len() {
            let entry = self.entry(position);
            match entry.kind {
                PathKind::Hole if entry.value.0 as usize == hole => return Some(position as u16),
                // Holes inside a function lie within its text.
                PathKind::Function if entry.value.0 <= at && at <= entry.value.1 => found = Some(position as u16),
                _ => {}
            }
            position += 1;
        }
        found
    }
}
