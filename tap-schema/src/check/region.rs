//! What differs by region: the classes of instances that each offers.

use super::{Checker, Content, Entry, Finding, Input};
use crate::Value;

/// Something wrong in some regions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Regional {
    /// What is wrong there.
    pub finding: Finding,
    /// The regions, as bits in the order of [`crate::regions`].
    pub regions: u64,
}

impl<'f> Checker<'f> {
    /// Checks the rules of each region. What no region takes becomes a finding like any other.
    pub(super) fn regional(&mut self, properties: &Input<'_>) -> Vec<Regional> {
        let mut found: Vec<Regional> = Vec::new();
        let mut offering = 0;
        // Where a value belongs is noted by the rules that are the same everywhere.
        self.trials += 1;
        for rule in self.resource.record().get("ext").into_iter().flat_map(Value::items) {
            let (Some(regions), Some(schema)) = (rule.get("regions").and_then(Value::as_i64), rule.get("schema")) else {
                continue;
            };
            if is_refuted(properties, schema) {
                continue;
            }
            offering |= regions as u64;
            let before = self.findings.len();
            self.at(properties, rule.get("at").and_then(Value::as_str).unwrap_or_default(), schema);
            for finding in self.findings.split_off(before) {
                let same = |known: &&mut Regional| known.finding.tag == finding.tag && known.finding.message == finding.message;
                match found.iter_mut().find(same) {
                    Some(known) => known.regions |= regions as u64,
                    None => found.push(Regional { finding, regions: regions as u64 }),
                }
            }
        }
        self.trials -= 1;
        let (everywhere, somewhere) = found.into_iter().partition(|found| found.regions == offering);
        self.findings.extend(Vec::into_iter(everywhere).map(|found: Regional| found.finding));
        somewhere
    }
}

/// Whether the `if` of a rule asks for a text that another stands for: there is a rule for each engine of a database and
/// each region, too many to be checked in full.
fn is_refuted(properties: &Input<'_>, schema: Value<'_>) -> bool {
    let Content::Object(entries) = &properties.content else { return false };
    let wanted = schema.get("if").and_then(|condition| condition.get("properties"));
    wanted.into_iter().flat_map(Value::members).any(|(name, schema)| {
        let Some(Entry { value: Input { content: Content::Text(text), .. }, .. }) =
            entries.iter().find(|entry| entry.key == name)
        else {
            return false;
        };
        let one = schema.get("const").into_iter();
        let mut values = one.chain(schema.get("enumCaseInsensitive").into_iter().flat_map(Value::items)).peekable();
        values.peek().is_some() && values.all(|value| value.as_str().is_some_and(|value| !value.eq_ignore_ascii_case(text)))
    })
}
