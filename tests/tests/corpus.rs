//! Templates that nobody here wrote: Tap and cfn-lint find the same in their resources, but for what
//! `corpus/disagreements.json` explains.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use tap_tests::corpus::{self, Difference, Disagreements, Entry, Ours, Resource, Theirs, agree};
use tap_tests::target_dir;

/// What is compared of others' templates at least.
const LEAST_RESOURCES: usize = 1000;
const LEAST_TYPES: usize = 150;
/// How many differences are printed of those that no entry explains.
const PRINTED: usize = 20;

/// What a comparison counts.
#[derive(Default)]
struct Count {
    resources: usize,
    types: BTreeSet<String>,
    /// Findings of cfn-lint that are compared, and how many of them Tap has.
    theirs: usize,
    agreed: BTreeMap<String, usize>,
    /// Findings of Tap, and how many of them cfn-lint has.
    ours: usize,
    ours_agreed: usize,
    /// Findings by the entry that explains them.
    left_out: Vec<usize>,
    explained: Vec<usize>,
    unexplained: Vec<String>,
}

impl Count {
    fn add(&mut self, resource: &Resource, known: &Disagreements) {
        self.resources += 1;
        self.types.insert(resource.kind.clone());
        let ours = corpus::ours(resource);
        for theirs in &resource.findings {
            let found = Difference::from(theirs);
            let explains = |entry: &Entry| entry.explains(&found, resource, &ours);
            if let Some(entry) = known.left_out.iter().position(explains) {
                self.left_out[entry] += 1;
                continue;
            }
            self.theirs += 1;
            if ours.iter().any(|ours| agree(ours, theirs)) {
                *self.agreed.entry(theirs.rule.clone()).or_default() += 1;
            } else if let Some(entry) = known.entries.iter().position(explains) {
                self.explained[entry] += 1;
            } else {
                self.unexplained.push(self.line(resource, &found, &ours));
            }
        }
        for finding in &ours {
            self.ours += 1;
            let found = Difference::from(finding);
            if resource.findings.iter().any(|theirs| agree(finding, theirs)) {
                self.ours_agreed += 1;
            } else if let Some(entry) = known.entries.iter().position(|entry| entry.explains(&found, resource, &ours)) {
                self.explained[entry] += 1;
            } else {
                self.unexplained.push(self.line(resource, &found, &ours));
            }
        }
    }

    /// A difference in words, with what the other side says near it.
    fn line(&self, resource: &Resource, found: &Difference<'_>, ours: &[Ours]) -> String {
        let cut = |text: &str| text.chars().take(300).collect::<String>();
        let mut line = format!(
            "{:?} only: {} {} at `{}` of {}: {}\n    in {}",
            found.side,
            found.rule,
            found.keyword,
            found.path,
            resource.kind,
            cut(found.message),
            resource.name,
        );
        for ours in ours {
            line += &format!("\n    tap: {} at `{}`: {}", ours.rule, ours.path, cut(&ours.message));
        }
        for Theirs { rule, keyword, path, message, .. } in &resource.findings {
            line += &format!("\n    cfn-lint: {rule} {keyword} at `{path}`: {}", cut(message));
        }
        line
    }

    fn print(&self, name: &str) {
        println!(
            "{name}: {} resources of {} types; {} findings of cfn-lint, {} of them Tap's too; {} findings of Tap, {} of them cfn-lint's too",
            self.resources,
            self.types.len(),
            self.theirs,
            self.agreed.values().sum::<usize>(),
            self.ours,
            self.ours_agreed,
        );
        let rules: Vec<_> = self.agreed.iter().map(|(rule, count)| format!("{rule} {count}")).collect();
        println!("    agreed by rule of cfn-lint: {}", rules.join(", "));
    }
}

fn compare(path: &Path, known: &Disagreements) -> Count {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()));
    let mut count =
        Count { left_out: vec![0; known.left_out.len()], explained: vec![0; known.entries.len()], ..Count::default() };
    for line in text.lines() {
        count.add(&Resource::parse(line), known);
    }
    count
}

#[test]
fn tap_and_cfn_lint_find_the_same() {
    let known = Disagreements::parse(include_str!("../corpus/disagreements.json"));
    let files = corpus::collect();
    let (resources, mutants) = (compare(&files.resources, &known), compare(&files.mutants, &known));
    resources.print("resources");
    mutants.print("mutants");

    let mut unused = Vec::new();
    for (title, entries, counts) in [
        ("not compared", &known.left_out, [&resources.left_out, &mutants.left_out]),
        ("disagreements", &known.entries, [&resources.explained, &mutants.explained]),
    ] {
        println!("{title}, in resources and in mutants:");
        for (position, entry) in entries.iter().enumerate() {
            let [in_resources, in_mutants] = counts.map(|count| count[position]);
            println!("    {in_resources:5} {in_mutants:5}  {}", entry.reason);
            if in_resources + in_mutants == 0 {
                unused.push(&entry.reason);
            }
        }
    }

    let unexplained: Vec<_> = resources.unexplained.iter().chain(&mutants.unexplained).collect();
    for line in unexplained.iter().take(PRINTED) {
        println!("{line}");
    }
    let all = target_dir().join("corpus").join("unexplained.txt");
    let text: String = unexplained.iter().map(|line| format!("{line}\n")).collect();
    fs::write(&all, text).unwrap_or_else(|error| panic!("cannot write {}: {error}", all.display()));
    assert!(
        unexplained.is_empty(),
        "{} disagreements that no entry of corpus/disagreements.json explains; {} has all of them",
        unexplained.len(),
        all.display()
    );
    assert!(unused.is_empty(), "entries of corpus/disagreements.json that explain nothing: {unused:#?}");
    // The mutants are no one's templates, so they do not count.
    assert!(resources.resources >= LEAST_RESOURCES, "{} resources, fewer than {LEAST_RESOURCES}", resources.resources);
    assert!(resources.types.len() >= LEAST_TYPES, "{} types, fewer than {LEAST_TYPES}", resources.types.len());
}
