//! The binary as sections, and bounds-checked reads of their units.

use std::fmt;

use crate::layout::{HEADER, MAGIC, STRINGS, VERSION, WORD};
use crate::{ResourceType, Value};

/// The facts of one binary, read in place.
///
/// Made by [`Facts::bundled`] (the binary of this crate) or [`Facts::from_bytes`]. Only the header is looked at to make it;
/// every later read is checked against the bounds of its section, so damaged bytes give missing or `null` values, no panic.
///
/// ```
/// use tap_schema::Facts;
///
/// let facts = Facts::bundled();
/// assert_eq!(facts.resource_type("AWS::S3::Bucket").map(|bucket| bucket.name()), Some("AWS::S3::Bucket"));
/// ```
pub struct Facts<'a> {
    string_ends: &'a [u8],
    string_bytes: &'a [u8],
    integers: &'a [u8],
    floats: &'a [u8],
    shapes: &'a [u8],
    nodes: &'a [u8],
    first_integer: u32,
    first_float: u32,
    first_node: u32,
    root: u32,
}

/// Why bytes are not facts, as [`Facts::from_bytes`] tells it.
///
/// ```
/// use tap_schema::{Facts, FormatError};
///
/// let error = Facts::from_bytes(b"{}").err();
/// assert_eq!(error, Some(FormatError::NotFacts));
/// assert_eq!(FormatError::NotFacts.to_string(), "not a facts binary: it does not start with the header of one");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormatError {
    /// The bytes do not start with the header of a facts binary.
    NotFacts,
    /// The binary has another version of the format than this reader; the version found.
    Version(u32),
    /// The sections that the header announces do not add up to the bytes given.
    Length,
}

impl fmt::Display for FormatError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFacts => out.write_str("not a facts binary: it does not start with the header of one"),
            Self::Version(found) => write!(out, "facts binary has format version {found}, this reader knows version {VERSION}"),
            Self::Length => out.write_str("facts binary is not as long as its header says"),
        }
    }
}

impl std::error::Error for FormatError {}

static BYTES: &[u8] = include_bytes!("../data/facts.bin");

// Evaluated by the compiler: a damaged header of the committed binary stops the build of this crate, not its users.
static BUNDLED: Facts<'static> = match Facts::from_bytes(BYTES) {
    Ok(facts) => facts,
    Err(_) => panic!("data/facts.bin is damaged, make it again with the `encode` example"),
};

impl Facts<'static> {
    /// The facts that come with this crate, from `data/facts.bin`.
    ///
    /// ```
    /// assert!(tap_schema::Facts::bundled().regions().any(|region| region == "eu-west-1"));
    /// ```
    pub fn bundled() -> &'static Self {
        &BUNDLED
    }
}

impl<'a> Facts<'a> {
    /// Reads the header of a binary in the format of the `encode` example.
    ///
    /// # Errors
    ///
    /// [`FormatError`], if the bytes are no facts binary, have another format version or another length than announced.
    ///
    /// ```
    /// assert!(tap_schema::Facts::from_bytes(&[0; 64]).is_err());
    /// ```
    pub const fn from_bytes(bytes: &'a [u8]) -> Result<Self, FormatError> {
        if bytes.len() < HEADER {
            return Err(FormatError::NotFacts);
        }
        let mut at = 0;
        while at < MAGIC.len() {
            if bytes[at] != MAGIC[at] {
                return Err(FormatError::NotFacts);
            }
            at += 1;
        }
        let (header, rest) = bytes.split_at(HEADER);
        let version = header_field(header, 0);
        if version != VERSION {
            return Err(FormatError::Version(version));
        }
        let strings = header_field(header, 1);
        let integers = header_field(header, 3);
        let floats = header_field(header, 4);
        let Some((string_ends, rest)) = section(rest, strings, WORD) else {
            return Err(FormatError::Length);
        };
        let Some((string_bytes, rest)) = section(rest, header_field(header, 2), 1) else {
            return Err(FormatError::Length);
        };
        let Some((integer_bytes, rest)) = section(rest, integers, size_of::<i64>()) else {
            return Err(FormatError::Length);
        };
        let Some((float_bytes, rest)) = section(rest, floats, size_of::<f64>()) else {
            return Err(FormatError::Length);
        };
        let Some((shapes, rest)) = section(rest, header_field(header, 5), size_of::<u16>()) else {
            return Err(FormatError::Length);
        };
        let Some((nodes, [])) = section(rest, header_field(header, 6), WORD) else {
            return Err(FormatError::Length);
        };
        // The counts are bounded by the length of `bytes`; saturation only keeps absurd binaries of 4 GB from wrapping.
        let first_integer = STRINGS.saturating_add(strings);
        let first_float = first_integer.saturating_add(integers);
        Ok(Self {
            string_ends,
            string_bytes,
            integers: integer_bytes,
            floats: float_bytes,
            shapes,
            nodes,
            first_integer,
            first_float,
            first_node: first_float.saturating_add(floats),
            root: header_field(header, 7),
        })
    }

    /// The record of a resource type, by its exact name; see [`crate::resource_type`].
    ///
    /// ```
    /// let facts = tap_schema::Facts::bundled();
    /// assert!(facts.resource_type("AWS::EC2::VPC").is_some());
    /// assert!(facts.resource_type("AWS::EC2::vpc").is_none());
    /// ```
    pub fn resource_type(&self, name: &str) -> Option<ResourceType<'_>> {
        let (name, record) = self.root().get("types")?.member(name)?;
        Some(ResourceType::new(name, record))
    }

    /// The names of all resource types, sorted.
    ///
    /// ```
    /// assert_eq!(tap_schema::Facts::bundled().resource_types().count(), 1884);
    /// ```
    pub fn resource_types(&self) -> impl Iterator<Item = &str> {
        self.root().list("types").members().map(|(name, _)| name)
    }

    /// The names of all regions, in the order of the bits of a record's `regions` mask.
    ///
    /// ```
    /// assert_eq!(tap_schema::Facts::bundled().regions().next(), Some("af-south-1"));
    /// ```
    pub fn regions(&self) -> impl Iterator<Item = &str> {
        self.root().list("regions").strings()
    }

    fn root(&self) -> Value<'_> {
        Value::new(self, self.root)
    }

    /// What a reference stands for; `None` if it stands for nothing.
    pub(crate) fn target(&self, reference: u32) -> Option<Target> {
        if reference < STRINGS {
            return Some(Target::Constant(reference));
        }
        if reference < self.first_integer {
            return Some(Target::String(reference - STRINGS));
        }
        if reference < self.first_float {
            return Some(Target::Integer(reference - self.first_integer));
        }
        if reference < self.first_node {
            return Some(Target::Float(reference - self.first_float));
        }
        let word = reference - self.first_node;
        ((word as usize) < self.nodes.len() / WORD).then_some(Target::Node(word))
    }

    /// The bytes of a string.
    pub(crate) fn string(&self, id: u32) -> Option<&[u8]> {
        let start = if id == 0 { Some(0) } else { word_at(self.string_ends, id - 1) };
        match (start, word_at(self.string_ends, id)) {
            (Some(start), Some(end)) => self.string_bytes.get(start as usize..end as usize),
            _ => None,
        }
    }

    pub(crate) fn integer(&self, index: u32) -> Option<i64> {
        unit(self.integers, index).map(i64::from_le_bytes)
    }

    pub(crate) fn float(&self, index: u32) -> Option<f64> {
        unit(self.floats, index).map(f64::from_le_bytes)
    }

    pub(crate) fn shape_unit(&self, index: u32) -> Option<u16> {
        let at = index as usize;
        if at >= self.shapes.len() / 2 {
            return None;
        }
        Some(self.shapes[at * 2] as u16 | (self.shapes[at * 2 + 1] as u16) << 8)
    }

    pub(crate) fn word(&self, index: u32) -> Option<u32> {
        word_at(self.nodes, index)
    }

    /// Whether the node section has `count` words from `start` on.
    pub(crate) fn has_words(&self, start: u32, count: u32) -> bool {
        u64::from(start) + u64::from(count) <= (self.nodes.len() / WORD) as u64
    }
}

impl fmt::Debug for Facts<'_> {
    /// Shows the size only: the content is megabytes.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = self.nodes.len() / WORD;
        write!(out, "Facts({} types, {words} words)", self.root().list("types").len())
    }
}

/// What a reference stands for, as an index into the section that holds it.
#[derive(Clone, Copy)]
pub(crate) enum Target {
    Constant(u32),
    String(u32),
    Integer(u32),
    Float(u32),
    Node(u32),
}

/// The `index`-th `u32` after the magic bytes.
const fn header_field(header: &[u8], index: usize) -> u32 {
    let at = MAGIC.len() + index * 4;
    u32::from_le_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]])
}

/// Splits `count` units of `width` bytes off the front.
const fn section(bytes: &[u8], count: u32, width: usize) -> Option<(&[u8], &[u8])> {
    match (count as usize).checked_mul(width) {
        Some(length) => bytes.split_at_checked(length),
        None => None,
    }
}

fn unit<const WIDTH: usize>(section: &[u8], index: u32) -> Option<[u8; WIDTH]> {
    let start = (index as usize).checked_mul(WIDTH)?;
    section.get(start..)?.first_chunk().copied()
}

/// The reads that searches are made of are written out, with plain comparisons and indices in bounds: without optimisation, as
/// macros are built, each call of a combinator takes as long as the read itself.
fn word_at(section: &[u8], index: u32) -> Option<u32> {
    let at = index as usize;
    if at >= section.len() / WORD {
        return None;
    }
    let at = at * WORD;
    Some(section[at] as u32 | (section[at + 1] as u32) << 8 | (section[at + 2] as u32) << 16)
}
