//! The table of requirements in `lib/README.md` names tests that are there.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use regex_lite::Regex;
use tap_tests::workspace_root;

/// The names of the tests in a file or a folder, in Rust and in Python.
fn tests(path: &Path) -> BTreeSet<String> {
    if path.is_dir() {
        let entries = fs::read_dir(path).unwrap_or_else(|error| panic!("cannot list {}: {error}", path.display()));
        return entries.flat_map(|entry| tests(&entry.expect("an entry").path())).collect();
    }
    let is_source = path.extension().is_some_and(|extension| extension == "rs" || extension == "py");
    if !is_source {
        return BTreeSet::new();
    }
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()));
    let declared = Regex::new(r"(?m)#\[test\]\s+(?:#\[ignore[^\]]*\]\s+)?fn (\w+)|^(?:    )?def (test_\w+)").expect("a pattern");
    declared.captures_iter(&text).filter_map(|found| found.get(1).or(found.get(2))).map(|name| name.as_str().into()).collect()
}

/// What a link to a heading ends with.
fn slug(heading: &str) -> String {
    heading.trim_start_matches('#').trim().to_lowercase().replace(' ', "-")
}

#[test]
fn every_requirement_names_tests_that_are_there() {
    let lib = workspace_root().join("lib");
    let readme = fs::read_to_string(lib.join("README.md")).expect("lib/README.md is read");
    let (_, section) = readme.split_once("## What the brief asks for").expect("the section");
    let section = section.split("\n## ").next().expect("its text");
    let known: BTreeSet<String> = ["tests/tests", "lib/functions", "tap-core/src"]
        .iter()
        .flat_map(|folder| tests(&workspace_root().join(folder)))
        .collect();
    let (code, link) = (Regex::new("`([^`]+)`").expect("a pattern"), Regex::new(r"\]\(([^)]+)\)").expect("a pattern"));
    let (mut rows, mut named) = (0, 0);
    for row in section.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| ---")) {
        let cells: Vec<_> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        assert_eq!(cells.len(), 3, "{row}");
        if cells[2] == "test" {
            continue;
        }
        rows += 1;
        assert!(!cells[1].is_empty() && !cells[2].is_empty(), "{row}");
        for target in link.captures_iter(row).map(|found| found[1].to_string()) {
            let is_there = match target.strip_prefix('#') {
                Some(heading) => readme.lines().any(|line| line.starts_with('#') && slug(line) == heading),
                None => lib.join(&target).exists(),
            };
            assert!(is_there, "{target} is not there: {row}");
        }
        let names: Vec<_> = code.captures_iter(cells[2]).map(|found| found[1].to_string()).collect();
        for name in names.iter().filter(|name| name.contains('_') && !name.contains(['.', '/'])) {
            named += 1;
            assert!(known.contains(name), "no test is named {name}: {row}");
        }
    }
    assert!(rows >= 46 && named >= 46, "{rows} rows name {named} tests");
}
