//! Schemas made of schemas: `allOf`, `anyOf`, `oneOf`, `not`, `if`.

use super::{Checker, Content, Finding, Input, Outcome, Rule};
use crate::Value;

impl<'f> Checker<'f> {
    pub(super) fn all_of(&mut self, input: &Input<'_>, schemas: Value<'f>) {
        for schema in schemas.items() {
            self.value(input, schema);
        }
    }

    pub(super) fn any_of(&mut self, input: &Input<'_>, schemas: Value<'f>) {
        let mut failures = Vec::new();
        let mut is_unknown = false;
        for schema in schemas.items() {
            match self.try_out(|checker| checker.value(input, schema)) {
                Outcome::Fits => return,
                Outcome::Unknown => is_unknown = true,
                Outcome::Fails(found) => failures.push(found),
            }
        }
        if is_unknown {
            self.is_unknown = true;
        } else {
            self.no_alternative(input, failures);
        }
    }

    pub(super) fn exactly_one_of(&mut self, input: &Input<'_>, schemas: Value<'f>) {
        let mut failures = Vec::new();
        let (mut fitting, mut is_unknown) = (0, false);
        for schema in schemas.items() {
            match self.try_out(|checker| checker.value(input, schema)) {
                Outcome::Fits => fitting += 1,
                Outcome::Unknown => is_unknown = true,
                Outcome::Fails(found) => failures.push(found),
            }
        }
        match fitting {
            0 if !is_unknown => self.no_alternative(input, failures),
            0 | 1 if is_unknown => self.is_unknown = true,
            0 | 1 => {}
            _ => {
                let message = format!("{} fits more than one of its alternatives", self.subject());
                let help = match alternatives(input, schemas) {
                    names if names.is_empty() => String::new(),
                    names => format!("write one of {names}"),
                };
                self.find(input.tag, Rule::NoAlternative, message, help);
            }
        }
    }

    /// None of the alternatives fits: the nearest says why.
    fn no_alternative(&mut self, input: &Input<'_>, mut failures: Vec<Vec<Finding>>) {
        // The alternative that was meant fails deepest, and by least.
        failures.sort_by_key(|found| {
            let deepest = found.iter().map(|finding| finding.path.len()).max().unwrap_or_default();
            (std::cmp::Reverse(deepest), found.len())
        });
        let missing =
            |found: &Vec<Finding>| found.iter().all(|finding| finding.rule == Rule::MissingProperty && finding.tag == input.tag);
        if failures.len() > 1 && failures.iter().all(missing) {
            let wanted: Vec<_> = failures.iter().flatten().map(|finding| finding.message.as_str()).collect();
            let message = format!("{} fits none of its alternatives: {}", self.subject(), wanted.join("; or "));
            return self.find(input.tag, Rule::MissingProperty, message, String::new());
        }
        let is_format =
            |found: &Vec<Finding>| matches!(&found[..], [only] if only.rule == Rule::WrongFormat && only.tag == input.tag);
        if let Some(text) = super::scalar::text_of(&input.content)
            && failures.len() > 1
            && failures.iter().all(is_format)
        {
            let found = format!("{} is `{}`, where ", self.subject(), super::scalar::shortened(text));
            let wanted = failures
                .iter()
                .flatten()
                .map(|finding| finding.message.trim_start_matches(&found).trim_end_matches(" is wanted"));
            let message = format!("{found}{} is wanted", wanted.collect::<Vec<_>>().join(" or "));
            return self.find(input.tag, Rule::WrongFormat, message, String::new());
        }
        match failures.into_iter().next() {
            Some(found) if !found.is_empty() => self.findings.extend(found),
            _ => {
                let message = format!("{} fits none of its alternatives", self.subject());
                self.find(input.tag, Rule::NoAlternative, message, String::new());
            }
        }
    }

    pub(super) fn not(&mut self, input: &Input<'_>, schema: Value<'f>) {
        match self.try_out(|checker| checker.value(input, schema)) {
            Outcome::Fails(_) => {}
            Outcome::Unknown => self.is_unknown = true,
            Outcome::Fits => {
                let (rule, message) = match (&input.content, schema.get("enum")) {
                    (Content::Text(text), Some(_)) => (Rule::UnknownValue, format!("{} can't be `{text}`", self.subject())),
                    _ => match schema.get("required") {
                        Some(required) => {
                            let names = super::listed(super::names(required));
                            (Rule::ExclusiveProperties, format!("{} can't have {names} here", self.subject()))
                        }
                        None => (Rule::Contradiction, format!("{} is excluded by the other properties", self.subject())),
                    },
                };
                self.find(input.tag, rule, message, String::new());
            }
        }
    }

    pub(super) fn contains(&mut self, input: &Input<'_>, schema: Value<'f>) {
        let Content::List(items) = &input.content else { return };
        let mut is_unknown = false;
        for item in items {
            match self.try_out(|checker| checker.value(item, schema)) {
                Outcome::Fits => return,
                Outcome::Unknown => is_unknown = true,
                Outcome::Fails(_) => {}
            }
        }
        if is_unknown {
            self.is_unknown = true;
        } else {
            let message = format!("{} lacks an item that its other properties need", self.subject());
            self.find(input.tag, Rule::Contradiction, message, String::new());
        }
    }

    pub(super) fn if_then_else(&mut self, input: &Input<'_>, condition: Value<'f>, schema: Value<'f>) {
        if self.is_about_mistake(input, condition) {
            self.is_unknown = true;
            return;
        }
        let branch = match self.try_out(|checker| checker.value(input, condition)) {
            Outcome::Fits => "then",
            Outcome::Fails(_) => "else",
            Outcome::Unknown => {
                self.is_unknown = true;
                return;
            }
        };
        if let Some(branch) = schema.get(branch) {
            self.value(input, branch);
        }
    }
}

impl Checker<'_> {
    /// Whether a condition asks for a property whose value is wrong: what follows from a mistake is no second one.
    fn is_about_mistake(&self, input: &Input<'_>, condition: Value<'_>) -> bool {
        let (Content::Object(entries), false) = (&input.content, self.findings.is_empty()) else { return false };
        condition.list("properties").members().any(|(name, _)| {
            let found = entries.iter().find(|entry| entry.key == name);
            found.is_some_and(|entry| self.findings.iter().any(|finding| finding.tag == entry.value.tag))
        })
    }
}

/// The properties of an object that alternatives require.
fn alternatives(input: &Input<'_>, schemas: Value<'_>) -> String {
    let Content::Object(entries) = &input.content else { return String::new() };
    let mut known: Vec<&str> = Vec::new();
    for schema in schemas.items() {
        for name in schema.get("required").into_iter().flat_map(Value::items).filter_map(Value::as_str) {
            if entries.iter().any(|entry| entry.key == name) && !known.contains(&name) {
                known.push(name);
            }
        }
    }
    if known.len() > 1 { super::listed(known) } else { String::new() }
}
