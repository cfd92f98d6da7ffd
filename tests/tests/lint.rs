//! AWS's own linter finds nothing to say about the committed templates, in either region, nor does checkov.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tap_tests::{python, workspace_root};

/// The JSON files of `lib/` that are templates; a deployment description, say, has no resources.
fn templates() -> Vec<PathBuf> {
    let folder = workspace_root().join("lib");
    let mut templates: Vec<PathBuf> = fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("cannot list {}: {error}", folder.display()))
        .map(|entry| entry.expect("an entry of lib/").path())
        .filter(|path| path.extension() == Some(OsStr::new("json")) && is_template(path))
        .collect();
    templates.sort();
    assert!(!templates.is_empty(), "lib/ holds no template: run `cargo run --example tapstack`");
    templates
}

fn is_template(path: &Path) -> bool {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()));
    let json: serde_json::Value =
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{} is no JSON: {error}", path.display()));
    json.get("Resources").is_some()
}

/// Runs the linter with every check it has, informational ones included.
fn lint(region: &str, templates: &[PathBuf]) -> Output {
    Command::new(python::cfn_lint())
        .args(["--include-checks", "I", "--regions", region, "--template"])
        .args(templates)
        .output()
        .expect("cfn-lint starts")
}

fn assert_clean(region: &str) {
    let output = lint(region, &templates());
    let said = [output.stdout, output.stderr].concat();
    assert!(
        output.status.success() && said.is_empty(),
        "cfn-lint in {region}: {}\n{}",
        output.status,
        String::from_utf8_lossy(&said)
    );
}

#[test]
fn templates_are_clean_in_us_east_1() {
    assert_clean("us-east-1");
}

#[test]
fn templates_are_clean_in_eu_west_1() {
    assert_clean("eu-west-1");
}

#[test]
fn checkov_finds_nothing_that_has_no_reason() {
    let output = Command::new(python::checkov())
        .args(["--framework", "cloudformation", "--compact", "--quiet", "--skip-download", "--output", "json", "--directory"])
        .arg(workspace_root().join("lib"))
        .output()
        .expect("checkov starts");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
    let findings = |kind: &str| -> Vec<String> {
        let found = report["results"][kind].as_array().into_iter().flatten();
        found.map(|found| format!("{} {} {}", found["check_id"], found["file_path"], found["resource"])).collect()
    };
    assert_eq!(findings("failed_checks"), Vec::<String>::new(), "failed checks");
    assert_eq!(findings("parsing_errors"), Vec::<String>::new(), "parsing errors");
    let passed = report["summary"]["passed"].as_u64().expect("a summary");
    assert!(passed > 100, "{passed} checks passed: were the templates read?");
    for skipped in report["results"]["skipped_checks"].as_array().into_iter().flatten() {
        let reason = skipped["check_result"]["suppress_comment"].as_str().unwrap_or_default();
        assert!(reason.len() > 20, "{} of {} is left out without a reason", skipped["check_id"], skipped["resource"]);
    }
}

/// Shows that the tests above can fail: an error, a warning and an informational finding are each reported.
#[test]
fn a_bad_template_is_reported() {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bad-template.json");
    let template = serde_json::json!({
        "Parameters": { "Unused": { "Type": "String" } },
        "Resources": {
            "Queue": { "Type": "AWS::SQS::Queue", "Properties": { "QueueNaem": "orders" } },
            "Data": { "Type": "AWS::DynamoDB::Table", "Properties": {
                "AttributeDefinitions": [{ "AttributeName": "id", "AttributeType": "S" }],
                "KeySchema": [{ "AttributeName": "id", "KeyType": "HASH" }],
                "BillingMode": "PAY_PER_REQUEST",
            } },
        },
    });
    fs::write(&path, template.to_string()).expect("the template is written");

    let output = lint("us-east-1", &[path]);
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(!output.status.success(), "cfn-lint accepted a bad template: {said}");
    for rule in ["E3002", "W2001", "I3011"] {
        assert!(said.contains(rule), "cfn-lint reported no {rule}:\n{said}");
    }
}
