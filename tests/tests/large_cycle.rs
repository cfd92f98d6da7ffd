//! A cycle of as many resources as a stack may have is reported so that a reader can follow it.

use std::fs;
use std::process::Command;

use tap_tests::{package, target_dir};

/// AWS's limit of resources in one stack.
const QUEUES: usize = 500;
/// Edges that are printed at either end.
const EDGE: usize = 12;

/// Queues in a ring: each has the next for its dead letters.
fn ring() -> String {
    let queue = |i: usize| {
        let next = (i + 1) % QUEUES;
        let property = format!("RedrivePolicy: {{ deadLetterTargetArn: GetAtt(Q{next}.Arn), maxReceiveCount: 5 }}");
        // Three lines each, after three at the top.
        format!("#[derive(Resource)] #[resource(\"AWS::SQS::Queue\")]\n#[properties {{ {property} }}]\npub struct Q{i};\n")
    };
    let queues: String = (0..QUEUES).map(queue).collect();
    let fields: String = (0..QUEUES).map(|i| format!("    q{i}: Q{i},\n")).collect();
    let top = "#![allow(missing_docs)]\nuse tap_core::prelude::*;\n\n";
    format!("{top}{queues}\n#[derive(Stack)]\n#[stack(name = \"ring\")]\npub struct Ring {{\n{fields}}}\n")
}

/// The line of a message that says what a queue needs.
fn edge(i: usize) -> String {
    let (next, line) = ((i + 1) % QUEUES, 3 + i * 3 + 2);
    format!("`Q{i}` (AWS::SQS::Queue) needs `Q{next}` for `RedrivePolicy.deadLetterTargetArn` (src/lib.rs:{line})")
}

#[test]
fn a_cycle_of_500_is_told_from_both_ends() {
    let folder = target_dir().join("ring");
    package::write(&folder, "ring", &["tap-core"]).expect("the package is written");
    fs::write(folder.join("src/lib.rs"), ring()).expect("the library is written");
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["check", "--quiet"]).current_dir(&folder).env("CARGO_TARGET_DIR", target_dir().join("generated"));
    let output = cargo.output().expect("cargo starts");
    let said = String::from_utf8(output.stderr).expect("UTF-8");

    assert!(!output.status.success(), "the ring compiles");
    let first = "circular dependency in stack `Ring`:".to_string();
    let middle = format!("… {} more …", QUEUES - 2 * EDGE);
    let start = (0..EDGE).map(edge);
    let end = (QUEUES - EDGE..QUEUES).map(edge);
    let mut expected: Vec<String> = [first].into_iter().chain(start).chain([middle]).chain(end).collect();
    *expected.last_mut().expect("lines") += " [tap::circular-dependency]";
    let lines: Vec<&str> = said.lines().map(str::trim).collect();
    let at = lines.iter().position(|line| line.ends_with(&expected[0])).unwrap_or_else(|| panic!("no cycle in:\n{said}"));
    assert_eq!(lines[at + 1..at + expected.len()], expected[1..], "{said}");

    // One message, its caret on the first field, and not one for each of the queues.
    assert_eq!(said.matches("error[").count(), 1, "{said}");
    assert!(said.contains("q0: Q0,"), "{said}");
}
