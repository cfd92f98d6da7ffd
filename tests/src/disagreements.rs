//! Lists of what is known to differ, and why: how their files are laid out.

use regex_lite::Regex;
use serde_json::{Map, Value};

/// One entry of a list, an object with a `reason`.
pub(crate) struct Members<'j>(&'j Map<String, Value>);

impl<'j> Members<'j> {
    /// The entries of `left_out` and `entries`, the two lists that a file has.
    ///
    /// # Panics
    ///
    /// If the file is not laid out so, or an entry has other members than these and `reason`.
    pub(crate) fn lists(file: &'j Value, known: &[&str]) -> [Vec<Self>; 2] {
        let lists = file.as_object().unwrap_or_else(|| panic!("disagreements.json is no object"));
        assert!(lists.keys().eq(["entries", "left_out"]), "disagreements.json has {:?}", lists.keys());
        ["left_out", "entries"].map(|name| {
            let list = lists[name].as_array().unwrap_or_else(|| panic!("`{name}` is no list"));
            list.iter().map(|entry| Self::new(entry, known)).collect()
        })
    }

    fn new(entry: &'j Value, known: &[&str]) -> Self {
        let members = entry.as_object().unwrap_or_else(|| panic!("an entry is an object, not {entry}"));
        let unknown: Vec<_> = members.keys().filter(|member| !known.contains(&member.as_str()) && *member != "reason").collect();
        assert!(unknown.is_empty(), "an entry of disagreements.json has {unknown:?}");
        Members(members)
    }

    /// A text that may be absent.
    pub(crate) fn text(&self, member: &str) -> Option<&'j str> {
        let text = |value: &'j Value| value.as_str().unwrap_or_else(|| panic!("`{member}` is no text: {value}"));
        self.0.get(member).map(text)
    }

    /// A text that every entry has.
    pub(crate) fn needed(&self, member: &str) -> String {
        self.text(member).unwrap_or_else(|| panic!("an entry has no `{member}`: {:?}", self.0)).to_string()
    }

    /// One text or several; none if they are absent.
    pub(crate) fn texts(&self, member: &str) -> Vec<String> {
        match self.0.get(member) {
            None => Vec::new(),
            Some(Value::String(text)) => vec![text.clone()],
            Some(list) => {
                let list = list.as_array().unwrap_or_else(|| panic!("`{member}` is neither a text nor a list"));
                list.iter().map(|text| text.as_str().expect("a list of texts").to_string()).collect()
            }
        }
    }

    /// A pattern that may be absent.
    pub(crate) fn pattern(&self, member: &str) -> Option<Regex> {
        let compile = |text| Regex::new(text).unwrap_or_else(|error| panic!("`{member}` is no pattern: {error}"));
        self.text(member).map(compile)
    }
}

/// Whether a list has a value, or says nothing.
pub(crate) fn listed(list: &[String], value: &str) -> bool {
    list.is_empty() || list.iter().any(|known| known == value)
}
