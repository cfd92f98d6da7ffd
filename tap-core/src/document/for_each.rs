//! `Fn::ForEach` of `AWS::LanguageExtensions`: loops become what they stand for, before anything else is read.
//!
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html>

use super::expression::{Misuse, brief};
use super::parameter::text;
use serde_json::{Map, Value};

/// The transform that loops need.
const TRANSFORM: &str = "AWS::LanguageExtensions";
const LOOP: &str = "Fn::ForEach::";
/// Sections in which loops may stand.
const SECTIONS: &[&str] = &["Conditions", "Outputs", "Resources"];
/// Most bytes of a template, which is that of what loops become, too.
const LARGEST: usize = 1_000_000;

/// Members that loops have made: where they stand now, and where they are written.
pub(super) type Origins = Vec<(Vec<String>, Vec<String>)>;

/// The template with its loops expanded.
///
/// # Errors
///
/// A loop without the transform or in another section, one that is not laid out as it should be, a collection that is not known, a name
/// that is made twice, or more than CloudFormation takes.
pub(super) fn expand(template: Value, transforms: &[String]) -> Result<(Value, Origins), Misuse> {
    if !has_loop(&template) {
        return Ok((template, Origins::new()));
    }
    let Value::Object(sections) = &template else { return Ok((template, Origins::new())) };
    let mut expansion = Expansion {
        sections,
        is_allowed: transforms.iter().any(|name| name == TRANSFORM),
        bound: Vec::new(),
        made: 0,
        origins: Vec::new(),
    };
    let mut expanded = Map::new();
    for (name, section) in sections {
        let is_open = SECTIONS.contains(&name.as_str());
        let section = match section {
            Value::Object(_) if is_open => {
                let (mut now, mut written) = (vec![name.clone()], vec![name.clone()]);
                expansion.value(section, &mut now, &mut written)?
            }
            section => section.clone(),
        };
        expanded.insert(name.clone(), section);
    }
    let origins = expansion.origins;
    Ok((Value::Object(expanded), origins))
}

fn has_loop(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.iter().any(has_loop),
        Value::Object(members) => members.iter().any(|(name, member)| name.starts_with(LOOP) || has_loop(member)),
        _ => false,
    }
}

struct Expansion<'t> {
    sections: &'t Map<String, Value>,
    is_allowed: bool,
    /// Identifiers of the loops around, and the items that they stand for.
    bound: Vec<(&'t str, String)>,
    /// Bytes made so far, about; each turn of a loop counts for one.
    made: usize,
    origins: Origins,
}

impl<'t> Expansion<'t> {
    /// What a value becomes. The paths are those of the value: where it is to stand, and where it is written.
    fn value(&mut self, value: &'t Value, now: &mut Vec<String>, written: &mut Vec<String>) -> Result<Value, Misuse> {
        match value {
            Value::String(text) => self.text(text, written).map(Value::String),
            Value::Array(items) => {
                let mut list = Vec::with_capacity(items.len());
                for (number, item) in items.iter().enumerate() {
                    list.push(self.within(number.to_string(), item, now, written)?);
                }
                Ok(Value::Array(list))
            }
            Value::Object(members) => {
                if let Some(item) = self.item(members) {
                    let item = Value::String(item.to_string());
                    return self.make(item.as_str().map_or(0, str::len), written).map(|()| item);
                }
                let mut object = Map::new();
                self.members(members, false, &mut object, now, written)?;
                Ok(without_variables(members, object))
            }
            other => self.make(1, written).map(|()| other.clone()),
        }
    }

    fn within(
        &mut self,
        step: String,
        value: &'t Value,
        now: &mut Vec<String>,
        written: &mut Vec<String>,
    ) -> Result<Value, Misuse> {
        now.push(step.clone());
        written.push(step);
        let value = self.value(value, now, written)?;
        now.pop();
        written.pop();
        Ok(value)
    }

    /// Puts members into an object, and those that loops among them make. `is_fragment` if they are those of a loop.
    fn members(
        &mut self,
        members: &'t Map<String, Value>,
        is_fragment: bool,
        into: &mut Map<String, Value>,
        now: &mut Vec<String>,
        written: &mut Vec<String>,
    ) -> Result<(), Misuse> {
        for (name, member) in members {
            written.push(name.clone());
            if name.starts_with(LOOP) {
                self.turns(name, member, into, now, written)?;
            } else {
                let made = self.text(name, written)?;
                now.push(made.clone());
                if is_fragment {
                    // Paths are kept for messages; they count, too.
                    self.make(8 * written.len(), written)?;
                    self.origins.push((now.clone(), written.clone()));
                }
                let value = self.value(member, now, written)?;
                now.pop();
                if into.insert(made.clone(), value).is_some() {
                    return wrong(
                        written,
                        format!("`{made}` is made twice\nhelp: its name has to hold the identifier of every loop"),
                    );
                }
            }
            written.pop();
        }
        Ok(())
    }

    fn turns(
        &mut self,
        name: &str,
        argument: &'t Value,
        into: &mut Map<String, Value>,
        now: &mut Vec<String>,
        written: &mut Vec<String>,
    ) -> Result<(), Misuse> {
        if !self.is_allowed {
            return wrong(
                written,
                format!("`{name}` is a loop, which needs the transform\nhelp: write `Transform: {TRANSFORM}`"),
            );
        }
        let (identifier, collection, fragment) = match argument.as_array().map(Vec::as_slice) {
            Some([Value::String(identifier), collection, Value::Object(fragment)]) => (identifier, collection, fragment),
            _ => return wrong(written, "a loop takes an identifier, a collection and an object, in a list"),
        };
        written.push("1".to_string());
        let items = self.collection(collection, written)?;
        written.pop();
        written.push("2".to_string());
        for item in items {
            self.make(1, written)?;
            self.bound.push((identifier, item));
            self.members(fragment, true, into, now, written)?;
            self.bound.pop();
        }
        written.pop();
        Ok(())
    }

    /// The items of a collection: a list, a parameter that is one and has a default, or what a mapping has.
    fn collection(&mut self, collection: &'t Value, written: &[String]) -> Result<Vec<String>, Misuse> {
        match collection {
            Value::Array(items) => {
                let mut all = Vec::new();
                for item in items {
                    match item {
                        Value::Object(members) => match self.item(members) {
                            Some(item) => all.push(item.to_string()),
                            None => all.extend(self.collection(item, written)?),
                        },
                        item => match text(item) {
                            Some(item) => all.push(self.text(&item, written)?),
                            None => return wrong(written, format!("an item of a collection is a text, not {}", brief(item))),
                        },
                    }
                }
                Ok(all)
            }
            Value::Object(_) => match super::expression::called(collection) {
                Some(("Ref", Value::String(name))) => self.default(name, written),
                Some(("Fn::FindInMap", Value::Array(keys))) => self.mapped(keys, written),
                _ => unknown(written, "this"),
            },
            other => wrong(written, format!("a collection is a list, not {}", brief(other))),
        }
    }

    fn default(&self, name: &str, written: &[String]) -> Result<Vec<String>, Misuse> {
        let parameter = self.sections.get("Parameters").and_then(|all| all.get(name));
        let Some(parameter) = parameter else { return unknown(written, &format!("`{name}`, which is no parameter")) };
        let Some(default) = parameter.get("Default").and_then(text) else {
            return unknown(written, &format!("parameter `{name}`, which has no default"));
        };
        let kind = parameter.get("Type").and_then(Value::as_str).unwrap_or_default();
        if kind != "CommaDelimitedList" && !kind.starts_with("List<") {
            return unknown(written, &format!("parameter `{name}`, which is of the type {kind}"));
        }
        Ok(default.split(',').map(str::trim).filter(|_| !default.is_empty()).map(str::to_string).collect())
    }

    fn mapped(&mut self, keys: &'t [Value], written: &[String]) -> Result<Vec<String>, Misuse> {
        let mut found = self.sections.get("Mappings");
        for key in keys {
            let key = match key {
                Value::Object(members) => self.item(members).map(str::to_string),
                key => text(key).map(|key| self.text(&key, written)).transpose()?,
            };
            found = found.zip(key).and_then(|(found, key)| found.get(&key));
        }
        let Some(Value::Array(items)) = found.filter(|_| keys.len() == 3) else {
            return unknown(written, "a mapping, in which no list stands under these keys");
        };
        Ok(items.iter().filter_map(text).collect())
    }

    /// What `Ref` of the identifier of a loop gives.
    fn item(&self, members: &Map<String, Value>) -> Option<&str> {
        let name = members.get("Ref").filter(|_| members.len() == 1)?.as_str()?;
        self.bound.iter().rev().find(|(identifier, _)| *identifier == name).map(|(_, item)| item.as_str())
    }

    /// A text with the items of the loops around in it: whole, or only their letters and digits.
    fn text(&mut self, text: &str, written: &[String]) -> Result<String, Misuse> {
        let mut made = text.to_string();
        for position in 0..self.bound.len() {
            let (identifier, item) = &self.bound[position];
            if !made.contains(*identifier) {
                continue;
            }
            let bare: String = item.chars().filter(char::is_ascii_alphanumeric).collect();
            for (variable, item) in [(format!("${{{identifier}}}"), item.clone()), (format!("&{{{identifier}}}"), bare)] {
                let times = made.matches(&variable).count();
                // Before it is made, lest it be larger than any memory.
                self.make(times.saturating_mul(item.len()), written)?;
                if times > 0 {
                    made = made.replace(&variable, &item);
                }
            }
        }
        self.make(text.len() + 1, written)?;
        Ok(made)
    }

    fn make(&mut self, bytes: usize, written: &[String]) -> Result<(), Misuse> {
        // What no loop makes has the size that its text has.
        self.made = self.made.saturating_add(if self.bound.is_empty() { 0 } else { bytes });
        if self.made > LARGEST {
            return wrong(written, "loops make more of this template than the 1 MB that CloudFormation takes");
        }
        Ok(())
    }
}

/// `Fn::Sub` of a text in which loops have left no variable is that text; so it may stand where only a name may.
fn without_variables(written: &Map<String, Value>, made: Map<String, Value>) -> Value {
    match (written.get("Fn::Sub"), made.get("Fn::Sub")) {
        (Some(Value::String(before)), Some(Value::String(after)))
            if made.len() == 1 && before != after && !after.contains("${") =>
        {
            Value::String(after.clone())
        }
        _ => Value::Object(made),
    }
}

fn wrong<T>(written: &[String], message: impl Into<String>) -> Result<T, Misuse> {
    Err((written.to_vec(), message.into()))
}

fn unknown<T>(written: &[String], what: &str) -> Result<T, Misuse> {
    wrong(
        written,
        format!("the items of this collection are not known: {what}\nhelp: write the list out, or give the processed template"),
    )
}

#[cfg(test)]
mod tests;
