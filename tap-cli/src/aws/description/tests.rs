//! Each mistake in a description is one error, which says where it is.

use super::{Description, check::problems};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use tap_core::document::TemplateSet;

fn lib() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../lib")
}

/// The platform's description, with another value at some place.
fn with(place: &str, value: Value) -> Value {
    let text = std::fs::read_to_string(lib().join("deployment.json")).unwrap();
    let mut description: Value = serde_json::from_str(&text).unwrap();
    let (parent, member) = place.rsplit_once('/').unwrap();
    let parent = description.pointer_mut(parent).unwrap_or_else(|| panic!("no {place}"));
    match parent {
        Value::Array(items) => items[member.parse::<usize>().unwrap()] = value,
        other => other[member] = value,
    }
    description
}

fn platform() -> TemplateSet {
    TemplateSet::read(&lib()).unwrap()
}

fn found(description: Value, set: &TemplateSet) -> Vec<String> {
    let mut description: Description = serde_json::from_value(description).unwrap();
    description.folder = lib();
    problems(&description, set)
}

#[test]
fn each_mistake_is_told() {
    let set = platform();
    assert_eq!(found(with("/app", json!("transaction-platform")), &set), [""; 0]);
    let generate = |length: usize, without: &str| json!({ "length": length, "without": without });
    let trigger = json!({ "type": "AWS::CloudWatch::Alarm", "alarm": "a" });
    let cases = [
        ("/regions/1", json!("eu-west-9"), vec!["`regions`: there is no region `eu-west-9`\nhelp: did you mean `eu-west-1`?"]),
        ("/regions", json!(["us-east-1", "eu-west-1", "us-east-1"]), vec!["`regions`: `us-east-1` stands there twice"]),
        ("/homeRegion", json!("eu-central-1"), vec!["`homeRegion`: `eu-central-1` is none of `regions`"]),
        ("/deploymentIdParameter", json!("DeployId"), vec!["`deploymentIdParameter`: no template has a parameter `DeployId`"]),
        ("/parameters", json!({ "Prefix": "a" }), vec!["`parameters`: no template has a parameter `Prefix`"]),
        (
            "/parameters/ArtifactBucketPrefix",
            json!("artifacts-${AWS::Region}"),
            vec!["`parameters`: `ArtifactBucketPrefix` has one value for all regions, so it cannot hold `${AWS::Region}`"],
        ),
        (
            "/bootstrap/0/stack",
            json!("registry-stak"),
            vec!["there is no template `registry-stak`\nhelp: did you mean `registry-stack`?"],
        ),
        (
            "/bootstrap/2/name",
            json!("registry-${EnvironmentSuffix}"),
            vec!["two stacks have the name `registry-${EnvironmentSuffix}`"],
        ),
        (
            "/bootstrap/0",
            json!({ "stack": "registry-stack", "name": "registry", "stackSet": "stack-set" }),
            vec![
                "`bootstrap`: `registry-stack` is made in each region by itself, without a `stackSet`",
                "the stack set `Platform` in `stack-set` does not deploy `registry-stack`",
            ],
        ),
        (
            "/bootstrap/2",
            json!({ "stack": "stack-set", "name": "set" }),
            vec![
                "`bootstrap`: `Platform` in `stack-set` needs the template `TapStack`, and templates are uploaded for stacks of `deployment` only",
            ],
        ),
        (
            "/bootstrap/1/images/0",
            json!("validater"),
            vec![
                "`bootstrap`: there is no image `validater`\nhelp: did you mean `validator`?",
                "image `validator`: no step of `bootstrap` pushes it",
            ],
        ),
        (
            "/images/0/name",
            json!("migrator"),
            vec!["`bootstrap`: there is no image `validator`", "two images have the name `migrator`"],
        ),
        (
            "/secureParameters/1/name",
            json!("/tap/${EnvironmentSuffix}/database/password"),
            vec!["two secure parameters have the name `/tap/${EnvironmentSuffix}/database/password`"],
        ),
        ("/deployment", json!([]), vec!["`deployment`: no stack is named"]),
        (
            "/deployment/0/stackSet",
            json!("network-stack"),
            vec!["`network-stack` holds 0 stack sets; one is wanted to deploy `TapStack`"],
        ),
        ("/images/0/dockerfile", json!("Dockerfile"), vec!["image `validator`: there is no file `Dockerfile`"]),
        ("/images/1/buildContexts/migrations", json!("sql"), vec!["image `migrator`: there is no folder `sql`"]),
        ("/images/2/repositoryOutput", json!("Repository"), vec!["image `operations`: no template has an output `Repository`"]),
        ("/images/0/digestParameter", json!("Digest"), vec!["image `validator`: no template has a parameter `Digest`"]),
        (
            "/secureParameters/0/generate",
            generate(7, ""),
            vec!["secure parameter `/tap/${EnvironmentSuffix}/database/password`: a length of 7 is not between 8 and 4096"],
        ),
        (
            "/secureParameters/1/generate",
            generate(32, &('!'..='o').collect::<String>()),
            vec![
                "secure parameter `/tap/${EnvironmentSuffix}/database/validator-password`: `without` leaves 15 characters to choose from; 16 are wanted",
            ],
        ),
        (
            "/rollbackConfiguration/triggers",
            Value::Array(vec![trigger; 6]),
            vec!["`rollbackConfiguration`: 6 triggers, of which CloudFormation takes 5"],
        ),
        (
            "/rollbackConfiguration/monitoringTimeInMinutes",
            json!(181),
            vec!["`rollbackConfiguration`: CloudFormation watches for 0 to 180 minutes, not 181"],
        ),
        (
            "/rollbackConfiguration/triggers/0/type",
            json!("AWS::SNS::Topic"),
            vec![
                "`rollbackConfiguration`: a trigger is an AWS::CloudWatch::Alarm or an AWS::CloudWatch::CompositeAlarm, not `AWS::SNS::Topic`",
            ],
        ),
    ];
    for (place, value, expected) in cases {
        assert_eq!(found(with(place, value), &set), expected, "{place}");
    }
}

/// What is said of a file with this text.
fn read(name: &str, text: &str, set: &TemplateSet) -> String {
    let file = std::env::temp_dir().join(format!("tap-description-{}-{name}.json", std::process::id()));
    std::fs::write(&file, text).unwrap();
    let said = Description::read(&file, set).unwrap_err();
    std::fs::remove_file(&file).unwrap();
    said.replace(&*file.to_string_lossy(), "FILE")
}

#[test]
fn a_file_that_is_no_description_is_told_with_the_line() {
    let set = platform();
    let deployment = r#""deployment": [{ "stack": "TapStack", "name": "tap" }]"#;
    let cases = [
        ("syntax", "{\n  \"app\": \"a\",\n}".to_string(), "FILE: trailing comma at line 3 column 1"),
        ("missing", r#"{ "app": "a" }"#.to_string(), "FILE: missing field `deployment` at line 1 column 14"),
        (
            "unknown",
            format!("{{ \"app\": \"a\",\n  \"region\": [],\n  {deployment} }}"),
            "FILE: unknown field `region`, expected one of `app`, `regions`",
        ),
        (
            "step",
            format!(r#"{{ "app": "a", "bootstrap": [{{ "image": "a" }}], {deployment} }}"#),
            "FILE: a step is { \"stack\": TEMPLATE, \"name\": NAME } or { \"images\": [NAME, …] } at line 1 column 45",
        ),
        (
            "several",
            format!(r#"{{ "app": "a", "homeRegion": "x", "regions": ["y"], {deployment} }}"#),
            "FILE: `regions`: there is no region `y`\nFILE: `homeRegion`: `x` is none of `regions`",
        ),
    ];
    for (name, text, expected) in cases {
        let said = read(name, &text, &set);
        assert!(said.starts_with(expected), "{said}");
    }
}
