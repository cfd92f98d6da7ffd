//! `tests/emulators/disagreements.json`: where Tap and the emulators differ, and why.

use super::compare::{Answer, Compared, What};
use crate::disagreements::{Members, listed};
use regex_lite::Regex;
use serde_json::Value;

/// The file.
#[derive(Debug)]
pub struct Disagreements {
    /// What is not compared, since the emulator was not asked for it.
    pub left_out: Vec<Entry>,
    /// What is, and differs.
    pub entries: Vec<Entry>,
}

/// Differences for one reason. What a member does not say, it does not restrict.
#[derive(Debug)]
pub struct Entry {
    /// Why they differ.
    pub reason: String,
    emulators: Vec<String>,
    what: Vec<String>,
    /// Functions, one of which is called anywhere in the expression.
    functions: Vec<String>,
    /// Of the expression in JSON.
    expression: Option<Regex>,
    /// Of the values; that of an error begins with `error: `.
    ours: Option<Regex>,
    theirs: Option<Regex>,
    like: Option<Like>,
}

/// How two answers that differ are alike.
#[derive(Clone, Copy, Debug)]
enum Like {
    /// The emulator's is Python's text for the same.
    Python,
    /// They are the same JSON, written in another way.
    Json,
    /// The emulator has blanks that Tap has not.
    Blanks,
    /// They follow from a condition of which the two think differently.
    Condition,
}

impl Disagreements {
    /// Reads the file.
    ///
    /// # Panics
    ///
    /// If it is not laid out as it should be, or names no page of AWS's documentation.
    pub fn parse(text: &str) -> Self {
        let file: Value = serde_json::from_str(text).unwrap_or_else(|error| panic!("disagreements.json is no JSON: {error}"));
        let known = ["emulator", "what", "function", "expression", "ours", "theirs", "like", "documentation", "says"];
        let [left_out, entries] = Members::lists(&file, &known);
        for entry in &entries {
            let page = entry.needed("documentation");
            assert!(page.starts_with("https://docs.aws.amazon.com/"), "`documentation` is {page}");
            assert!(!entry.needed("says").is_empty(), "an entry says nothing");
        }
        let [left_out, entries] = [left_out, entries].map(|list| list.iter().map(Entry::parse).collect());
        Self { left_out, entries }
    }
}

impl Entry {
    fn parse(members: &Members<'_>) -> Self {
        let what = members.texts("what");
        for name in &what {
            assert!(What::ALL.iter().any(|what| what.name() == name), "`what` is {name}");
        }
        Self {
            reason: members.needed("reason"),
            emulators: members.texts("emulator"),
            what,
            functions: members.texts("function"),
            expression: members.pattern("expression"),
            ours: members.pattern("ours"),
            theirs: members.pattern("theirs"),
            like: members.text("like").map(|like| match like {
                "python" => Like::Python,
                "json" => Like::Json,
                "blanks" => Like::Blanks,
                "condition" => Like::Condition,
                other => panic!("`like` is {other}"),
            }),
        }
    }

    /// Whether the entry explains a difference from an emulator.
    pub fn explains(&self, emulator: &str, found: &Compared) -> bool {
        let matches = |pattern: &Option<Regex>, text: &str| pattern.as_ref().is_none_or(|pattern| pattern.is_match(text));
        listed(&self.emulators, emulator)
            && listed(&self.what, found.what.name())
            && (self.functions.is_empty() || self.functions.iter().any(|name| calls(&found.expression, name)))
            && matches(&self.expression, &found.expression.to_string())
            && matches(&self.ours, &shown(&found.ours))
            && matches(&self.theirs, &shown(&found.theirs))
            && self.like.is_none_or(|like| like.holds(found))
    }
}

impl Like {
    fn holds(self, found: &Compared) -> bool {
        if let Like::Condition = self {
            return found.follows;
        }
        let (Ok(ours), Ok(theirs)) = (&found.ours, &found.theirs) else { return false };
        match self {
            Like::Python => theirs.replace("True", "true").replace("False", "false") == *ours,
            Like::Json => match (serde_json::from_str::<Value>(ours), serde_json::from_str::<Value>(theirs)) {
                (Ok(ours), Ok(theirs)) => ours == theirs,
                _ => false,
            },
            Like::Blanks => theirs.replace(' ', "") == *ours,
            Like::Condition => found.follows,
        }
    }
}

fn calls(value: &Value, function: &str) -> bool {
    match value {
        Value::Array(items) => items.iter().any(|item| calls(item, function)),
        Value::Object(members) => members.iter().any(|(name, member)| name == function || calls(member, function)),
        _ => false,
    }
}

/// An answer as patterns see it.
pub(super) fn shown(answer: &Answer) -> String {
    match answer {
        Ok(value) => value.clone(),
        Err(error) => format!("error: {error}"),
    }
}

impl Compared {
    /// Both answers in words.
    pub fn line(&self) -> String {
        let cut = |text: String| text.chars().take(300).collect::<String>();
        let Self { what, template, name, expression, .. } = self;
        let (ours, theirs) = (cut(shown(&self.ours)), cut(shown(&self.theirs)));
        format!("{} {name} of {template}: {}\n    tap: {ours}\n    emulator: {theirs}", what.name(), cut(expression.to_string()))
    }
}
