//! What a refresh changed, for those who review it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Made;

/// How many types are named one by one though the same changed in each.
const MOST_NAMED: usize = 20;

/// The lines of the report, one for each thing that changed.
pub fn changes(before: &Value, after: &Value) -> Vec<String> {
    let mut lines = Vec::new();
    let regions = |facts: &Value| texts(facts["regions"].as_array().into_iter().flatten());
    let types = |facts: &Value| facts["types"].as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect();
    difference(&mut lines, "regions", &regions(before), &regions(after));
    let (old, new): (BTreeSet<String>, BTreeSet<String>) = (types(before), types(after));
    difference(&mut lines, "types", &old, &new);
    // What changed alike in many types is one thing that changed.
    let mut alike: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for name in old.intersection(&new) {
        let record = record_changes(&before["types"][name], &after["types"][name]);
        if !record.is_empty() {
            alike.entry(record.join("; ")).or_default().push(name);
        }
    }
    let mut by_type: Vec<(&str, String)> = Vec::new();
    for (record, names) in &alike {
        if names.len() > MOST_NAMED {
            lines.push(format!("{} types, of which the first is `{}`: {record}", names.len(), names[0]));
        } else {
            by_type.extend(names.iter().map(|name| (*name, record.clone())));
        }
    }
    by_type.sort();
    lines.extend(by_type.iter().map(|(name, record)| format!("`{name}`: {record}")));
    lines
}

/// As many changes as an error message takes.
pub fn brief(changes: &[String]) -> String {
    let mut lines: Vec<_> = changes.iter().take(10).map(|line| format!("- {line}")).collect();
    if changes.len() > lines.len() {
        lines.push(format!("and {} more", changes.len() - lines.len()));
    }
    lines.join("\n")
}

/// The change report in Markdown.
pub fn document(made: &Made, changes: &[String]) -> String {
    let mut text = String::from(
        "# What the last refresh changed\n\nWritten by the `refresh` example of this crate, do not edit.\n\n## Packages\n\n| package | version |\n| --- | --- |\n",
    );
    for pin in &made.pins {
        text += &format!("| {} | {} |\n", pin.name, pin.version);
    }
    text += "\n## Changes\n\n";
    for line in changes {
        text += &format!("- {line}\n");
    }
    text += "\n## Rules of cfn-lint that the facts leave out\n\n";
    let mut by_reason: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for left_out in &made.left_out {
        by_reason.entry(&left_out.reason).or_default().insert(&left_out.rule);
    }
    for (reason, rules) in by_reason {
        text += &format!("- {reason}: {}\n", join(rules));
    }
    text
}

fn record_changes(before: &Value, after: &Value) -> Vec<String> {
    let mut parts = Vec::new();
    difference(&mut parts, "properties", &properties(before), &properties(after));
    let attributes = |record: &Value| members(&record["getatt"]).map(|(name, _)| name.clone()).collect();
    difference(&mut parts, "attributes", &attributes(before), &attributes(after));

    let names: BTreeSet<_> = members(before).chain(members(after)).map(|(name, _)| name).collect();
    let changed = names.into_iter().filter(|name| before.get(name) != after.get(name));
    let changed: Vec<_> = changed
        .map(|name| match (before.get(name), after.get(name)) {
            (None, Some(Value::Array(entries))) => format!("`{name}` new with {} entries", entries.len()),
            (Some(Value::Array(old)), Some(Value::Array(new))) if name == "ext" => {
                let gone = old.iter().filter(|entry| !new.contains(entry)).count();
                let come = new.iter().filter(|entry| !old.contains(entry)).count();
                format!("`{name}` with {come} entries more and {gone} less")
            }
            (None, _) => format!("`{name}` new"),
            (_, None) => format!("`{name}` gone"),
            _ => format!("`{name}` differs"),
        })
        .collect();
    parts.extend((!changed.is_empty()).then(|| changed.join(", ")));
    parts
}

/// The properties of a type by path; those of a definition below its name.
fn properties(record: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    below(&record["root"], "", &mut found);
    for (name, definition) in members(&record["defs"]) {
        below(definition, &format!("{name}."), &mut found);
    }
    found
}

fn below(schema: &Value, prefix: &str, found: &mut BTreeSet<String>) {
    for (name, schema) in members(&schema["properties"]) {
        let path = format!("{prefix}{name}");
        below(schema, &format!("{path}."), found);
        found.insert(path);
    }
    if let Some(items) = schema.get("items") {
        below(items, prefix, found);
    }
}

fn difference(lines: &mut Vec<String>, what: &str, before: &BTreeSet<String>, after: &BTreeSet<String>) {
    let mut line = |how: &str, names: Vec<&str>| {
        if !names.is_empty() {
            lines.push(format!("{what} {how}: {}", join(names)));
        }
    };
    line("added", after.difference(before).map(String::as_str).collect());
    line("removed", before.difference(after).map(String::as_str).collect());
}

fn join<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    names.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn members(object: &Value) -> impl Iterator<Item = (&String, &Value)> {
    object.as_object().into_iter().flatten()
}

fn texts<'a>(values: impl Iterator<Item = &'a Value>) -> BTreeSet<String> {
    values.filter_map(Value::as_str).map(String::from).collect()
}
