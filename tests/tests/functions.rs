//! The functions of the platform: their own tests, and that they and the templates name the same variables.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use tap_tests::{python, workspace_root};

/// Runs the tests of all functions: against a MariaDB server of their own, moto, and Lambda's runtime interface.
#[test]
fn functions_pass_their_tests() {
    let output = Command::new(python::functions())
        .args(["-m", "pytest", "lib/functions", "--quiet", "-p", "no:cacheprovider"])
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .current_dir(workspace_root())
        .output()
        .expect("pytest starts");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    assert!(!said.contains("skipped"), "a test was left out:\n{said}");
}

/// The names in a tuple of a function's settings.
fn declared(function: &str, tuple: &str) -> BTreeSet<String> {
    let path = workspace_root().join("lib/functions").join(function).join("settings.py");
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()));
    let (_, rest) =
        text.split_once(&format!("\n{tuple}: tuple[str, ...] = (")).unwrap_or_else(|| panic!("{tuple} is not in {function}"));
    let (names, _) = rest.split_once(')').expect("the end of a tuple");
    names.split('"').skip(1).step_by(2).map(String::from).collect()
}

/// The variables that a template gives to a function.
fn given(template: &str, function: &str) -> BTreeSet<String> {
    let path = workspace_root().join("lib").join(format!("{template}.json"));
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()));
    let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let variables = &json["Resources"][function]["Properties"]["Environment"]["Variables"];
    variables.as_object().unwrap_or_else(|| panic!("{function} is not in {template}")).keys().cloned().collect()
}

#[test]
fn functions_are_given_the_variables_that_they_read() {
    assert_eq!(given("compute-stack", "ValidatorFunction"), declared("validator", "ENVIRONMENT"));
    assert_eq!(given("compute-stack", "MigratorFunction"), declared("migrator", "ENVIRONMENT"));
    assert_eq!(given("storage-stack", "BucketEmptierCode"), declared("operations", "EMPTY_BUCKET_VARIABLES"));
    assert_eq!(given("storage-stack", "RollbackGateCode"), declared("operations", "GATE_VARIABLES"));
    assert_eq!(given("retention-stack", "SweeperCode"), declared("operations", "SWEEP_VARIABLES"));
}
