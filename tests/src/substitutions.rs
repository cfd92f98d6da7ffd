//! Copies of the platform's templates that an emulator can deploy: where it lacks something, a listed substitution.
//!
//! The list is `tests/deployment/substitutions.json`. A copy differs from the emission in what the list says and in the addresses of nested
//! templates, and in nothing else.

use crate::edited::Edited;
use crate::workspace_root;
use serde_json::Value;
use std::fs;
use std::path::Path;

/// How the platform's templates begin the address of a nested one.
const EMITTED: &str = "https://${ArtifactBucketPrefix}-${AWS::Region}.s3.${AWS::Region}.${AWS::URLSuffix}/";

/// One substitution.
#[derive(Clone, Debug, PartialEq)]
pub struct Substitution {
    /// Which emulator needs it.
    pub emulator: String,
    /// What the emulator lacks.
    pub reason: String,
    /// What the emission has; none is nothing.
    pub was: Option<Value>,
    /// What the copy has in its place; none is nothing.
    pub is: Option<Value>,
    /// Places, each the name of a template and a path in it: `network-stack/Resources/Health/Type`.
    pub at: Vec<String>,
}

/// The list.
///
/// # Errors
///
/// A file that cannot be read, or an entry without emulator, reason or places.
pub fn list() -> Result<Vec<Substitution>, String> {
    let path = workspace_root().join("tests/deployment/substitutions.json");
    let text = fs::read_to_string(&path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    let entries: Vec<Value> = serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?;
    let read = |(number, entry): (usize, &Value)| {
        let text = |member: &str| entry[member].as_str().filter(|text| !text.is_empty()).map(str::to_string);
        let places = entry["at"].as_array().map(|at| at.iter().filter_map(Value::as_str).map(str::to_string).collect());
        let known = (text("emulator"), text("reason"), places);
        let (Some(emulator), Some(reason), Some(at)) = known else {
            return Err(format!("{}: entry {number} lacks `emulator`, `reason` or `at`", path.display()));
        };
        Ok(Substitution { emulator, reason, was: entry.get("was").cloned(), is: entry.get("is").cloned(), at })
    };
    entries.iter().enumerate().map(read).collect()
}

/// Writes the platform's templates, as an emulator takes them, and `deployment.json` into a folder, which is made if it is missing.
///
/// MiniStack takes templates of nested stacks only from `ENDPOINT/BUCKET/KEY`; moto takes the addresses as they are emitted.
///
/// ```
/// # let folder = tap_tests::target_dir().join("tmp/substitutions-of-moto");
/// tap_tests::substitutions::write("moto", "http://127.0.0.1:5001", &folder).unwrap();
/// assert!(folder.join("TapStack.json").is_file() && folder.join("deployment.json").is_file());
/// ```
///
/// # Errors
///
/// An emulator that the list does not have, an entry that does not apply to the emission any more, a copy that differs from the emission in
/// more or less than the list says, a file that cannot be written.
pub fn write(emulator: &str, endpoint: &str, folder: &Path) -> Result<(), String> {
    let list: Vec<Substitution> = list()?.into_iter().filter(|entry| entry.emulator == emulator).collect();
    if list.is_empty() {
        return Err(format!("tests/deployment/substitutions.json has nothing for `{emulator}`"));
    }
    let mut copies = substituted(&list)?;
    if emulator == "ministack" {
        let prefix = format!("{}/${{ArtifactBucketPrefix}}-${{AWS::Region}}/", endpoint.trim_end_matches('/'));
        for name in copies.names() {
            readdress(copies.template(&name), &prefix)?;
        }
    }
    copies.write(folder).map_err(|error| format!("cannot write templates into {}: {error}", folder.display()))?;
    let (from, to) = (workspace_root().join("lib/deployment.json"), folder.join("deployment.json"));
    fs::copy(&from, &to).map_err(|error| format!("cannot copy {} to {}: {error}", from.display(), to.display()))?;
    Ok(())
}

/// The platform's templates with exactly these substitutions.
fn substituted(list: &[Substitution]) -> Result<Edited, String> {
    let mut emitted = Edited::platform();
    let mut copies = emitted.clone();
    for entry in list {
        for place in &entry.at {
            apply(&mut copies, entry, place)?;
        }
    }
    let mut different = Vec::new();
    for name in emitted.names() {
        differences(emitted.template(&name), copies.template(&name), &name, &mut different);
    }
    let covers =
        |listed: &str, place: &str| place.strip_prefix(listed).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let listed: Vec<&str> = list.iter().flat_map(|entry| &entry.at).map(String::as_str).collect();
    if let Some(place) = different.iter().find(|place| !listed.iter().any(|listed| covers(listed, place))) {
        return Err(format!("the copy differs from the emission at {place}, which is not listed"));
    }
    if let Some(listed) = listed.iter().find(|listed| !different.iter().any(|place| covers(listed, place))) {
        return Err(format!("{listed} is listed, and the copy is as emitted there"));
    }
    Ok(copies)
}

fn apply(copies: &mut Edited, entry: &Substitution, place: &str) -> Result<(), String> {
    let gone = || format!("{place}: the emission has no such place any more; change or remove the entry ({})", entry.reason);
    let (name, path) = place.split_once('/').ok_or_else(gone)?;
    if !copies.names().iter().any(|known| known == name) {
        return Err(gone());
    }
    let (parent, last) = match path.rsplit_once('/') {
        Some((parent, last)) => (copies.template(name).pointer_mut(&format!("/{parent}")), last),
        None => (Some(copies.template(name)), path),
    };
    let parent = parent.ok_or_else(gone)?;
    let now = match &*parent {
        Value::Array(items) => last.parse::<usize>().ok().and_then(|at| items.get(at)),
        other => other.get(last),
    };
    if now != entry.was.as_ref() {
        let shown = |value: Option<&Value>| value.map_or_else(|| "nothing".to_string(), Value::to_string);
        let (now, was) = (shown(now), shown(entry.was.as_ref()));
        return Err(format!(
            "{place}: the emission has {now}, the list has {was}; change or remove the entry ({})",
            entry.reason
        ));
    }
    match (parent, &entry.is) {
        (Value::Object(members), Some(is)) => drop(members.insert(last.to_string(), is.clone())),
        (Value::Object(members), None) => drop(members.remove(last)),
        (Value::Array(items), Some(is)) => items[last.parse::<usize>().map_err(|_| gone())?] = is.clone(),
        _ => return Err(format!("{place}: an item of a list can be replaced only ({})", entry.reason)),
    }
    Ok(())
}

/// Places where two values differ, the deepest there are.
fn differences(before: &Value, after: &Value, place: &str, found: &mut Vec<String>) {
    match (before, after) {
        (Value::Object(before), Value::Object(after)) => {
            let added = after.keys().filter(|name| !before.contains_key(*name));
            for name in before.keys().chain(added) {
                let place = format!("{place}/{name}");
                match (before.get(name), after.get(name)) {
                    (Some(before), Some(after)) => differences(before, after, &place, found),
                    _ => found.push(place),
                }
            }
        }
        (Value::Array(before), Value::Array(after)) if before.len() == after.len() => {
            for (at, (before, after)) in before.iter().zip(after).enumerate() {
                differences(before, after, &format!("{place}/{at}"), found);
            }
        }
        _ if before != after => found.push(place.to_string()),
        _ => {}
    }
}

/// Gives the addresses of nested templates another beginning.
fn readdress(template: &mut Value, prefix: &str) -> Result<(), String> {
    let resources = template["Resources"].as_object_mut().into_iter().flatten();
    for (id, resource) in resources {
        let Some(address) = resource.pointer_mut("/Properties/TemplateURL") else { continue };
        let name = address["Fn::Sub"].as_str().and_then(|address| address.strip_prefix(EMITTED));
        let name = name.ok_or_else(|| format!("{id}: the address of the template is {address}, not one below {EMITTED}"))?;
        address["Fn::Sub"] = format!("{prefix}{name}").into();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Edited, Substitution, differences, list, substituted, write};
    use crate::target_dir;
    use std::fs;
    use tap_core::document::TemplateSet;

    fn of(emulator: &str) -> Vec<Substitution> {
        list().unwrap().into_iter().filter(|entry| entry.emulator == emulator).collect()
    }

    #[test]
    fn a_copy_is_a_set_of_templates_at_addresses_that_the_emulator_takes() {
        for (emulator, address) in [("ministack", "http://127.0.0.1:4566/${ArtifactBucketPrefix}-"), ("moto", super::EMITTED)] {
            let folder = target_dir().join("tmp").join(format!("substitutions-{emulator}"));
            write(emulator, "http://127.0.0.1:4566/", &folder).unwrap();
            // Reading the set compares the hash in each address with the content.
            let set = TemplateSet::read(&folder).unwrap();
            assert_eq!(set.documents().len(), Edited::platform().names().len());
            let root = fs::read_to_string(folder.join("TapStack.json")).unwrap();
            assert_eq!(root.matches(address).count(), 5, "{emulator}");
            let plan = fs::read_to_string(folder.join("deployment.json")).unwrap();
            assert!(plan.contains("rollbackConfiguration"));
        }
    }

    #[test]
    fn an_entry_that_does_not_apply_is_an_error() {
        let with = |change: fn(&mut Substitution)| {
            let mut list = of("ministack");
            change(&mut list[0]);
            substituted(&list).unwrap_err()
        };
        let other = with(|entry| entry.was = Some("AWS::CloudWatch::Dashboard".into()));
        assert!(
            other.contains("the emission has \"AWS::CloudWatch::CompositeAlarm\", the list has \"AWS::CloudWatch::Dashboard\""),
            "{other}"
        );
        let gone = with(|entry| entry.at[0] = "network-stack/Resources/Nobody/Type".to_string());
        assert!(gone.starts_with("network-stack/Resources/Nobody/Type: the emission has no such place any more"), "{gone}");
        let idle = with(|entry| entry.is = entry.was.clone());
        assert!(idle.contains("is listed, and the copy is as emitted there"), "{idle}");
        let none = write("localstack", "", &target_dir()).unwrap_err();
        assert!(none.contains("has nothing for `localstack`"), "{none}");
    }

    #[test]
    fn differences_are_found_where_they_are() {
        let before = serde_json::json!({ "a": [1, { "b": 2 }], "c": 3, "d": { "e": 4 } });
        let after = serde_json::json!({ "a": [1, { "b": 5 }], "d": "e", "f": 6 });
        let mut found = Vec::new();
        differences(&before, &after, "t", &mut found);
        assert_eq!(found, ["t/a/1/b", "t/c", "t/d", "t/f"]);
    }
}
