//! Values under `Fn::If`: what an object or a list is, in each way its conditions can turn out.

use super::{Checker, Content, Finding, Input};
use crate::Value;

/// Conditions whose ways are all gone through; beyond, their object is only checked for what is in it.
const MOST: usize = 6;

/// Whether any of these is there, or what it is, by a condition; or not there at all.
pub(super) fn is_conditional<'i, 'a: 'i>(mut values: impl Iterator<Item = &'i Input<'a>>) -> bool {
    values.any(|value| matches!(value.content, Content::If(..) | Content::Absent))
}

impl<'f> Checker<'f> {
    /// Checks what a schema says of the whole of an object or list, in each way its conditions can turn out.
    ///
    /// How conditions depend on each other is not known. So a finding counts if some condition can't be true without it, or
    /// can't be false without it.
    pub(super) fn each_scenario(&mut self, input: &Input<'_>, schema: Value<'f>) {
        let mut conditions: Vec<&str> = Vec::new();
        match &input.content {
            Content::Object(entries) => entries.iter().for_each(|entry| note(&entry.value, &mut conditions)),
            Content::List(items) => items.iter().for_each(|item| note(item, &mut conditions)),
            _ => {}
        }
        if conditions.len() > MOST {
            self.is_unknown = true;
            return;
        }
        let (before, was_unknown) = (self.findings.len(), self.is_unknown);
        let mut is_unknown = false;
        let mut by_scenario: Vec<Vec<Finding>> = Vec::new();
        for scenario in 0..1usize << conditions.len() {
            self.is_unknown = false;
            let seen = as_seen(input, &conditions, scenario);
            self.keywords(&seen, schema);
            is_unknown |= self.is_unknown;
            by_scenario.push(self.findings.split_off(before));
        }
        self.is_unknown = was_unknown | is_unknown;
        let mut ways: Vec<(usize, usize)> = Vec::new();
        for condition in 0..conditions.len() {
            ways.extend([(1 << condition, 0), (1 << condition, 1 << condition)]);
        }
        if conditions.is_empty() {
            ways.push((0, 0));
        }
        for (mask, value) in ways {
            let mut possible = by_scenario.iter().enumerate().filter(|(scenario, _)| scenario & mask == value);
            if possible.clone().all(|(_, found)| !found.is_empty())
                && let Some((_, found)) = possible.next()
            {
                self.findings.extend(found.iter().cloned());
            }
        }
    }
}

/// Notes the conditions by which a value is what it is.
fn note<'i>(value: &'i Input<'_>, conditions: &mut Vec<&'i str>) {
    if let Content::If(condition, sides) = &value.content {
        if !conditions.contains(&condition.as_str()) {
            conditions.push(condition);
        }
        sides.iter().for_each(|side| note(side, conditions));
    }
}

/// The object or list when the conditions are so: bit by bit.
fn as_seen<'a>(input: &Input<'a>, conditions: &[&str], scenario: usize) -> Input<'a> {
    let content = match &input.content {
        Content::Object(entries) => {
            let there = entries.iter().filter_map(|entry| {
                let value = chosen(&entry.value, conditions, scenario)?;
                Some(super::Entry { value: value.clone(), ..entry.clone() })
            });
            Content::Object(there.collect())
        }
        Content::List(items) => {
            Content::List(items.iter().filter_map(|item| chosen(item, conditions, scenario).cloned()).collect())
        }
        other => other.clone(),
    };
    Input { tag: input.tag, content }
}

fn chosen<'i, 'a>(value: &'i Input<'a>, conditions: &[&str], scenario: usize) -> Option<&'i Input<'a>> {
    match &value.content {
        Content::Absent => None,
        Content::If(condition, sides) => {
            let bit = conditions.iter().position(|known| known == condition).unwrap_or(0);
            let side = usize::from(scenario >> bit & 1 == 0);
            chosen(&sides[side], conditions, scenario)
        }
        _ => Some(value),
    }
}
