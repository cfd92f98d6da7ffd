//! Reads the tables.

use super::{BUNDLED, LACKING, MOST_SLOTS, TAGGABLE, Word, first_slot};
use crate::reference::{Source, is_of_kind};

/// Where a table stands.
///
/// It does not refer to the binary of all types: what refers to bytes is checked, and hashed, with all of them, and a program has
/// thousands of tables.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// A table by itself; if it is empty, the table stands in the binary of all types.
    own: &'static [Word],
    /// Where in the binary; nothing begins with its first word, so that this is no table at all.
    start: usize,
}

impl Table {
    /// No table at all.
    pub const NONE: Table = Table { own: &[], start: 0 };

    /// A table by itself, made by [`encode`](super::encode).
    pub const fn own(bytes: &'static [u8]) -> Self {
        Table { own: bytes.as_chunks().0, start: 0 }
    }

    /// The table of a known type in the binary of all types, by the byte with which it starts, as [`place`](super::place) says.
    pub const fn bundled(start: usize) -> Self {
        Table { own: &[], start: start / 8 }
    }

    /// Whether there is one.
    pub const fn is_some(&self) -> bool {
        !matches!((self.own, self.start), ([], 0))
    }

    /// Its reader.
    pub const fn read(&self) -> Attributes<'static> {
        Attributes { words: if self.own.is_empty() { BUNDLED } else { self.own }, start: self.start }
    }
}

/// Reader of a table.
///
/// It trusts the table: `const` evaluation pays for every step, and the tables it reads are made by [`encode`](super::encode).
/// Bytes that come from elsewhere are read by [`Attributes::checked`].
#[derive(Debug, Clone, Copy)]
pub struct Attributes<'a> {
    words: &'a [Word],
    /// Where the table begins.
    start: usize,
}

impl<'a> Attributes<'a> {
    /// A reader of bytes that may be no table; none if they are not.
    ///
    /// ```
    /// use tap_schema::attributes::Attributes;
    ///
    /// assert!(Attributes::checked(&[1, 2, 3]).is_none());
    /// ```
    pub fn checked(bytes: &'a [u8]) -> Option<Self> {
        let slots = 1usize.checked_shl(u32::from(*bytes.get(4)?)).filter(|slots| *slots <= 1 << MOST_SLOTS)?;
        let hashes = bytes.get(8..8 + slots * 8)?;
        let sources = bytes.get(8 + slots * 8..8 + slots * 10)?;
        // A search ends at a free slot.
        if hashes.chunks(8).all(|hash| hash != [0; 8]) {
            return None;
        }
        for place in std::iter::once(&bytes[5..7]).chain(sources.chunks(2)) {
            let start = usize::from(place[0]) | usize::from(place[1]) << 8;
            if start != 0 {
                bytes.get(start + 1..start + 1 + usize::from(*bytes.get(start)?))?;
            }
        }
        let mut at = 8 + slots * 10 + usize::from(bytes[3]) + if bytes.get(7)? & LACKING == 0 { 0 } else { 8 };
        bytes.get(..at)?;
        for _ in 0..usize::from(bytes[0]) | usize::from(bytes[1]) << 8 {
            at += 1 + usize::from(*bytes.get(at)?);
            bytes.get(..at)?;
        }
        let (words, []) = bytes.as_chunks() else { return None };
        Some(Attributes { words, start: 0 })
    }

    /// Whether there is such an attribute, by its [`hash`](super::hash).
    pub const fn has(&self, hash: u64) -> bool {
        let [_, _, is_open, ..] = self.words[self.start];
        is_open != 0 || self.slot(hash).is_some()
    }

    /// What an attribute gives, by its [`hash`](super::hash); none if there is no such attribute.
    pub const fn find(&self, hash: u64) -> Option<Source<'a>> {
        let [_, _, is_open, ..] = self.words[self.start];
        if is_open != 0 {
            return Some(Source::UNKNOWN);
        }
        match self.slot(hash) {
            Some(slot) => Some(self.source(self.end_of_hashes() + slot * 2)),
            None => None,
        }
    }

    const fn slot(&self, hash: u64) -> Option<usize> {
        let [_, _, _, _, slots, ..] = self.words[self.start];
        let slots = 1 << slots;
        let mut slot = first_slot(hash, slots);
        loop {
            match u64::from_le_bytes(self.words[self.start + 1 + slot]) {
                0 => return None,
                found if found == hash => return Some(slot),
                _ => slot = (slot + 1) & (slots - 1),
            }
        }
    }

    /// Whether resources of the type have a list of `Tags`.
    pub const fn is_taggable(&self) -> bool {
        self.byte(7) & TAGGABLE != 0
    }

    /// Whether no region is known to lack the type.
    pub const fn is_offered_everywhere(&self) -> bool {
        self.byte(7) & LACKING == 0
    }

    /// Whether the type is offered in the region with that number in [`crate::regions`]; also if that is not known.
    ///
    /// ```
    /// use tap_schema::attributes::{Table, place};
    ///
    /// let number = |name: &str| tap_schema::regions().position(|region| region == name).unwrap();
    /// let (start, _) = place("AWS::Deadline::Farm").unwrap();
    /// let farm = Table::bundled(start as usize).read();
    /// assert!(farm.is_offered_in(number("us-east-1")));
    /// assert!(!farm.is_offered_in(number("us-west-1")));
    /// ```
    pub const fn is_offered_in(&self, region: usize) -> bool {
        self.is_offered_everywhere() || region >= 64 || self.byte(self.end_of_slots() + region / 8) >> (region % 8) & 1 == 1
    }

    /// What `Ref` gives.
    pub const fn reference(&self) -> Source<'a> {
        self.source(5)
    }

    const fn source(&self, at: usize) -> Source<'a> {
        let start = self.byte(at) as usize | (self.byte(at + 1) as usize) << 8;
        if start == 0 { Source::UNKNOWN } else { Source::within(self.words.as_flattened(), self.start * 8 + start + 1) }
    }

    const fn slice(&self, start: usize, length: usize) -> &'a [u8] {
        let (_, rest) = self.words.as_flattened().split_at(self.start * 8 + start);
        rest.split_at(length).0
    }

    const fn byte(&self, at: usize) -> u8 {
        self.words[self.start + at / 8][at % 8]
    }

    const fn text(&self, start: usize, length: usize) -> &'a str {
        match str::from_utf8(self.slice(start, length)) {
            Ok(text) => text,
            Err(_) => "",
        }
    }

    const fn end_of_hashes(&self) -> usize {
        8 + (8 << self.byte(4))
    }

    const fn end_of_slots(&self) -> usize {
        8 + (10 << self.byte(4))
    }

    const fn end_of_regions(&self) -> usize {
        self.end_of_slots() + if self.is_offered_everywhere() { 0 } else { 8 }
    }

    /// The resource type.
    pub const fn kind(&self) -> &'a str {
        self.text(self.end_of_regions(), self.byte(3) as usize)
    }

    /// How many attributes there are.
    pub const fn len(&self) -> usize {
        self.byte(0) as usize | (self.byte(1) as usize) << 8
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The name of an attribute, in the order in which they were put in.
    pub const fn name(&self, number: usize) -> &'a str {
        let mut at = self.first_name();
        let mut left = number;
        while left > 0 {
            at += 1 + self.byte(at) as usize;
            left -= 1;
        }
        self.name_at(at)
    }

    const fn first_name(&self) -> usize {
        self.end_of_regions() + self.byte(3) as usize
    }

    const fn name_at(&self, at: usize) -> &'a str {
        self.text(at + 1, self.byte(at) as usize)
    }

    /// The first attribute that is known to be of a kind that a property takes, or nothing; see
    /// [`reference::is_of_kind`](crate::reference::is_of_kind).
    pub const fn of_kind(&self, destination: &[u8]) -> &'a str {
        let mut number = 0;
        let mut at = self.first_name();
        while number < self.len() {
            let name = self.name_at(at);
            at += 1 + self.byte(at) as usize;
            if let Some(source) = self.find(super::hash(name))
                && is_of_kind(source, destination)
            {
                return name;
            }
            number += 1;
        }
        ""
    }

    /// The name nearest to this one, or nothing. One that says more or less of the same comes before one that is spelt much
    /// the same: `QueueArn` is `Arn` rather than `QueueUrl`.
    ///
    /// ```
    /// use tap_schema::attributes::{Table, place};
    ///
    /// let attributes = |kind| Table::bundled(place(kind).unwrap().0 as usize).read();
    /// assert_eq!(attributes("AWS::SNS::Topic").nearest("Arn"), "TopicArn");
    /// assert_eq!(attributes("AWS::SQS::Queue").nearest("QueueArn"), "Arn");
    /// assert_eq!(attributes("AWS::SQS::Queue").nearest("QueueNmae"), "QueueName");
    /// ```
    pub const fn nearest(&self, wanted: &str) -> &'a str {
        let mut nearest = "";
        let mut best = usize::MAX;
        let mut is_of_words = false;
        let mut number = 0;
        let mut at = self.first_name();
        while number < self.len() {
            let name = self.name_at(at);
            at += 1 + self.byte(at) as usize;
            if let Some(distance) = crate::name::is_close(wanted, name)
                && distance < best
            {
                (best, is_of_words) = (distance, false);
                nearest = name;
            } else if (best > 1 || is_of_words && name.len() < nearest.len())
                && (is_last_word(name, wanted) || is_last_word(wanted, name))
            {
                (best, is_of_words) = (1, true);
                nearest = name;
            }
            number += 1;
        }
        nearest
    }
}

/// Whether a name ends with these words: `TopicArn` with `Arn`.
const fn is_last_word(name: &str, word: &str) -> bool {
    let (name, word) = (name.as_bytes(), word.as_bytes());
    if word.len() < 2 || name.len() <= word.len() || !word[0].is_ascii_uppercase() {
        return false;
    }
    let start = name.len() - word.len();
    let mut i = 0;
    while i < word.len() && name[start + i] == word[i] {
        i += 1;
    }
    i == word.len()
}
