//! `tests/corpus/disagreements.json`: where Tap and cfn-lint differ, and why.

use super::ours::Ours;
use super::path::Path;
use super::resource::{Resource, Theirs};
use regex_lite::Regex;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The file.
#[derive(Debug)]
pub struct Disagreements {
    /// What is not compared: rules of cfn-lint, or parts of them.
    pub left_out: Vec<Entry>,
    /// What is, and differs.
    pub entries: Vec<Entry>,
}

/// Who has a finding that the other lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// cfn-lint.
    CfnLint,
    /// Tap.
    Tap,
}

/// Findings of one side that the other lacks for one reason. What a member does not say, it does not restrict.
#[derive(Debug)]
pub struct Entry {
    /// Why they differ, and who is right.
    pub reason: String,
    side: Side,
    /// Ids of cfn-lint or slugs of Tap.
    rules: Vec<String>,
    keywords: Vec<String>,
    types: Vec<String>,
    paths: Vec<String>,
    message: Option<Regex>,
    /// Rules of either side, one of which has a finding at the same value, at a member or neighbour of it, or at what holds it.
    beside: Vec<String>,
    /// Rules of either side, one of which has a finding at the same value or further out.
    within: Vec<String>,
}

/// A finding that an entry may explain.
#[derive(Debug)]
pub struct Difference<'a> {
    /// Whose it is.
    pub side: Side,
    /// Its rule.
    pub rule: &'a str,
    /// Its keyword; empty for one of Tap.
    pub keyword: &'a str,
    /// Where it is.
    pub path: &'a Path,
    /// In words.
    pub message: &'a str,
}

impl Disagreements {
    /// Reads the file.
    ///
    /// # Panics
    ///
    /// If it is not laid out as it should be.
    pub fn parse(text: &str) -> Self {
        let json: BTreeMap<String, Vec<Map<String, Value>>> = match serde_json::from_str::<Value>(text) {
            Ok(Value::Object(lists)) => lists
                .into_iter()
                .map(|(name, list)| {
                    let list = list.as_array().unwrap_or_else(|| panic!("`{name}` is no list")).iter();
                    (name, list.map(|entry| entry.as_object().expect("an entry is an object").clone()).collect())
                })
                .collect(),
            other => panic!("disagreements.json is no object: {other:?}"),
        };
        let entries = |name: &str| json.get(name).into_iter().flatten().map(Entry::parse).collect();
        assert!(json.keys().eq(["entries", "left_out"]), "disagreements.json has {:?}", json.keys());
        Self { left_out: entries("left_out"), entries: entries("entries") }
    }
}

impl Entry {
    fn parse(json: &Map<String, Value>) -> Self {
        let texts = |member: &str| match json.get(member) {
            None => Vec::new(),
            Some(Value::String(text)) => vec![text.clone()],
            Some(list) => {
                let list = list.as_array().unwrap_or_else(|| panic!("`{member}` is neither a text nor a list"));
                list.iter().map(|text| text.as_str().expect("a list of texts").to_string()).collect()
            }
        };
        let known = ["side", "rule", "keyword", "type", "path", "message", "beside", "within", "reason"];
        let unknown: Vec<_> = json.keys().filter(|member| !known.contains(&member.as_str())).collect();
        assert!(unknown.is_empty(), "an entry of disagreements.json has {unknown:?}");
        Self {
            reason: json.get("reason").and_then(Value::as_str).expect("an entry has a reason").to_string(),
            side: match json.get("side").and_then(Value::as_str) {
                Some("tap") => Side::Tap,
                Some("cfn-lint") | None => Side::CfnLint,
                other => panic!("`side` is {other:?}"),
            },
            rules: texts("rule"),
            keywords: texts("keyword"),
            types: texts("type"),
            paths: texts("path"),
            message: texts("message").first().map(|pattern| Regex::new(pattern).expect("`message` is a pattern")),
            beside: texts("beside"),
            within: texts("within"),
        }
    }

    /// Whether the entry explains a difference.
    pub fn explains(&self, found: &Difference<'_>, resource: &Resource, ours: &[Ours]) -> bool {
        let listed = |list: &[String], value: &str| list.is_empty() || list.iter().any(|known| known == value);
        let near = |path: &Path| {
            let (one, two) = (path.without_sides(), found.path.without_sides());
            one == two || one.parent() == two || one == two.parent() || one.parent() == two.parent()
        };
        let further_out = |path: &Path| found.path.without_sides().0.starts_with(&path.without_sides().0);
        let theirs = resource.findings.iter().map(|theirs| (theirs.rule.as_str(), &theirs.path));
        let findings: Vec<_> = ours.iter().map(|ours| (ours.rule, &ours.path)).chain(theirs).collect();
        let has = |rules: &[String], is_where: &dyn Fn(&Path) -> bool| {
            rules.is_empty() || findings.iter().any(|(rule, path)| rules.iter().any(|known| known == rule) && is_where(path))
        };
        self.side == found.side
            && listed(&self.rules, found.rule)
            && listed(&self.keywords, found.keyword)
            && listed(&self.types, &resource.kind)
            && (self.paths.is_empty() || self.paths.iter().any(|pattern| found.path.is_like(pattern)))
            && self.message.as_ref().is_none_or(|pattern| pattern.is_match(found.message))
            && has(&self.beside, &near)
            && has(&self.within, &further_out)
    }
}

impl<'a> From<&'a Theirs> for Difference<'a> {
    fn from(theirs: &'a Theirs) -> Self {
        let Theirs { rule, keyword, path, message, .. } = theirs;
        Self { side: Side::CfnLint, rule, keyword, path, message }
    }
}

impl<'a> From<&'a Ours> for Difference<'a> {
    fn from(ours: &'a Ours) -> Self {
        let Ours { rule, path, message } = ours;
        Self { side: Side::Tap, rule, keyword: "", path, message }
    }
}
