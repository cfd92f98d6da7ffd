//! The binary format, shared by the reader and the encoder (`examples/encoder`).
//!
//! Everything is little-endian. The header is [`MAGIC`] followed by eight `u32`: [`VERSION`], the number of strings, the
//! bytes of all strings, the number of integers, of floats, of shape units and of node words, and the reference of the
//! root value. The sections follow without gaps, each as long as its count says:
//!
//! | section | unit | content |
//! | --- | --- | --- |
//! | string ends | 3 bytes | where each string ends; it starts where the one before ends |
//! | string bytes | 1 byte | UTF-8; strings used as member names come first, then the others, both sorted |
//! | integers | 8 bytes | `i64`, sorted |
//! | floats | 8 bytes | `f64` |
//! | shapes | 2 bytes | the member names of objects: their number, then their string ids in the order of the names |
//! | nodes | 3 bytes | arrays and objects |
//!
//! A *reference* is a number that stands for a value: [`NULL`], [`FALSE`], [`TRUE`], then one for each string, integer and
//! float, then one for each word of the node section. Scalars so need no node.
//!
//! A *node* is a head word and one reference for each element. The head of an array is [`ARRAY`] plus its length; the head of
//! an object is the index of its shape, whose names its references follow. Equal nodes and equal shapes are stored once. The
//! children of a node stand before it: the reader refuses any other order, so no binary can hold a cycle.
//!
//! Shapes are separate because most schemas have one of few sets of keywords: names inside the nodes would need twice the
//! bytes, 0.3 MB.

/// First bytes of the binary.
pub(crate) const MAGIC: [u8; 8] = *b"TAPFACTS";
/// Version of the format; goes up with every change of it.
pub(crate) const VERSION: u32 = 1;
/// Bytes of the header.
pub(crate) const HEADER: usize = MAGIC.len() + 8 * 4;

/// Reference of `null`.
pub(crate) const NULL: u32 = 0;
/// Reference of `false`.
pub(crate) const FALSE: u32 = 1;
/// Reference of `true`.
pub(crate) const TRUE: u32 = 2;
/// Reference of the first string.
pub(crate) const STRINGS: u32 = 3;

/// Bytes of a node word and of a string end.
pub(crate) const WORD: usize = 3;
/// Bit that tells the head of an array from that of an object.
pub(crate) const ARRAY: u32 = 1 << 23;
