//! The library beside its peers on the same mistakes: each is run on each, and what comes of it is `tests/peers/TABLE.md`.
//!
//! A mistake is a Rust file, templates, and a CDK app, each with a twin in which it is repaired. Every tool must be silent on the
//! twin, so what it says of the other is because of the mistake.

#[path = "peers/cdk.rs"]
mod cdk;
#[path = "peers/tap.rs"]
mod tap;
#[path = "peers/templates.rs"]
mod templates;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

/// Set to `overwrite`, the test writes the table instead of comparing it.
const OVERWRITE: &str = "TAP_PEERS";
/// Where all is deployed, unless the mistake is of regions.
const REGION: &str = "us-east-1";

/// A mistake: the name of its files, and what the table calls it.
struct Mistake {
    name: &'static str,
    what: &'static str,
    /// Where its templates are to be deployed; the repaired ones always in [`REGION`].
    regions: &'static str,
}

const fn mistake(name: &'static str, what: &'static str) -> Mistake {
    Mistake { name, what, regions: REGION }
}

const MISTAKES: [Mistake; 11] = [
    mistake("in_template_cycle", "a cycle in a template"),
    mistake("nested_cycle", "a cycle of nested stacks through outputs"),
    mistake("sibling_cycle_through_exports", "a cycle of sibling stacks through exports"),
    mistake("root_cycle_through_exports", "a cycle of root stacks through exports"),
    mistake("import_of_nothing", "an import of nothing"),
    mistake("duplicate_export", "an export name twice"),
    mistake("wrong_attribute", "a wrong attribute"),
    mistake("wrong_kind_across_stacks", "a subnet's id from another stack for a VPC's"),
    mistake("unconditional_use", "an unconditional use of a conditional resource"),
    Mistake { regions: "us-east-1,eu-west-1", ..mistake("type_missing_in_region", "a type that a region lacks") },
    mistake("over_budget", "a deployment over its time budget"),
];

/// A file or an app of a mistake.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Side {
    Mistaken,
    Repaired,
}

impl Side {
    const ALL: [Self; 2] = [Self::Mistaken, Self::Repaired];

    const fn name(self) -> &'static str {
        match self {
            Self::Mistaken => "mistaken",
            Self::Repaired => "repaired",
        }
    }
}

/// The rules that a tool finds broken.
#[derive(Clone, Default)]
struct Found {
    errors: BTreeSet<String>,
    warnings: BTreeSet<String>,
}

impl Found {
    fn cell(&self) -> String {
        let list = |rules: &BTreeSet<String>| rules.iter().map(|rule| format!("`{rule}`")).collect::<Vec<_>>().join(", ");
        match (self.errors.is_empty(), self.warnings.is_empty()) {
            (false, _) => format!("refused: {}", list(&self.errors)),
            (true, false) => format!("accepted, with a warning: {}", list(&self.warnings)),
            (true, true) => "accepted".to_string(),
        }
    }
}

/// What a tool says of each mistake and of its twin.
struct Column {
    tool: String,
    found: BTreeMap<(&'static str, Side), Found>,
}

impl Column {
    /// A tool that has found nothing yet.
    fn new(tool: String) -> Self {
        let all = MISTAKES.iter().flat_map(|mistake| Side::ALL.map(|side| ((mistake.name, side), Found::default())));
        Self { tool, found: all.collect() }
    }
}

/// The folder of the mistakes.
fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("peers")
}

/// The output of a command that must succeed.
fn output(command: &mut std::process::Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("cannot start {command:?}: {error}"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?} failed, {}\n{said}", output.status);
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn table(columns: &[Column]) -> String {
    let mut table = String::from(
        "# The same mistakes, tool by tool\n\n\
         Measured by `tests/tests/peers.rs`, which runs every cell, and beside it the same without the mistake, on which every tool is \
         silent. `TAP_PEERS=overwrite` writes this file anew.\n\n| mistake |",
    );
    for column in columns {
        write!(table, " {} |", column.tool).expect("a string takes it");
    }
    table += &format!("\n|{}\n", " --- |".repeat(columns.len() + 1));
    for mistake in MISTAKES {
        write!(table, "| {} |", mistake.what).expect("a string takes it");
        for column in columns {
            write!(table, " {} |", column.found[&(mistake.name, Side::Mistaken)].cell()).expect("a string takes it");
        }
        table.push('\n');
    }
    table
        + "\nCDK's apps are JavaScript: in TypeScript the wrong attribute is an error if it is written as a property. The cycle of \
         root stacks goes by CDK's own references, of which it makes exports; that of siblings by `Fn.importValue`. cfn-lint's exit \
         code counts warnings, unless it is told not to.\n"
}

#[test]
fn the_table_is_what_is_measured() {
    let mut columns = vec![tap::column()];
    columns.extend(templates::columns());
    columns.extend(cdk::columns());

    for column in &columns {
        for mistake in &MISTAKES {
            let cell = column.found[&(mistake.name, Side::Repaired)].cell();
            assert_eq!(cell, "accepted", "{} on the repaired {}", column.tool, mistake.name);
        }
    }

    let measured = table(&columns);
    let path = folder().join("TABLE.md");
    if std::env::var(OVERWRITE).is_ok_and(|wish| wish == "overwrite") {
        fs::write(&path, &measured).expect("the table is written");
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(measured == committed, "tests/peers/TABLE.md is not what is measured; {OVERWRITE}=overwrite writes it:\n{measured}");
}
