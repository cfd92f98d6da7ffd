//! What must not compile doesn't, with the message that is expected, and its accepted twin does.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Rules that must have a case; there are more.
const LEAST: usize = 25;

/// The names, without their extension, of the files of `tests/ui/<family>/<side>` that have this extension, as
/// `<family>/<rule>`.
fn cases(side: &str, extension: &str) -> BTreeSet<String> {
    let ui = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui");
    let mut found = BTreeSet::new();
    for family in fs::read_dir(&ui).expect("tests/ui is read") {
        let family = family.expect("a family");
        let folder = family.path().join(side);
        for case in fs::read_dir(&folder).unwrap_or_else(|error| panic!("cannot list {}: {error}", folder.display())) {
            let path = case.expect("a case").path();
            if path.extension().is_some_and(|found| found == extension) {
                let rule = path.file_stem().expect("a name").to_string_lossy();
                found.insert(format!("{}/{rule}", family.file_name().to_string_lossy()));
            }
        }
    }
    found
}

#[test]
fn refused_is_refused_and_accepted_is_accepted() {
    let ui = trybuild::TestCases::new();
    ui.compile_fail("ui/*/refused/*.rs");
    ui.pass("ui/*/accepted/*.rs");
}

#[test]
fn every_refused_case_has_a_message_and_an_accepted_twin() {
    let refused = cases("refused", "rs");
    assert_eq!(
        refused,
        cases("refused", "stderr"),
        "refused cases (left) and their messages (right); TRYBUILD=overwrite writes them"
    );
    assert_eq!(refused, cases("accepted", "rs"), "refused cases (left) and accepted ones (right)");
    assert!(refused.len() >= LEAST, "{} cases, fewer than {LEAST}", refused.len());
}

/// Names of what macros emit and proofs are made of. A reader of messages has never seen them.
const INTERNAL: &[&str] = &[
    r"__\w+",
    "Known",
    "Timed",
    "Node",
    "ResourceDef",
    "StackDef",
    "OutputSet",
    "ParameterSet",
    "ConditionSet",
    "AssertionSet",
    "MappingDef",
    "AppDef",
    "Summary",
    "Proof",
    "Holes",
    "TARGET",
    "TIMING",
    "SUMMARY",
    "DEF",
    "SET",
];

#[test]
fn messages_name_nothing_internal() {
    let internal = regex_lite::Regex::new(&format!(r"\b({})\b", INTERNAL.join("|"))).expect("a pattern");
    let ui = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui");
    for case in cases("refused", "stderr") {
        let (family, rule) = case.split_once('/').expect("a family");
        let messages = fs::read_to_string(ui.join(family).join("refused").join(format!("{rule}.stderr"))).expect("messages");
        if let Some(found) = internal.find(&messages) {
            panic!("{case}: the message says `{}`:\n{messages}", found.as_str());
        }
    }
}
