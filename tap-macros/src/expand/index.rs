//! Writes the index of property paths; its layout is described where it is read, in `tap-core`'s `model::Index`.

use tap_schema::name::{SEED, hash};

/// What stands at a path; the numbers are part of the layout.
#[derive(Clone, Copy)]
pub enum PathKind {
    Null = 0,
    Bool = 1,
    Number = 2,
    Text = 3,
    List = 4,
    Object = 5,
    Hole = 6,
    Function = 7,
}

/// Marks a count of paths after which something follows.
const MORE: u16 = 0x8000;

/// Writer of an index.
#[derive(Default)]
pub struct Index {
    records: Vec<Record>,
    /// Records that are open: their numbers, and the hash up to them.
    open: Vec<(usize, u64)>,
    /// Inside a function nothing is recorded.
    muted: usize,
    /// What is wrong in some regions.
    pub regional: Vec<Regional>,
    /// Exceptions to rules of the app, each with its reason.
    pub exceptions: Vec<(String, String)>,
}

/// Something that is wrong in some regions.
pub struct Regional {
    /// The regions, as bits.
    pub regions: u64,
    /// Its line in the source.
    pub line: u32,
    pub message: String,
}

struct Record {
    hash: u64,
    kind: PathKind,
    parent: u16,
    start: u32,
    end: u32,
    key: (u32, u16),
    count: u16,
    is_unchecked: bool,
}

impl Index {
    /// Opens the member with this key, whose text starts there; a list item has its position as key start and no text.
    pub fn open(&mut self, key: &str, key_start: usize, is_item: bool) {
        if self.muted > 0 {
            self.muted += 1;
            return;
        }
        let (parent, before) = match self.open.last() {
            Some(&(parent, before)) => (parent as u16, hash(before, ".")),
            None => (u16::MAX, SEED),
        };
        if let Some(parent) = self.records.get_mut(usize::from(parent)) {
            parent.count = parent.count.saturating_add(1);
        }
        let hash = hash(before, key);
        let length = if is_item { 0 } else { key.len() as u16 };
        let record = Record {
            hash,
            kind: PathKind::Null,
            parent,
            start: 0,
            end: 0,
            key: (key_start as u32, length),
            count: 0,
            is_unchecked: false,
        };
        self.open.push((self.records.len(), hash));
        self.records.push(record);
    }

    /// Says what the open member is; a function's inside is not recorded.
    pub fn set(&mut self, kind: PathKind, start: usize, end: usize) {
        if self.muted > 0 {
            return;
        }
        let Some(&(number, _)) = self.open.last() else {
            return;
        };
        let record = &mut self.records[number];
        (record.kind, record.start, record.end) = (kind, start as u32, end as u32);
    }

    /// Says that the open member is taken as it is.
    pub fn mark_unchecked(&mut self) {
        if self.muted > 0 {
            return;
        }
        if let Some(&(number, _)) = self.open.last() {
            self.records[number].is_unchecked = true;
        }
    }

    /// Stops recording until the matching [`unmute`](Self::unmute).
    pub fn mute(&mut self) {
        self.muted += 1;
    }

    /// Ends what [`mute`](Self::mute) began.
    pub fn unmute(&mut self) {
        self.muted -= 1;
    }

    /// Closes the member.
    pub fn close(&mut self) {
        if self.muted > 0 {
            self.muted -= 1;
        } else {
            self.open.pop();
        }
    }

    /// The bytes.
    pub fn bytes(&self) -> Vec<u8> {
        // More paths than this can't be numbered; a resource of that size is far past CloudFormation's own limits.
        let count = self.records.len().min(usize::from(MORE) - 1);
        let records = &self.records[..count];
        let mut bytes = Vec::with_capacity(2 + count * 30);
        let flag = if self.regional.is_empty() && self.exceptions.is_empty() { 0 } else { MORE };
        let regional = &self.regional[..self.regional.len().min(usize::from(u8::MAX))];
        // Slices, since macros are built without optimisation, which an iterator over bytes would need.
        bytes.extend_from_slice(&(count as u16 | flag).to_le_bytes());
        for record in records {
            bytes.extend_from_slice(&record.hash.to_le_bytes());
            bytes.extend_from_slice(&[record.kind as u8, u8::from(record.is_unchecked)]);
            bytes.extend_from_slice(&record.parent.to_le_bytes());
            bytes.extend_from_slice(&record.start.to_le_bytes());
            bytes.extend_from_slice(&record.end.to_le_bytes());
            bytes.extend_from_slice(&record.key.0.to_le_bytes());
            bytes.extend_from_slice(&record.key.1.to_le_bytes());
            bytes.extend_from_slice(&record.count.to_le_bytes());
        }
        let mut order: Vec<u16> = (0..count as u16).collect();
        order.sort_by_key(|&number| records[usize::from(number)].hash);
        for number in order {
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        if flag == 0 {
            return bytes;
        }
        bytes.push(regional.len() as u8);
        for Regional { regions, line, message } in regional {
            let message = &message.as_bytes()[..message.len().min(usize::from(u16::MAX))];
            bytes.extend(regions.to_le_bytes());
            bytes.extend(line.to_le_bytes());
            bytes.extend((message.len() as u16).to_le_bytes());
            bytes.extend(message);
        }
        let exceptions = &self.exceptions[..self.exceptions.len().min(usize::from(u8::MAX))];
        bytes.push(exceptions.len() as u8);
        for text in exceptions.iter().flat_map(|(rule, reason)| [rule, reason]) {
            let text = &text.as_bytes()[..text.len().min(usize::from(u16::MAX))];
            bytes.extend((text.len() as u16).to_le_bytes());
            bytes.extend(text);
        }
        bytes
    }
}
