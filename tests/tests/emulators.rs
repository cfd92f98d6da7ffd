//! Templates that nobody here wrote: what Tap resolves for them is what two emulators of AWS do, but for what
//! `emulators/disagreements.json` explains.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use tap_tests::emulators::{self, Compared, Disagreements, Entry, Observation, What};
use tap_tests::target_dir;

/// Templates that are compared at least, by what they have.
const LEAST: [(&str, usize); 3] = [(ANY, 200), (CONDITIONS, 40), (NESTED, 10)];
const ANY: &str = "templates";
const CONDITIONS: &str = "with conditions";
const NESTED: &str = "with nested stacks";
/// How many differences are printed of those that no entry explains.
const PRINTED: usize = 20;

/// What a comparison with one emulator counts.
#[derive(Default)]
struct Count {
    /// Names of templates of which something was compared, by what they have.
    templates: BTreeMap<&'static str, BTreeSet<String>>,
    /// Things that were compared, how many of them have one value, and how many have none for either.
    values: BTreeMap<What, [usize; 3]>,
    /// Ids and attributes that the emulator made up.
    given: usize,
}

impl Count {
    fn add(&mut self, observed: &Observation, found: &Compared) {
        if found.is_given {
            self.given += 1;
            return;
        }
        let [all, equal, neither] = self.values.entry(found.what).or_default();
        *all += 1;
        *equal += usize::from(found.is_equal() && found.ours.is_ok());
        *neither += usize::from(found.is_equal() && found.ours.is_err());
        // That Tap makes no stack is no value.
        if found.what != What::Stack {
            self.has(ANY, observed);
        }
        if found.what == What::Condition {
            self.has(CONDITIONS, observed);
        }
        if found.what == What::Parameter {
            self.has(NESTED, observed);
        }
    }

    fn has(&mut self, what: &'static str, observed: &Observation) {
        self.templates.entry(what).or_default().insert(observed.name.clone());
    }

    fn templates(&self, what: &str) -> usize {
        self.templates.get(what).map_or(0, BTreeSet::len)
    }

    fn print(&self, emulator: &str) {
        let of: Vec<_> = LEAST.iter().map(|(what, _)| format!("{} {what}", self.templates(what))).collect();
        println!("{emulator}: {}; {} ids and attributes that it made up, and compared:", of.join(", "), self.given);
        for (what, [all, equal, neither]) in &self.values {
            println!("    {:9} {all:6}, equal {equal:6}, refused by both {neither:4}", what.name());
        }
    }
}

#[test]
fn tap_resolves_what_the_emulators_resolve() {
    let known = Disagreements::parse(include_str!("../emulators/disagreements.json"));
    let observed = emulators::observations();
    let documents = emulators::documents(&observed);
    let mut counts: BTreeMap<&str, Count> = BTreeMap::new();
    let mut explained = vec![0; known.entries.len()];
    let mut left_out = vec![0; known.left_out.len()];
    let mut unexplained = Vec::new();
    for one in &observed {
        let count = counts.entry(&one.emulator).or_default();
        for found in emulators::compare(one, &documents) {
            let explains = |entry: &Entry| entry.explains(&one.emulator, &found);
            if let Some(entry) = known.left_out.iter().position(explains) {
                left_out[entry] += 1;
                continue;
            }
            count.add(one, &found);
            if found.is_equal() {
                continue;
            }
            match known.entries.iter().position(explains) {
                Some(entry) => explained[entry] += 1,
                None => unexplained.push(format!("{}: {}", one.emulator, found.line())),
            }
        }
    }

    counts.iter().for_each(|(emulator, count)| count.print(emulator));
    let mut unused = Vec::new();
    for (title, entries, counts) in [("not compared", &known.left_out, &left_out), ("disagreements", &known.entries, &explained)]
    {
        println!("{title}:");
        for (entry, count) in entries.iter().zip(counts) {
            println!("    {count:5}  {}", entry.reason);
            if *count == 0 {
                unused.push(&entry.reason);
            }
        }
    }
    unexplained.iter().take(PRINTED).for_each(|line| println!("{line}"));
    let all = target_dir().join("emulators").join("unexplained.txt");
    fs::write(&all, unexplained.join("\n")).unwrap_or_else(|error| panic!("cannot write {}: {error}", all.display()));
    assert!(
        unexplained.is_empty(),
        "{} disagreements that no entry of emulators/disagreements.json explains; {} has all of them",
        unexplained.len(),
        all.display()
    );
    assert!(unused.is_empty(), "entries of emulators/disagreements.json that explain nothing: {unused:#?}");
    for (what, least) in LEAST {
        // moto has no outputs of nested stacks, so that it is given templates one by one.
        let counted = counts.iter().filter(|(emulator, _)| what != NESTED || **emulator == "ministack");
        for (emulator, count) in counted {
            assert!(count.templates(what) >= least, "{emulator}: {} {what}", count.templates(what));
        }
    }
}
