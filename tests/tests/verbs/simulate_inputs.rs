//! `simulate`: what it is given, and what it says if that is wrong.

use super::scene::{CYCLE, argument, file, scratch};
use std::fs;
use std::path::Path;
use tap_tests::program::{Said, tap, tapstack};

/// A template with a parameter that must be given, and a secret.
const SHOP: &str = "
Parameters:
  Stage: { Type: String, AllowedPattern: '^[a-z]+$' }
  Zones: { Type: CommaDelimitedList, Default: 'a,b' }
Resources:
  Jobs: { Type: AWS::SQS::Queue, Properties: { QueueName: !Sub 'jobs-${Stage}' } }
  Token:
    Type: AWS::SSM::Parameter
    Properties: { Type: String, Name: !Join ['-', !Ref Zones], Value: '{{resolve:ssm:/shop/token}}' }
";

/// The shop with these arguments, in its folder.
fn shop(folder: &Path, arguments: &[&str]) -> Said {
    file(folder, "shop.yaml", SHOP);
    Said::by(tap().args(["simulate", "--templates", "shop.yaml"]).args(arguments).current_dir(folder))
}

#[test]
fn parameters_that_are_missing_or_unknown_are_named() {
    let folder = scratch("parameters");
    let message = shop(&folder, &[]).refused(1);
    let wanted = "error: parameter `Stage` of `shop` has no value\nhelp: give each by --parameter NAME=VALUE, or all by --parameters FILE\n";
    assert_eq!(message, wanted);
    let message = shop(&folder, &["--parameter", "Stag=dev"]).refused(1);
    assert_eq!(message, "error: no template has a parameter `Stag`\nhelp: did you mean `Stage`?\n");
    let message = shop(&folder, &["--parameter", "Stage=dev", "--update", "Stge=prod"]).refused(1);
    assert_eq!(message, "error: no template has a parameter `Stge`\nhelp: did you mean `Stage`?\n");
    let message = shop(&folder, &["--parameter", "Stage=DEV"]).refused(1);
    assert!(message.contains("parameter `Stage` of `shop` is \"DEV\", which does not match the pattern ^[a-z]+$"), "{message}");
    let message = shop(&folder, &["--parameter", "Stage"]).refused(2);
    assert!(message.contains("it takes NAME=VALUE"), "{message}");

    // Of the platform's roots, all that are missing at once.
    let message = Said::by(tapstack().arg("simulate")).refused(1);
    for name in ["`DeploymentId` of `stack-set`", "`OperationsImageUri` of `retention-stack`", "`ValidatorDigest` of `stack-set`"]
    {
        assert!(message.contains(&format!("parameter {name} has no value\n")), "{message}");
    }
}

#[test]
fn files_of_parameters_are_objects_or_lists_of_pairs() {
    let folder = scratch("files");
    let store = file(&folder, "store.json", r#"{ "ssm:/shop/token": "a token" }"#);
    let given = |text: &str| {
        let values = file(&folder, "values.json", text);
        shop(&folder, &["--store", &store, "--parameters", &values, "--events"])
    };
    let object = given(r#"{ "Stage": "dev", "Zones": ["x", "y"] }"#).ended(0);
    let pairs = r#"[{ "ParameterKey": "Stage", "ParameterValue": "dev" }, { "ParameterKey": "Zones", "ParameterValue": "x,y" }]"#;
    assert_eq!(given(pairs).ended(0), object);
    // An option goes before the file.
    let values = file(&folder, "values.json", r#"{ "Stage": "DEV" }"#);
    shop(&folder, &["--store", &store, "--parameters", &values, "--parameter", "Stage=dev"]).ended(0);

    let refusals = [
        (r#"{ "Stage": null }"#, "`Stage` is null, which no parameter can be"),
        (r#"{ "Stage": { "Ref": "x" } }"#, "`Stage` is {\"Ref\":\"x\"}, which no parameter can be"),
        (r#"["Stage=dev"]"#, "\"Stage=dev\" is no parameter: `ParameterKey` and `ParameterValue` are wanted"),
        (r#""Stage""#, "a JSON object of names and values is wanted"),
        ("{ \"Stage\": ", "values.json: EOF while parsing a value at line 1 column 11"),
    ];
    for (text, wanted) in refusals {
        let message = given(text).refused(1);
        assert!(message.contains("values.json: ") && message.contains(wanted), "{text}: {message}");
    }
    let message = shop(&folder, &["--parameters", "nowhere.json"]).refused(1);
    assert!(message.starts_with("error: nowhere.json: cannot be read: "), "{message}");
}

#[test]
fn a_store_says_what_dynamic_references_give() {
    let folder = scratch("store");
    let given = |text: &str| {
        let store = file(&folder, "store.json", text);
        shop(&folder, &["--parameter", "Stage=dev", "--store", &store])
    };
    let text = given(r#"{ "ssm:/shop/token": "a token" }"#).ended(0);
    assert!(!text.contains("secrets were taken as put before"), "{text}");
    let text = given("{}").ended(1);
    assert!(text.contains("ROLLBACK_COMPLETE") && text.contains("/shop/token"), "{text}");
    let message = given(r#"{ "ssm:/shop/token": 3 }"#).refused(1);
    assert!(message.contains("store.json: the value of `ssm:/shop/token` is no text"), "{message}");
    let message = given("[]").refused(1);
    assert!(message.contains("store.json: a JSON object is wanted"), "{message}");
}

#[test]
fn regions_and_roots_are_those_that_there_are() {
    let folder = scratch("places");
    let message = shop(&folder, &["--parameter", "Stage=dev", "--region", "eu-wset-1"]).refused(1);
    assert_eq!(message, "error: there is no region `eu-wset-1`\nhelp: did you mean `eu-west-1`?\n");
    let store = file(&folder, "store.json", r#"{ "ssm:/shop/token": "a token" }"#);
    let text = shop(&folder, &["--parameter", "Stage=dev", "--store", &store, "--region", "eu-west-1", "--region", "eu-west-1"])
        .ended(0);
    assert_eq!(text.matches("CREATE_COMPLETE").count(), 1, "twice the same region is one: {text}");
    let message = shop(&folder, &["--stack", "shpo"]).refused(1);
    assert_eq!(message, "error: there is no root `shpo`\nhelp: did you mean `shop`?\nhelp: the roots are shop\n");
}

#[test]
fn faults_are_told_of_resources_that_there_are() {
    let folder = scratch("faults");
    let fault = |fault: &str| shop(&folder, &["--parameter", "Stage=dev", "--fail", fault]);
    assert_eq!(
        fault("create:shop/Jbos").refused(1),
        "error: there is no resource `shop/Jbos`\nhelp: did you mean `shop/Jobs`?\n"
    );
    assert_eq!(fault("create:jobs").refused(1), "error: there is no resource `jobs`\nhelp: did you mean `shop/Jobs`?\n");
    assert_eq!(fault("create:Nothing/like/it").refused(1), "error: there is no resource `Nothing/like/it`\n");
    let message = fault("delete:shop").refused(1);
    assert_eq!(message, "error: `shop` is a stack: a resource of it is wanted\nhelp: such as `shop/Jobs`\n");
    for (told, wanted) in
        [("brake:shop/Jobs", "`brake` is none of create, update, delete"), ("shop/Jobs", "such as create:TapStack/")]
    {
        let message = fault(told).refused(2);
        assert!(message.contains(wanted), "{told}: {message}");
    }
    // Options that would have no effect together.
    for arguments in [&["--seed", "3", "--fail", "create:shop/Jobs"][..], &["--runs", "3", "--events"], &["--runs", "0"]] {
        shop(&folder, arguments).refused(2);
    }
}

#[test]
fn templates_that_cannot_be_read_or_deployed_are_said() {
    let folder = scratch("templates");
    let broken = file(&folder, "broken.yaml", "Resources:\n  A:\n    Type: AWS::SQS::Queue\n   B: 3\n");
    let simulate = |arguments: &[&str]| Said::by(tap().arg("simulate").args(arguments));
    let message = simulate(&["--templates", &broken]).refused(1);
    assert!(message.contains("broken.yaml:4:"), "{message}");
    let message = simulate(&["--templates", "lib", "--from", &broken]).refused(1);
    assert!(message.contains("broken.yaml:4:"), "{message}");
    let message = simulate(&["--templates", &argument(&folder.join("nowhere"))]).refused(1);
    assert!(message.contains("nowhere: cannot be read: "), "{message}");
    let text = simulate(&["--templates", &file(&folder, "loop.yaml", CYCLE)]).ended(1);
    assert!(text.contains("resources need each other: First → Second → First"), "{text}");

    // Two roots that import from each other.
    let root = |name: &str, other: &str| {
        format!(
            "Resources:\n  Name: {{ Type: AWS::SSM::Parameter, Properties: {{ Type: String, Value: !ImportValue {other} }} }}\n\
             Outputs:\n  Name: {{ Value: !Ref Name, Export: {{ Name: {name} }} }}\n"
        )
    };
    let both = folder.join("both");
    fs::create_dir(&both).expect("a folder");
    file(&both, "one.yaml", root("one", "two"));
    file(&both, "two.yaml", root("two", "one"));
    let text = simulate(&["--templates", &argument(&both)]).ended(1);
    assert!(text.contains("export `two` is not known"), "{text}");
}
