//! What MiniStack and moto resolve for templates that others wrote; `tests/emulators/README.md` says how they are asked.

mod collect;
mod compare;
mod disagreements;
mod observation;
mod world;

pub use compare::{Answer, Compared, Documents, What, compare, documents};
pub use disagreements::{Disagreements, Entry};
pub use observation::{Observation, Probe, Resource, Stack};

use observation::Templates;
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::sync::Arc;

/// All observations, in the order of the packages, first MiniStack's; it takes a minute and a half to make them, and they
/// are made again only if what they are made from has changed.
///
/// # Panics
///
/// If they cannot be made, with what `observe.py` said.
///
/// ```no_run
/// let observed = tap_tests::emulators::observations();
/// let resolved: usize = observed.iter().flat_map(|one| one.stacks.values()).map(|stack| stack.probes.len()).sum();
/// assert!(resolved > 10_000);
/// ```
pub fn observations() -> Vec<Observation> {
    let files = collect::collect();
    let templates: Templates = lines(&files.templates)
        .into_iter()
        .map(|mut line| (observation::text(&line, "name"), Arc::new(line["template"].take())))
        .collect();
    lines(&files.observations).iter().map(|line| Observation::read(line, &templates)).collect()
}

/// The texts of the files that the templates come from, JSON and YAML as they were published, by their paths; not all of them are templates.
///
/// # Panics
///
/// As [`observations`].
pub fn originals() -> Vec<(String, String)> {
    let folder = collect::collect().originals;
    let mut texts = Vec::new();
    let mut open = vec![folder.clone()];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            let entries = fs::read_dir(&path).unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()));
            open.extend(entries.map(|entry| entry.expect("an entry of a folder").path()));
        } else if let Ok(text) = fs::read_to_string(&path) {
            let name = path.strip_prefix(&folder).unwrap_or(&path).display().to_string();
            texts.push((name, text));
        }
    }
    texts.sort();
    texts
}

fn lines(path: &Path) -> Vec<Value> {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()));
    text.lines()
        .map(|line| {
            serde_json::from_str(line).unwrap_or_else(|error| panic!("{} has a line that is no JSON: {error}", path.display()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Observation, observations};
    use std::collections::BTreeSet;

    /// The different templates among observations.
    fn count<'a>(observed: impl Iterator<Item = &'a Observation>) -> usize {
        observed.map(|one| one.name.as_str()).collect::<BTreeSet<_>>().len()
    }

    fn usable(observed: &Observation) -> bool {
        observed.stacks.values().flat_map(|stack| &stack.probes).any(|probe| probe.answer.is_ok())
    }

    #[test]
    fn there_are_enough() {
        let observed = observations();
        for emulator in ["ministack", "moto"] {
            let by_it = || observed.iter().filter(|one| one.emulator == emulator && usable(one));
            assert!(count(by_it()) >= 200, "{emulator}: {} templates", count(by_it()));
            let conditions = count(by_it().filter(|one| one.stacks.values().any(|stack| !stack.conditions.is_empty())));
            assert!(conditions >= 40, "{emulator}: {conditions} with conditions");
        }
        let nested = count(observed.iter().filter(|one| usable(one) && one.stacks.len() > 1));
        assert!(nested >= 10, "{nested} with nested stacks");
    }

    #[test]
    fn ids_and_attributes_are_those_that_the_probes_have() {
        let observed = observations();
        let mut compared = 0;
        for (one, stack) in observed.iter().flat_map(|one| one.stacks.values().map(move |stack| (one, stack))) {
            for probe in &stack.probes {
                let (Some(id), Ok(value)) = (probe.expression.get("Ref").and_then(|id| id.as_str()), &probe.answer) else {
                    continue;
                };
                let Some(resource) = stack.resources.get(id) else { continue };
                assert_eq!(resource.physical_id.as_ref(), Some(value), "{} {}: {id}", one.emulator, one.name);
                compared += 1;
            }
        }
        assert!(compared > 1000, "{compared} ids");
    }
}
