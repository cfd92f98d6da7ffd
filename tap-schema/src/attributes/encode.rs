//! Writes the tables.

use super::{LACKING, TAGGABLE, first_slot, hash};
use crate::ResourceType;
use crate::name::SEED;
use crate::reference::source;

/// The table of these attributes, each with what is known of its value.
///
/// ```
/// use tap_schema::attributes::{Attributes, encode, hash};
///
/// let table = encode("Custom::Migration", &[("Version".into(), Vec::new())], &[], false);
/// let attributes = Attributes::checked(&table).unwrap();
/// assert!(attributes.find(hash("Version")).is_some());
/// assert!(attributes.find(hash("Versoin")).is_none());
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
        let mut slot = first_slot(hash, slots);
        while table[8 + slot * 8] != 0 {
            slot = (slot + 1) & (slots - 1);
        }
        table[8 + slot * 8..16 + slot * 8].copy_from_slice(&hash.to_le_bytes());
        table[8 + slots * 8 + slot * 2..][..2].copy_from_slice(&place(source));
    }
    table[..2].copy_from_slice(&(count as u16).to_le_bytes());
    table[2] = u8::from(is_open);
    table[3] = kind.len() as u8;
    table[4] = slots.ilog2() as u8;
    table[5..7].copy_from_slice(&reference);
    table.extend(tail);
    table.resize(table.len().next_multiple_of(8), 0);
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
    let mut binary = vec![0; 8 + slots * 16];
    binary[..4].copy_from_slice(&(slots as u32).to_le_bytes());
    for (hash, table) in tables {
        let mut slot = hash as usize & (slots - 1);
        while binary[8 + slot * 16 + 12..][..4] != [0; 4] {
            slot = (slot + 1) & (slots - 1);
        }
        let (start, length) = (binary.len() as u32, table.len() as u32);
        let entry = &mut binary[8 + slot * 16..][..16];
        entry[..8].copy_from_slice(&hash.to_le_bytes());
        entry[8..12].copy_from_slice(&start.to_le_bytes());
        entry[12..].copy_from_slice(&length.to_le_bytes());
        binary.extend(table);
    }
    binary
}
