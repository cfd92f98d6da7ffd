//! What others may read of a resource, as a table that is searched in `const` evaluation.
//!
//! The tables of all known types stand in one binary, made from the facts: `data/attributes.bin`, see [`Table::bundled`]. A custom
//! resource has one of its own, made by [`encode`].
//!
//! Layout, in words of 8 bytes (little endian), since `const` evaluation reads a word as fast as a byte:
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
//! | … | the type's name; each attribute's name after its `u8` length; what they give ([`source`](crate::reference::source)), after a `u8` length; zeros up to a word |
//!
//! The binary of all types begins with an index: a word with the number of slots, a power of two; then the slots by open
//! addressing, two words each: hash of the type's name, `u32` byte where its table starts, `u32` how long it is.

mod encode;
mod table;
#[cfg(test)]
mod tests;

pub use encode::{encode, encode_all, encode_type};
pub use table::{Attributes, Table};

use crate::name::SEED;

/// Some regions lack the type.
const LACKING: u8 = 1;
/// The type has a list of tags.
const TAGGABLE: u8 = 2;

/// Binary logarithm of the most slots that [`encode`] makes.
const MOST_SLOTS: u8 = 15;

/// A word.
type Word = [u8; 8];

/// The tables of all types that the facts know.
static BUNDLED: &[Word] = include_bytes!("../../data/attributes.bin").as_chunks().0;

/// The hash of an attribute's name, which is never zero: that marks a free slot.
///
/// ```
/// assert_ne!(tap_schema::attributes::hash("Arn"), 0);
/// ```
pub const fn hash(attribute: &str) -> u64 {
    crate::name::hash(SEED, attribute) | 1
}

/// Where in a table of that many slots the search for a hash begins.
const fn first_slot(hash: u64, slots: usize) -> usize {
    (hash >> 8) as usize & (slots - 1)
}

/// Where the table of a known type stands in the binary of all: start and length.
///
/// ```
/// use tap_schema::attributes::{Table, hash, place};
///
/// let (start, _) = place("AWS::SNS::Topic").unwrap();
/// let attributes = Table::bundled(start as usize).read();
/// assert_eq!(attributes.kind(), "AWS::SNS::Topic");
/// assert!(attributes.find(hash("TopicArn")).is_some());
/// ```
pub fn place(kind: &str) -> Option<(u32, u32)> {
    place_in(BUNDLED.as_flattened(), kind)
}

fn place_in(binary: &[u8], kind: &str) -> Option<(u32, u32)> {
    let number = |at: usize| binary.get(at..at + 4)?.try_into().ok().map(u32::from_le_bytes);
    let slots = number(0)? as usize;
    let hash = crate::name::hash(SEED, kind);
    let mask = slots.checked_sub(1)?;
    let mut slot = hash as usize & mask;
    // Where no slot is free, or there are fewer than the binary says, the search must end too.
    for _ in 0..slots.min(binary.len() / 16) {
        let at = 8 + slot * 16;
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
