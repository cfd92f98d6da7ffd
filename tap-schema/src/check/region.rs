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
    pub(super) fn regional(&mut self, properties: &Input<'_>, rules: &[(u64, Value<'f>)]) -> Vec<Regional> {
        let mut found: Vec<Regional> = Vec::new();
        let Some((_, first)) = rules.first() else { return found };
        if subject(*first).is_some_and(|subject| is_absent(properties, subject)) {
            return found;
        }
        let mut offering = 0;
        // There is a rule for each engine of a database and each region, but few conditions.
        let mut conditions: Vec<(u32, bool)> = Vec::new();
        // Where a value belongs is noted by the rules that are the same everywhere.
        self.trials += 1;
        for &(regions, rule) in rules {
            let Some(schema) = rule.get("schema") else { continue };
            if let Some(condition) = schema.get("if") {
                let known = conditions.iter().find(|(number, _)| *number == condition.number()).map(|(_, refuted)| *refuted);
                let is_refuted = known.unwrap_or_else(|| {
                    let is_refuted = is_refuted(properties, condition);
                    conditions.push((condition.number(), is_refuted));
                    is_refuted
                });
                if is_refuted {
                    continue;
                }
            }
            offering |= regions;
            let before = self.findings.len();
            self.at(properties, rule.get("at").and_then(Value::as_str).unwrap_or_default(), schema);
            for finding in self.findings.split_off(before) {
                let same = |known: &&mut Regional| known.finding.tag == finding.tag && known.finding.message == finding.message;
                match found.iter_mut().find(same) {
                    Some(known) => known.regions |= regions,
                    None => found.push(Regional { finding, regions }),
                }
            }
        }
        self.trials -= 1;
        let (everywhere, somewhere) = found.into_iter().partition(|found| found.regions == offering);
        self.findings.extend(Vec::into_iter(everywhere).map(|found: Regional| found.finding));
        somewhere
    }
}

/// The property that a conditional rule of regions is about; all those of its type are.
fn subject<'f>(rule: Value<'f>) -> Option<&'f str> {
    let then = rule.get("schema")?.get("then")?.get("properties")?;
    then.members().next().map(|(name, _)| name)
}

fn is_absent(properties: &Input<'_>, name: &str) -> bool {
    matches!(&properties.content, Content::Object(entries) if entries.iter().all(|entry| entry.key != name))
}

/// Whether the `if` of a rule asks for a property that is not there, or for a text that another stands for.
fn is_refuted(properties: &Input<'_>, condition: Value<'_>) -> bool {
    let Content::Object(entries) = &properties.content else { return false };
    let found = |name: &str| entries.iter().find(|entry| entry.key == name);
    if condition.list("required").strings().any(|name| found(name).is_none()) {
        return true;
    }
    condition.list("properties").members().any(|(name, schema)| {
        let Some(Entry { value: Input { content: Content::Text(text), .. }, .. }) = found(name) else { return false };
        let one = schema.get("const").into_iter();
        let mut values = one.chain(schema.list("enumCaseInsensitive").items()).peekable();
        values.peek().is_some() && values.all(|value| value.as_str().is_some_and(|value| !value.eq_ignore_ascii_case(text)))
    })
}

#[cfg(test)]
mod tests {
    use super::subject;

    #[test]
    fn rules_of_regions_with_conditions_are_about_one_property() {
        let mut types = 0;
        for resource in crate::resource_types().filter_map(crate::resource_type) {
            let rules = resource.record().list("ext").items();
            let rules: Vec<_> = rules.filter(|rule| rule.get("regions").is_some()).collect();
            let Some(subject) = rules.first().and_then(|first| subject(*first)) else { continue };
            types += 1;
            for rule in rules {
                let condition = rule.list("schema").list("if");
                assert!(condition.list("required").strings().any(|name| name == subject), "{}", resource.name());
            }
        }
        assert!(types >= 2, "{types}");
    }
}
