//! The facts binary from its JSON source; used by the `encode` example and by the tests that compare the two.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use serde_json::{Map, Value};

// Of the crate, but private there: the reader needs nothing else to agree with.
#[path = "../../src/layout.rs"]
mod layout;

use layout::{ARRAY, FALSE, HEADER, MAGIC, NULL, STRINGS, TRUE, VERSION, WORD};

/// Reads and checks a source, JSON compressed with xz.
pub fn read_source(path: &Path) -> Result<Value, String> {
    let shown = path.display();
    let file = File::open(path).map_err(|error| format!("cannot read {shown}: {error}"))?;
    let mut json = Vec::new();
    lzma_rs::xz_decompress(&mut BufReader::new(file), &mut json)
        .map_err(|error| format!("cannot decompress {shown}: {error:?}"))?;
    let source = serde_json::from_slice(&json).map_err(|error| format!("{shown} does not hold JSON: {error}"))?;
    check(&source).map_err(|error| format!("{shown} has the wrong shape: {error}"))?;
    Ok(source)
}

/// Checks what the reader builds upon; anything else in a record is carried as it is.
fn check(source: &Value) -> Result<(), String> {
    let regions = source["regions"].as_array().ok_or("no array `regions`")?;
    if regions.len() > 63 || !regions.iter().all(Value::is_string) {
        return Err("`regions` is not a list of at most 63 names".into());
    }
    let types = source["types"].as_object().ok_or("no object `types`")?;
    for (name, record) in types {
        for (member, fits, kind) in [
            ("root", Value::is_object as fn(&Value) -> bool, "an object"),
            ("defs", Value::is_object, "an object"),
            ("getatt", Value::is_object, "an object"),
            ("ref", Value::is_object, "an object"),
            ("id", Value::is_array, "an array"),
            ("regions", Value::is_i64, "an integer"),
        ] {
            if !fits(&record[member]) {
                return Err(format!("`{member}` of {name} is not {kind}"));
            }
        }
    }
    Ok(())
}

/// Encodes any JSON value as `src/layout.rs` describes.
pub fn encode(source: &Value) -> Result<Vec<u8>, String> {
    let mut scalars = Scalars::default();
    scalars.collect(source)?;
    let mut encoder = Encoder::new(&scalars)?;
    let root = encoder.value(source)?;
    encoder.finish(&scalars, root)
}

/// The tables of attributes, from the facts in their binary form.
pub fn attributes(facts: &[u8]) -> Result<Vec<u8>, String> {
    let facts = tap_schema::Facts::from_bytes(facts).map_err(|error| error.to_string())?;
    let types = facts.resource_types().filter_map(|name| facts.resource_type(name));
    Ok(tap_schema::attributes::encode_all(types))
}

/// The distinct scalars of the source.
#[derive(Default)]
struct Scalars<'a> {
    /// Strings used as member names.
    names: BTreeSet<&'a str>,
    strings: BTreeSet<&'a str>,
    integers: BTreeSet<i64>,
    /// By their bits, which unlike floats have a total order.
    floats: BTreeSet<u64>,
}

impl<'a> Scalars<'a> {
    fn collect(&mut self, value: &'a Value) -> Result<(), String> {
        match value {
            Value::Null | Value::Bool(_) => {}
            Value::Number(number) => match (number.as_i64(), number.as_f64()) {
                (Some(integer), _) => drop(self.integers.insert(integer)),
                (None, Some(float)) if number.is_f64() => drop(self.floats.insert(float.to_bits())),
                _ => return Err(format!("{number} does not fit a signed integer of 64 bits")),
            },
            Value::String(text) => drop(self.strings.insert(text)),
            Value::Array(items) => items.iter().try_for_each(|item| self.collect(item))?,
            Value::Object(members) => {
                for (name, member) in members {
                    self.names.insert(name);
                    self.collect(member)?;
                }
            }
        }
        Ok(())
    }

    /// All strings in the order of their ids: names first, so that the ids of names fit a shape unit.
    fn texts(&self) -> impl Iterator<Item = &'a str> {
        self.names.iter().chain(self.strings.difference(&self.names)).copied()
    }
}

/// References of the scalars, and the arrays and objects encoded so far.
struct Encoder<'a> {
    strings: HashMap<&'a str, u32>,
    integers: BTreeMap<i64, u32>,
    floats: BTreeMap<u64, u32>,
    first_node: u32,
    shapes: Vec<u16>,
    nodes: Vec<u32>,
    /// Equal objects and arrays are encoded once: what was encoded, by content.
    known_shapes: HashMap<Vec<u16>, u32>,
    known_nodes: HashMap<Vec<u32>, u32>,
}

impl<'a> Encoder<'a> {
    fn new(scalars: &Scalars<'a>) -> Result<Self, String> {
        let strings: HashMap<_, _> = scalars.texts().zip(STRINGS..).collect();
        let first_integer = STRINGS + section_len(strings.len())?;
        let first_float = first_integer + section_len(scalars.integers.len())?;
        Ok(Self {
            strings,
            integers: scalars.integers.iter().copied().zip(first_integer..).collect(),
            floats: scalars.floats.iter().copied().zip(first_float..).collect(),
            first_node: first_float + section_len(scalars.floats.len())?,
            shapes: Vec::new(),
            nodes: Vec::new(),
            known_shapes: HashMap::new(),
            known_nodes: HashMap::new(),
        })
    }

    /// The reference of a value, encoded if it is new.
    fn value(&mut self, value: &Value) -> Result<u32, String> {
        match value {
            Value::Null => Ok(NULL),
            Value::Bool(false) => Ok(FALSE),
            Value::Bool(true) => Ok(TRUE),
            Value::Number(number) => number
                .as_i64()
                .and_then(|integer| self.integers.get(&integer))
                .or_else(|| self.floats.get(&number.as_f64()?.to_bits()))
                .copied()
                .ok_or_else(|| format!("{number} was not collected")),
            Value::String(text) => self.string(text),
            Value::Array(items) => {
                let mut words = vec![ARRAY | section_len(items.len())?];
                for item in items {
                    words.push(self.value(item)?);
                }
                self.node(words)
            }
            Value::Object(members) => self.object(members),
        }
    }

    fn object(&mut self, members: &Map<String, Value>) -> Result<u32, String> {
        // The map keeps the order of the source if some crate of the build asks serde_json for that.
        let members: BTreeMap<_, _> = members.iter().collect();
        let mut shape = vec![shape_unit(members.len())?];
        for name in members.keys() {
            shape.push(shape_unit((self.string(name)? - STRINGS) as usize)?);
        }
        let mut words = vec![self.shape(shape)?];
        for member in members.values() {
            words.push(self.value(member)?);
        }
        self.node(words)
    }

    fn string(&self, text: &str) -> Result<u32, String> {
        self.strings.get(text).copied().ok_or_else(|| format!("{text:?} was not collected"))
    }

    fn shape(&mut self, shape: Vec<u16>) -> Result<u32, String> {
        if let Some(&known) = self.known_shapes.get(&shape) {
            return Ok(known);
        }
        let start = section_len(self.shapes.len())?;
        self.shapes.extend(&shape);
        self.known_shapes.insert(shape, start);
        Ok(start)
    }

    fn node(&mut self, words: Vec<u32>) -> Result<u32, String> {
        if let Some(&known) = self.known_nodes.get(&words) {
            return Ok(known);
        }
        let reference = word(self.first_node as usize + self.nodes.len())?;
        self.nodes.extend(&words);
        self.known_nodes.insert(words, reference);
        Ok(reference)
    }

    fn finish(self, scalars: &Scalars<'_>, root: u32) -> Result<Vec<u8>, String> {
        let (mut ends, mut texts) = (Vec::new(), Vec::new());
        for text in scalars.texts() {
            texts.extend_from_slice(text.as_bytes());
            ends.extend(word_bytes(word(texts.len())?));
        }

        let mut binary = MAGIC.to_vec();
        for field in [
            VERSION,
            section_len(self.strings.len())?,
            word(texts.len())?,
            section_len(scalars.integers.len())?,
            section_len(scalars.floats.len())?,
            section_len(self.shapes.len())?,
            word(self.nodes.len())?,
            root,
        ] {
            binary.extend(field.to_le_bytes());
        }
        debug_assert_eq!(binary.len(), HEADER);
        binary.extend(ends);
        binary.extend(texts);
        binary.extend(scalars.integers.iter().flat_map(|integer| integer.to_le_bytes()));
        binary.extend(scalars.floats.iter().flat_map(|bits| bits.to_le_bytes()));
        binary.extend(self.shapes.iter().flat_map(|unit| unit.to_le_bytes()));
        binary.extend(self.nodes.iter().flat_map(|&word| word_bytes(word)));
        Ok(binary)
    }
}

fn word_bytes(word: u32) -> [u8; WORD] {
    let [low, middle, high, _] = word.to_le_bytes();
    [low, middle, high]
}

/// A number that must fit a node word.
fn word(number: usize) -> Result<u32, String> {
    match u32::try_from(number) {
        Ok(word) if word < ARRAY << 1 => Ok(word),
        _ => Err(format!("{number} does not fit a word of {WORD} bytes, the format must grow")),
    }
}

/// A number that must leave the array bit of a word free, or is a count of things that a word refers to.
fn section_len(number: usize) -> Result<u32, String> {
    match u32::try_from(number) {
        Ok(len) if len < ARRAY => Ok(len),
        _ => Err(format!("{number} does not fit a word of {WORD} bytes, the format must grow")),
    }
}

/// A number that must fit a shape unit.
fn shape_unit(number: usize) -> Result<u16, String> {
    u16::try_from(number).map_err(|_| format!("{number} member names are too many for two bytes, the format must grow"))
}
