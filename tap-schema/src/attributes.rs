//! What others may read of a resource, as a table that is searched in `const` evaluation.
//!
//! The tables of all known types stand in one binary, made from the facts: `data/attributes.bin`, see [`Table::bundled`]. A custom
//! resource has one of its own, made by [`encode`].
//!
//! Layout (little endian):
//!
//! | bytes | content |
//! | --- | --- |
//! | 0..2 | number of attributes |
//! | 2 | 1 if any attribute is taken |
//! | 3 | length of the type's name |
//! | 4 | binary logarithm of the number of slots |
//! | 5..7 | where what `Ref` gives stands, 0 if nothing is known of it |
//! | 7 | bits: 1 if some regions lack the type, 2 if it has a list of `Tags` |
//! | 8 for each slot | by open addressing, the [`hash`] of an attribute, found from its second byte on, or zeros |
//! | 2 for each slot | where what the attribute gives stands, 0 if nothing is known of it |
//! | 8 | if some regions lack the type: those that have it, as bits in the order of [`crate::regions`] |
//! | … | the type's name; each attribute's name after its `u8` length; what they give ([`source`]), after a `u8` length |
//!
//! The binary of all types begins with an index: the `u32` number of slots, a power of two; then the slots by open addressing,
//! 16 bytes each: hash of the type's name, where its table starts, how long it is.

use crate::ResourceType;
use crate::name::SEED;
use crate::reference::source;

/// Some regions lack the type.
const LACKING: u8 = 1;
/// The type has a list of tags.
const TAGGABLE: u8 = 2;

/// Binary logarithm of the most slots that [`encode`] makes.
const MOST_SLOTS: u8 = 15;

/// The tables of all types that the facts know.
static BUNDLED: &[u8] = include_bytes!("../data/attributes.bin");

/// The hash of an attribute's name: its first byte is never zero, which marks a free slot.
///
/// ```
/// assert_ne!(tap_schema::attributes::hash("Arn")[0], 0);
/// ```
pub fn hash(attribute: &str) -> [u8; 8] {
    (crate::name::hash(SEED, attribute) | 1).to_le_bytes()
}

/// The table of these attributes, each with what is known of its value.
///
/// ```
/// use tap_schema::attributes::{Attributes, encode, hash};
///
/// let table = encode("Custom::Migration", &[("Version".into(), Vec::new())], &[], false);
/// let attributes = Attributes::checked(&table).unwrap();
/// assert!(attributes.find(&hash("Version")).is_some());
/// assert!(attributes.find(&hash("Versoin")).is_none());
/// assert_eq!(attributes.nearest("Versoin"), "Version");
/// ```
pub fn encode(kind: &str, attributes: &[(String, Vec<u8>)], reference: &[u8], is_open: bool) -> Vec<u8> {
    encode_with(kind, attributes, reference, is_open, 0)
}

/// The same for a type that these regions lack.
fn encode_with(kind: &str, attributes: &[(String, Vec<u8>)], reference: &[u8], is_open: bool, lacking: u64) -> Vec<u8> {
    let count = attributes.len().min(usize::from(u16::MAX) / 4);
    let slots = (count * 2).next_power_of_two();
    let mut table = vec![0; 8 + slots * 10];
    let mut tail = Vec::new();
    let kind = &kind.as_bytes()[..kind.len().min(255)];
    if lacking != 0 {
        table[7] |= LACKING;
        table.extend((!lacking).to_le_bytes());
    }
    table.extend(kind);
    for (name, _) in &attributes[..count] {
        let name = &name.as_bytes()[..name.len().min(255)];
        table.push(name.len() as u8);
        table.extend(name);
    }
    let start = table.len();
    let mut place = |source: &[u8]| match u16::try_from(start + tail.len()) {
        Ok(at) if !source.is_empty() && source.len() < 256 => {
            tail.push(source.len() as u8);
            tail.extend(source);
            at.to_le_bytes()
        }
        _ => [0, 0],
    };
    let reference = place(reference);
    for (name, source) in &attributes[..count] {
        let hash = hash(name);
        let mut slot = usize::from(hash[1]) & (slots - 1);
        while table[8 + slot * 8] != 0 {
            slot = (slot + 1) & (slots - 1);
        }
        table[8 + slot * 8..16 + slot * 8].copy_from_slice(&hash);
        table[8 + slots * 8 + slot * 2..][..2].copy_from_slice(&place(source));
    }
    table[..2].copy_from_slice(&(count as u16).to_le_bytes());
    table[2] = u8::from(is_open);
    table[3] = kind.len() as u8;
    table[4] = slots.ilog2() as u8;
    table[5..7].copy_from_slice(&reference);
    table.extend(tail);
    table
}

/// The table of a type's attributes.
pub fn encode_type(resource: ResourceType<'_>) -> Vec<u8> {
    let attributes: Vec<_> = resource.attributes().map(|(name, _)| (name.to_string(), source(resource, Some(name)))).collect();
    let lacks = |region: &str| resource.is_available_in(region) == Some(false);
    let lacking = crate::regions().enumerate().filter(|(_, region)| lacks(region)).fold(0, |mask, (bit, _)| mask | 1u64 << bit);
    let is_open = resource.attribute_wildcard().is_some();
    let mut table = encode_with(resource.name(), &attributes, &source(resource, None), is_open, lacking);
    let tags = resource.property("Tags").map(|tags| tags.resolve().get("type").and_then(|kind| kind.as_str()) == Some("array"));
    if tags == Some(true) {
        table[7] |= TAGGABLE;
    }
    table
}

/// The tables of all these types in one binary.
pub fn encode_all<'a>(types: impl Iterator<Item = ResourceType<'a>>) -> Vec<u8> {
    let tables: Vec<_> = types.map(|resource| (crate::name::hash(SEED, resource.name()), encode_type(resource))).collect();
    let slots = (tables.len() * 2).next_power_of_two();
    let mut binary = vec![0; 4 + slots * 16];
    binary[..4].copy_from_slice(&(slots as u32).to_le_bytes());
    for (hash, table) in tables {
        let mut slot = hash as usize & (slots - 1);
        while binary[4 + slot * 16 + 12..][..4] != [0; 4] {
            slot = (slot + 1) & (slots - 1);
        }
        let (start, length) = (binary.len() as u32, table.len() as u32);
        let entry = &mut binary[4 + slot * 16..][..16];
        entry[..8].copy_from_slice(&hash.to_le_bytes());
        entry[8..12].copy_from_slice(&start.to_le_bytes());
        entry[12..].copy_from_slice(&length.to_le_bytes());
        binary.extend(table);
    }
    binary
}

/// Where the table of a known type stands in the binary of all: start and length.
///
/// ```
/// use tap_schema::attributes::{Table, hash, place};
///
/// let (start, _) = place("AWS::SNS::Topic").unwrap();
/// let attributes = Table::bundled(start as usize).read();
/// assert_eq!(attributes.kind(), "AWS::SNS::Topic");
/// assert!(attributes.find(&hash("TopicArn")).is_some());
/// ```
pub fn place(kind: &str) -> Option<(u32, u32)> {
    place_in(BUNDLED, kind)
}

fn place_in(binary: &[u8], kind: &str) -> Option<(u32, u32)> {
    let number = |at: usize| binary.get(at..at + 4)?.try_into().ok().map(u32::from_le_bytes);
    let slots = number(0)? as usize;
    let hash = crate::name::hash(SEED, kind);
    let mask = slots.checked_sub(1)?;
    let mut slot = hash as usize & mask;
    // Where no slot is free, or there are fewer than the binary says, the search must end too.
    for _ in 0..slots.min(binary.len() / 16) {
        let at = 4 + slot * 16;
        let length = number(at + 12).filter(|length| *length > 0)?;
        if binary.get(at..at + 8)? == hash.to_le_bytes() {
            let start = number(at + 8)?;
            binary.get(start as usize..)?.get(..length as usize)?;
            return Some((start, length));
        }
        slot = (slot + 1) & mask;
    }
    None
}

/// Where a table stands: bytes that hold it, and where in them it begins.
///
/// The bytes are not cut to the table, since `const` evaluation pays for each cut, and a program has thousands of tables.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    bytes: &'static [u8],
    start: usize,
}

impl Table {
    /// No table at all.
    pub const NONE: Table = Table { bytes: &[], start: 0 };

    /// A table by itself, made by [`encode`].
    pub const fn own(bytes: &'static [u8]) -> Self {
        Table { bytes, start: 0 }
    }

    /// The table of a known type in the binary of all types, as [`place`] says.
    pub const fn bundled(start: usize) -> Self {
        Table { bytes: BUNDLED, start }
    }

    /// Whether there is one.
    pub const fn is_some(&self) -> bool {
        !matches!(self.bytes, [])
    }

    /// Its reader.
    pub const fn read(&self) -> Attributes<'static> {
        Attributes { bytes: self.bytes, start: self.start }
    }
}

/// Reader of a table.
///
/// It trusts the table: `const` evaluation pays for every step, and the tables it reads are made by [`encode`]. Bytes that come
/// from elsewhere are read by [`Attributes::checked`].
#[derive(Debug, Clone, Copy)]
pub struct Attributes<'a> {
    bytes: &'a [u8],
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
        if hashes.chunks(8).all(|hash| hash[0] != 0) {
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
        Some(Attributes { bytes, start: 0 })
    }

    /// What an attribute gives, empty if nothing is known of it; none if there is no such attribute.
    pub const fn find(&self, hash: &[u8; 8]) -> Option<&'a [u8]> {
        let (bytes, start) = (self.bytes, self.start);
        if bytes[start + 2] != 0 {
            return Some(&[]);
        }
        let mask = (8 << bytes[start + 4]) - 1;
        let mut at = (hash[1] as usize * 8) & mask;
        // Bytes are compared one by one, since making a number of them takes longer.
        let slots = start + 8;
        while bytes[slots + at] != 0 {
            if bytes[slots + at] == hash[0]
                && bytes[slots + at + 1] == hash[1]
                && bytes[slots + at + 2] == hash[2]
                && bytes[slots + at + 3] == hash[3]
                && bytes[slots + at + 4] == hash[4]
                && bytes[slots + at + 5] == hash[5]
                && bytes[slots + at + 6] == hash[6]
                && bytes[slots + at + 7] == hash[7]
            {
                return Some(self.source(8 + mask + 1 + at / 4));
            }
            at = (at + 8) & mask;
        }
        None
    }

    /// Whether resources of the type have a list of `Tags`.
    pub const fn is_taggable(&self) -> bool {
        self.bytes[self.start + 7] & TAGGABLE != 0
    }

    /// Whether no region is known to lack the type.
    pub const fn is_offered_everywhere(&self) -> bool {
        self.bytes[self.start + 7] & LACKING == 0
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
        let regions = self.start + self.end_of_slots();
        self.is_offered_everywhere() || region >= 64 || self.bytes[regions + region / 8] >> (region % 8) & 1 == 1
    }

    /// What `Ref` gives; empty if nothing is known of it.
    pub const fn reference(&self) -> &'a [u8] {
        self.source(5)
    }

    const fn source(&self, at: usize) -> &'a [u8] {
        let at = self.start + at;
        let start = self.bytes[at] as usize | (self.bytes[at + 1] as usize) << 8;
        if start == 0 { &[] } else { self.slice(start + 1, self.bytes[self.start + start] as usize) }
    }

    const fn slice(&self, start: usize, length: usize) -> &'a [u8] {
        let (_, rest) = self.bytes.split_at(self.start + start);
        rest.split_at(length).0
    }

    const fn text(&self, start: usize, length: usize) -> &'a str {
        match str::from_utf8(self.slice(start, length)) {
            Ok(text) => text,
            Err(_) => "",
        }
    }

    const fn end_of_slots(&self) -> usize {
        8 + (10 << self.bytes[self.start + 4])
    }

    const fn end_of_regions(&self) -> usize {
        self.end_of_slots() + if self.is_offered_everywhere() { 0 } else { 8 }
    }

    /// The resource type.
    pub const fn kind(&self) -> &'a str {
        self.text(self.end_of_regions(), self.bytes[self.start + 3] as usize)
    }

    /// How many attributes there are.
    pub const fn len(&self) -> usize {
        self.bytes[self.start] as usize | (self.bytes[self.start + 1] as usize) << 8
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
            at += 1 + self.bytes[self.start + at] as usize;
            left -= 1;
        }
        self.name_at(at)
    }

    const fn first_name(&self) -> usize {
        self.end_of_regions() + self.bytes[self.start + 3] as usize
    }

    const fn name_at(&self, at: usize) -> &'a str {
        self.text(at + 1, self.bytes[self.start + at] as usize)
    }

    /// The name nearest to this one, or nothing.
    pub const fn nearest(&self, wanted: &str) -> &'a str {
        let mut nearest = "";
        let mut best = usize::MAX;
        let mut number = 0;
        let mut at = self.first_name();
        while number < self.len() {
            let name = self.name_at(at);
            at += 1 + self.bytes[self.start + at] as usize;
            if let Some(distance) = crate::name::is_close(wanted, name)
                && distance < best
            {
                best = distance;
                nearest = name;
            }
            number += 1;
        }
        nearest
    }
}

#[cfg(test)]
mod tests {
    use super::{Attributes, BUNDLED, place, place_in};
    use proptest::prelude::*;
    use proptest::test_runner::RngSeed;

    fn is_answered(binary: &[u8]) {
        for kind in ["AWS::EC2::VPC", "AWS::SNS::Topic", "AWS::No::Such", ""] {
            if let Some((start, length)) = place_in(binary, kind) {
                let table = &binary[start as usize..][..length as usize];
                let _ = Attributes::checked(table).map(|attributes| attributes.nearest("Arn").len());
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: 300, failure_persistence: None, rng_seed: RngSeed::Fixed(20_260_802), ..ProptestConfig::default()
        })]

        #[test]
        fn a_damaged_index_does_no_harm(
            changes in prop::collection::vec((0usize..70_000, any::<u8>()), 0..2000),
            slots in prop::option::of(any::<u32>()),
            length in any::<prop::sample::Index>(),
        ) {
            let mut binary = BUNDLED.to_vec();
            for (at, byte) in changes {
                binary[at] = byte;
            }
            if let Some(slots) = slots {
                binary[..4].copy_from_slice(&slots.to_le_bytes());
            }
            is_answered(&binary);
            binary.truncate(length.index(binary.len()));
            is_answered(&binary);
        }

        #[test]
        fn a_full_index_is_searched_once(slots in 0u32..100, byte in 1u8..) {
            let mut binary = vec![byte; 4 + slots as usize * 16];
            binary[..4].copy_from_slice(&slots.to_le_bytes());
            prop_assert_eq!(place_in(&binary, "AWS::EC2::VPC"), None);
        }
    }

    #[test]
    fn every_type_has_a_table() {
        for kind in crate::resource_types() {
            let (start, length) = place(kind).expect("a table");
            let attributes = Attributes::checked(&BUNDLED[start as usize..][..length as usize]).expect("a whole table");
            assert_eq!(attributes.kind(), kind);
        }
    }
}
