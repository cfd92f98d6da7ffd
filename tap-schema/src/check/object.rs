//! Objects: their names, what they must have, and what goes together.

use super::{Checker, Content, Entry, Input, Rule, Segment, listed, names};
use crate::Value;
use crate::name::did_you_mean;

impl<'f> Checker<'f> {
    /// Checks each member of an object, and that it may have it.
    pub(super) fn members(&mut self, entries: &[Entry<'_>], schema: Value<'f>) {
        let is_root = self.path.is_empty();
        let resolved = self.resource.resolve(schema);
        let properties = resolved.get("properties");
        let patterns = resolved.get("patternProperties");
        let is_closed = resolved.get("closed").and_then(Value::as_bool) == Some(true);
        if properties.is_none() && patterns.is_none() && !is_closed {
            return;
        }
        for entry in entries.iter().filter(|entry| !entry.unchecked) {
            if is_closed && self.is_read_only(entry.key) {
                self.read_only(entry);
                continue;
            }
            let mut is_known = false;
            self.path.push(Segment::Key(entry.key.into()));
            if let Some(schema) = properties.and_then(|properties| properties.get(entry.key)) {
                is_known = true;
                self.is_map_key = false;
                self.value(&entry.value, schema);
            }
            if let Some(patterns) = patterns {
                self.is_map_key = true;
                for (pattern, schema) in patterns.members() {
                    match super::regex::matches(self.matches, pattern, entry.key) {
                        Some(false) => {}
                        Some(true) => {
                            is_known = true;
                            self.value(&entry.value, schema);
                        }
                        None => is_known = true,
                    }
                    self.is_map_key = true;
                }
            }
            self.is_map_key = false;
            self.path.pop();
            if !is_known && is_closed {
                self.unknown_property(entry, properties, patterns, is_root);
            }
        }
    }

    fn unknown_property(&mut self, entry: &Entry<'_>, properties: Option<Value<'f>>, patterns: Option<Value<'f>>, is_root: bool) {
        let (tag, key) = (entry.tag, entry.key);
        let known: Vec<&str> = properties.map(|known| known.members().map(|(name, _)| name).collect()).unwrap_or_default();
        let writable: Vec<&str> = known.into_iter().filter(|name| !self.is_read_only(name)).collect();
        let mut help = did_you_mean(key, writable.iter().copied());
        if let (true, Some(patterns)) = (help.is_empty(), patterns) {
            let mut patterns = patterns.members().map(|(pattern, _)| pattern);
            help = match (patterns.next(), patterns.next()) {
                (Some(only), None) if writable.is_empty() => format!("its names match `{only}`"),
                _ => String::new(),
            };
        } else if help.is_empty() {
            help = match (is_root, writable.is_empty()) {
                (false, false) => format!("it has {}", listed(writable)),
                _ => format!("a property that is newer than these facts is written `unchecked({key}): …`"),
            };
        }
        let message = format!("{} has no property `{key}`", self.subject());
        self.path.push(Segment::Key(key.into()));
        self.find(tag, Rule::UnknownProperty, message, help);
        self.path.pop();
    }

    fn read_only(&mut self, entry: &Entry<'_>) {
        self.path.push(Segment::Key(entry.key.into()));
        let path = self.path_text();
        let message = format!("property `{path}` of {} is read-only", self.resource.name());
        self.find(entry.tag, Rule::ReadOnlyProperty, message, format!("remove it; others read it with `GetAtt(….{path})`"));
        self.path.pop();
    }

    /// Whether a member of the object that is checked is read-only.
    fn is_read_only(&self, key: &str) -> bool {
        if self.path.is_empty() {
            return self.read_only.contains(&key);
        }
        self.read_only.iter().any(|path| {
            let mut parts = path.split('/');
            let prefix = self.path.iter().all(|segment| match (segment, parts.next()) {
                (Segment::Key(key), Some(part)) => part == key || part == "*",
                (Segment::Position(_), Some(part)) => part == "*",
                (_, None) => false,
            });
            prefix && parts.next() == Some(key) && parts.next().is_none()
        })
    }

    /// A property that can't be there, as others are.
    pub(super) fn forbidden(&mut self, input: &Input<'_>) {
        if !matches!(input.content, Content::Absent) {
            let message = format!("{} can't be there with these other properties", self.subject());
            self.find(input.tag, Rule::ExclusiveProperties, message, "remove it".into());
        }
    }

    pub(super) fn property_names(&mut self, input: &Input<'_>, schema: Value<'f>) {
        let Content::Object(entries) = &input.content else { return };
        for entry in entries.iter().filter(|entry| !entry.unchecked) {
            self.path.push(Segment::Key(entry.key.into()));
            self.keywords(&Input { tag: entry.tag, content: Content::Text(entry.key) }, self.resource.resolve(schema));
            self.path.pop();
        }
    }

    pub(super) fn properties_count(&mut self, input: &Input<'_>, bound: Value<'f>, is_most: bool) {
        let (Content::Object(entries), Some(bound)) = (&input.content, bound.as_i64()) else { return };
        let count = i64::try_from(entries.len()).unwrap_or(i64::MAX);
        if is_most && count > bound || !is_most && count < bound {
            let limit = if is_most { "at most" } else { "at least" };
            let message = format!("{} has {count} properties, where {limit} {bound} is wanted", self.subject());
            self.find(input.tag, Rule::WrongCount, message, String::new());
        }
    }

    pub(super) fn required(&mut self, input: &Input<'_>, wanted: Value<'f>) {
        let Content::Object(entries) = &input.content else { return };
        let missing: Vec<&str> = names(wanted).filter(|name| !has(entries, name) && !self.is_read_only(name)).collect();
        if missing.is_empty() {
            return;
        }
        let plural = if missing.len() == 1 { "property" } else { "properties" };
        let help = added(&missing);
        let message = format!("{} needs the {plural} {}", self.subject(), listed(missing));
        self.find(input.tag, Rule::MissingProperty, message, help);
    }

    pub(super) fn required_xor(&mut self, input: &Input<'_>, wanted: Value<'f>) {
        let Content::Object(entries) = &input.content else { return };
        let mut there = entries.iter().filter(|entry| names(wanted).any(|name| name == entry.key));
        let Some(first) = there.next() else {
            let message = format!("{} needs exactly one of {}", self.subject(), listed(names(wanted)));
            return self.find(input.tag, Rule::MissingProperty, message, String::new());
        };
        for other in there {
            let message = format!("{} has `{}` and `{}`, which exclude each other", self.subject(), first.key, other.key);
            let help = format!("write exactly one of {}", listed(names(wanted)));
            self.find(other.tag, Rule::ExclusiveProperties, message, help);
        }
    }

    pub(super) fn required_or(&mut self, input: &Input<'_>, wanted: Value<'f>) {
        let Content::Object(entries) = &input.content else { return };
        if !names(wanted).any(|name| has(entries, name)) {
            let message = format!("{} needs at least one of {}", self.subject(), listed(names(wanted)));
            self.find(input.tag, Rule::MissingProperty, message, String::new());
        }
    }

    pub(super) fn dependent_required(&mut self, input: &Input<'_>, dependents: Value<'f>) {
        let Content::Object(entries) = &input.content else { return };
        for (name, wanted) in dependents.members() {
            let Some(entry) = entries.iter().find(|entry| entry.key == name) else { continue };
            let missing: Vec<&str> = names(wanted).filter(|name| !has(entries, name)).collect();
            if !missing.is_empty() {
                let help = added(&missing);
                let message = format!("{} with `{name}` needs {} too", self.subject(), listed(missing));
                self.find(entry.tag, Rule::DependentProperty, message, help);
            }
        }
    }

    pub(super) fn dependent_excluded(&mut self, input: &Input<'_>, dependents: Value<'f>) {
        let Content::Object(entries) = &input.content else { return };
        for (name, excluded) in dependents.members() {
            if !has(entries, name) {
                continue;
            }
            for other in entries.iter().filter(|entry| names(excluded).any(|name| name == entry.key)) {
                // Two that exclude each other are one mistake.
                let (first, second) = if name < other.key { (name, other.key) } else { (other.key, name) };
                let message = format!("{} has `{first}` and `{second}`, which exclude each other", self.subject());
                let tag =
                    entries.iter().rfind(|entry| entry.key == first || entry.key == second).map_or(other.tag, |entry| entry.tag);
                self.find(tag, Rule::ExclusiveProperties, message, "remove one of the two".into());
            }
        }
    }
}

/// What to write for properties that are missing.
fn added(missing: &[&str]) -> String {
    let members: Vec<_> = missing.iter().map(|name| format!("`{name}: …`")).collect();
    format!("add {}", members.join(", "))
}

fn has(entries: &[Entry<'_>], name: &str) -> bool {
    entries.iter().any(|entry| entry.key == name)
}
