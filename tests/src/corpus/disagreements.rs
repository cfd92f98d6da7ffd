//! `tests/corpus/disagreements.json`: where Tap and cfn-lint differ, and why.

use super::ours::Ours;
use super::path::Path;
use super::resource::{Resource, Theirs};
use crate::disagreements::{Members, listed};
use regex_lite::Regex;
use serde_json::Value;

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
        let file: Value = serde_json::from_str(text).unwrap_or_else(|error| panic!("disagreements.json is no JSON: {error}"));
        let known = ["side", "rule", "keyword", "type", "path", "message", "beside", "within"];
        let [left_out, entries] = Members::lists(&file, &known).map(|list| list.iter().map(Entry::parse).collect());
        Self { left_out, entries }
    }
}

impl Entry {
    fn parse(members: &Members<'_>) -> Self {
        Self {
            reason: members.needed("reason"),
            side: match members.text("side") {
                Some("tap") => Side::Tap,
                Some("cfn-lint") | None => Side::CfnLint,
                other => panic!("`side` is {other:?}"),
            },
            rules: members.texts("rule"),
            keywords: members.texts("keyword"),
            types: members.texts("type"),
            paths: members.texts("path"),
            message: members.pattern("message"),
            beside: members.texts("beside"),
            within: members.texts("within"),
        }
    }

    /// Whether the entry explains a difference.
    pub fn explains(&self, found: &Difference<'_>, resource: &Resource, ours: &[Ours]) -> bool {
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
