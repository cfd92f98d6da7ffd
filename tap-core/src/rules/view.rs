//! A resource as rules see it.

use super::Exception;
use crate::model::{Body, Constant, Index, LogicalId, PathEntry, PathKind, ResourceDef, StackDef, Value};
use crate::text::{ends_with, same, slice, starts_with};
use tap_schema::name::{SEED, hash};

/// A resource of an app, in `const`. Paths join members and positions by dots: `Tags.0.Key`.
#[derive(Clone, Copy, Debug)]
pub struct ResourceView {
    pub(crate) def: &'static ResourceDef,
    pub(crate) id: LogicalId,
    pub(crate) stack: &'static StackDef,
}

/// What stands at a property path.
#[derive(Clone, Copy, Debug)]
pub enum Property {
    /// Nothing.
    Absent,
    /// A boolean.
    Bool(bool),
    /// A number as it is written.
    Number(&'static str),
    /// A text, with JSON's escapes.
    Text(&'static str),
    /// A list of so many items.
    List(usize),
    /// An object of so many members.
    Object(usize),
    /// An intrinsic function: a value that is known when the stack is deployed.
    Function,
    /// A fragment.
    Fragment,
}

impl ResourceView {
    /// The resource type: `AWS::SNS::Topic`.
    pub const fn kind(&self) -> &'static str {
        self.def.kind
    }

    /// Whether it is of this resource type.
    pub const fn is(&self, kind: &str) -> bool {
        hash(SEED, self.def.kind) == hash(SEED, kind)
    }

    /// Whether its resource type begins so: `AWS::IAM::`.
    pub const fn is_of(&self, service: &str) -> bool {
        starts_with(self.def.kind.as_bytes(), service.as_bytes())
    }

    /// Whether there is something at a property path.
    pub const fn has(&self, path: &str) -> bool {
        self.entry(path).is_some()
    }

    /// What stands at a property path.
    pub const fn property(&self, path: &str) -> Property {
        match self.entry(path) {
            Some(entry) => found(&self.def.body, &entry),
            None => Property::Absent,
        }
    }

    /// Whether a property is `true`.
    pub const fn is_true(&self, path: &str) -> bool {
        match self.property(path) {
            Property::Bool(value) => value,
            Property::Text(text) => same(text, "true"),
            _ => false,
        }
    }

    /// Whether a property is `false`, or not there.
    pub const fn is_false(&self, path: &str) -> bool {
        match self.property(path) {
            Property::Absent => true,
            Property::Bool(value) => !value,
            Property::Text(text) => same(text, "false"),
            _ => false,
        }
    }

    /// Whether a property is exactly this text.
    pub const fn is_text(&self, path: &str, text: &str) -> bool {
        matches!(self.property(path), Property::Text(found) if same(found, text))
    }

    /// Whether the value of a property uses a parameter whose name ends so.
    pub const fn uses_parameter(&self, path: &str, end: &str) -> bool {
        let Some(entry) = self.entry(path) else { return false };
        let (first, last) = self.holes(&entry);
        let mut hole = first;
        while hole < last {
            if let Value::Parameter(parameter) = self.def.body.holes[hole]
                && ends_with(parameter.name.as_bytes(), end.as_bytes())
            {
                return true;
            }
            hole += 1;
        }
        false
    }

    /// Whether the value of a property is taken from another resource or stack.
    pub const fn is_reference(&self, path: &str) -> bool {
        let Some(entry) = self.entry(path) else { return false };
        let (first, last) = self.holes(&entry);
        let mut hole = first;
        while hole < last {
            if matches!(self.def.body.holes[hole], Value::Ref(_) | Value::GetAtt(_) | Value::Output(_) | Value::Import(_)) {
                return true;
            }
            hole += 1;
        }
        false
    }

    /// Whether there is a tag with that key.
    pub const fn has_tag(&self, key: &str) -> bool {
        let Some(tags) = self.entry("Tags") else { return false };
        let body = &self.def.body;
        let index = Index::new(body.index);
        let mut position = 0;
        while position < index.len() {
            let entry = index.entry(position);
            if is_inside(index, &entry, tags.hash)
                && same(body.key(&entry), "Key")
                && let Property::Text(text) = found(body, &entry)
                && same(text, key)
            {
                return true;
            }
            position += 1;
        }
        false
    }

    /// Whether a member of this name, anywhere in the properties, is this text or a list that has it; in fragments too.
    pub const fn has_anywhere(&self, key: &str, text: &str) -> bool {
        anywhere(&self.def.body, key, text, 0)
    }

    /// Whether a member of this name, anywhere in the properties, is a text that is written down and no dynamic reference.
    pub const fn has_anywhere_text(&self, key: &str) -> bool {
        let body = &self.def.body;
        let index = Index::new(body.index);
        let mut position = 0;
        while position < index.len() {
            let entry = index.entry(position);
            if entry.key.1 != 0
                && same(body.key(&entry), key)
                && let Property::Text(text) = found(body, &entry)
                && !starts_with(text.as_bytes(), b"{{resolve:")
            {
                return true;
            }
            position += 1;
        }
        false
    }

    /// Whether its type has a list of tags.
    pub const fn is_taggable(&self) -> bool {
        let attributes = self.def.target.attributes;
        attributes.is_some() && attributes.read().is_taggable()
    }

    /// `DeletionPolicy`, if it is written.
    pub const fn deletion_policy(&self) -> Option<&'static str> {
        self.attribute("DeletionPolicy")
    }

    /// `UpdateReplacePolicy`, if it is written.
    pub const fn update_replace_policy(&self) -> Option<&'static str> {
        self.attribute("UpdateReplacePolicy")
    }

    /// The exception to a rule that is written at the resource.
    pub const fn exception(&self, rule: &str) -> Option<Exception> {
        let index = Index::new(self.def.body.index);
        let mut number = 0;
        while let Some((name, reason)) = index.exception(number) {
            if same(name, rule) {
                return Some(Exception { rule: name, reason });
            }
            number += 1;
        }
        None
    }

    /// The body and the members of the object at a path, for rules that go over names: the name of a member by its number.
    pub const fn member(&self, path: &str, number: usize) -> Option<&'static str> {
        let Some(object) = self.entry(path) else { return None };
        let body = &self.def.body;
        let index = Index::new(body.index);
        let mut left = number;
        let mut position = 0;
        while position < index.len() {
            let entry = index.entry(position);
            if let Some(parent) = entry.parent
                && index.entry(parent as usize).hash == object.hash
            {
                if left == 0 {
                    return Some(body.key(&entry));
                }
                left -= 1;
            }
            position += 1;
        }
        None
    }

    const fn attribute(&self, name: &str) -> Option<&'static str> {
        match Index::new(self.def.body.index).find(hash(SEED, name)) {
            Some(entry) => match found(&self.def.body, &entry) {
                Property::Text(text) => Some(text),
                _ => None,
            },
            None => None,
        }
    }

    const fn entry(&self, path: &str) -> Option<PathEntry> {
        Index::new(self.def.body.index).find(hash(hash(SEED, "Properties."), path))
    }

    /// The holes of a value: the first, and the one after the last.
    const fn holes(&self, entry: &PathEntry) -> (usize, usize) {
        let body = &self.def.body;
        if let PathKind::Hole = entry.kind {
            let hole = entry.value.0 as usize;
            return (hole, hole + 1);
        }
        let mut first = 0;
        while first < body.holes.len() && body.at(first) < entry.value.0 {
            first += 1;
        }
        let mut last = first;
        while last < body.holes.len() && body.at(last) < entry.value.1 {
            last += 1;
        }
        (first, last)
    }
}

/// The value at an entry.
const fn found(body: &'static Body, entry: &PathEntry) -> Property {
    let text = slice(body.text, entry.value.0 as usize, entry.value.1 as usize);
    match entry.kind {
        PathKind::Null => Property::Absent,
        PathKind::Bool => Property::Bool(text.len() == 4),
        PathKind::Number => Property::Number(text),
        PathKind::Text if text.len() >= 2 => Property::Text(slice(text, 1, text.len() - 1)),
        PathKind::List => Property::List(entry.count as usize),
        PathKind::Object => Property::Object(entry.count as usize),
        PathKind::Hole => match body.holes[entry.value.0 as usize] {
            Value::Constant(Constant::Bool(value)) => Property::Bool(value),
            Value::Constant(Constant::Text(text)) => Property::Text(text),
            Value::Constant(Constant::Texts(texts)) => Property::List(texts.len()),
            Value::Fragment(_) => Property::Fragment,
            _ => Property::Function,
        },
        PathKind::Text | PathKind::Function => Property::Function,
    }
}

const fn anywhere(body: &'static Body, key: &str, text: &str, depth: usize) -> bool {
    let index = Index::new(body.index);
    let mut position = 0;
    while position < index.len() {
        let entry = index.entry(position);
        let is_named = match entry.parent {
            // An item has the name of its list.
            Some(parent) if entry.key.1 == 0 => same(body.key(&index.entry(parent as usize)), key),
            _ => entry.key.1 != 0 && same(body.key(&entry), key),
        };
        if is_named
            && let Property::Text(found) = found(body, &entry)
            && same(found, text)
        {
            return true;
        }
        if let PathKind::Hole = entry.kind {
            let has = match body.holes[entry.value.0 as usize] {
                Value::Fragment(inner) if depth < 8 => anywhere(inner, key, text, depth + 1),
                Value::Constant(Constant::Texts(texts)) => is_named && has_text(texts, text),
                _ => false,
            };
            if has {
                return true;
            }
        }
        position += 1;
    }
    false
}

const fn has_text(mut texts: &[&str], wanted: &str) -> bool {
    while let [text, rest @ ..] = texts {
        if same(text, wanted) {
            return true;
        }
        texts = rest;
    }
    false
}

/// Whether an entry lies inside of the one with that hash.
const fn is_inside(index: Index, entry: &PathEntry, outer: u64) -> bool {
    let mut parent = entry.parent;
    while let Some(position) = parent {
        let above = index.entry(position as usize);
        if above.hash == outer {
            return true;
        }
        parent = above.parent;
    }
    false
}
