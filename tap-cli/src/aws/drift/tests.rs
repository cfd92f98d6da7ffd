use super::mask::{HIDDEN, Secrets, handed};
use super::{differs, unchecked};
use crate::aws::stack::LiveResource;
use aws_sdk_cloudformation::types::{DifferenceType, PropertyDifference, StackResourceDrift, StackResourceDriftStatus};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tap_core::document::Document;

fn document(text: &str) -> Document {
    Document::read("root.yaml", text).expect("the template is right")
}

const ROOT: &str = "
Parameters:
  Token: { Type: String, NoEcho: true }
  Size: { Type: Number, Default: 1 }
Resources:
  Cluster:
    Type: AWS::RDS::DBCluster
    Properties:
      Engine: aurora-mysql
      MasterUsername: !Ref Token
      Tags:
        - !If [Big, { Key: size, Value: !Ref Size }, !Ref AWS::NoValue]
        - { Key: word, Value: !Sub 'of ${Token}' }
      DatabaseName: '{{resolve:ssm-secure:/name}}'
  Child:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: https://example.com/child.yaml
      Parameters: { Word: !Ref Token, Size: !Ref Size }
Conditions:
  Big: !Equals [!Ref Size, 2]
";

fn shown(secrets: &Secrets, path: &str, value: &str) -> String {
    secrets.shown("Cluster", path, value, &Value::Null)
}

#[test]
fn values_of_no_echo_parameters_are_hidden() {
    let secrets = Secrets::of(Some(&document(ROOT)), &BTreeSet::new());
    assert_eq!(shown(&secrets, "/Engine", "aurora-mysql"), "aurora-mysql");
    assert_eq!(shown(&secrets, "/MasterUsername", "abc"), HIDDEN);
    assert_eq!(shown(&secrets, "/DatabaseName", "abc"), HIDDEN);
    // Which tag is at which place depends on a condition.
    assert_eq!(shown(&secrets, "/Tags/0/Value", "of abc"), HIDDEN);
    assert_eq!(shown(&secrets, "/Tags/0", r#"{"Key":"word","Value":"of abc"}"#), HIDDEN);
    assert_eq!(shown(&secrets, "/Tags/0/Key", "word"), "word");
}

#[test]
fn secrets_follow_parameters_into_nested_stacks() {
    let root = document(ROOT);
    let given = handed(&root, &BTreeSet::new(), "Child");
    assert_eq!(given, BTreeSet::from(["Word".to_string()]));
    let child = document(
        "
Parameters: { Word: { Type: String }, Size: { Type: Number } }
Resources:
  Cluster: { Type: AWS::RDS::DBCluster, Properties: { MasterUsername: !Ref Word, Port: !Ref Size } }
",
    );
    let secrets = Secrets::of(Some(&child), &given);
    assert_eq!(shown(&secrets, "/MasterUsername", "abc"), HIDDEN);
    assert_eq!(shown(&secrets, "/Port", "3306"), "3306");
}

#[test]
fn names_tell_what_is_secret() {
    let secrets = Secrets::of(Some(&document(ROOT)), &BTreeSet::new());
    assert_eq!(shown(&secrets, "/MasterUserPassword", "abc"), HIDDEN);
    assert_eq!(shown(&secrets, "/Environment/Variables/CLIENT_SECRET", "abc"), HIDDEN);
    let value = r#"{"Variables":{"DB_PASSWORD":"abc","MODE":"fast"}}"#;
    assert_eq!(shown(&secrets, "/Environment", value), r#"{"Variables":{"DB_PASSWORD":"(hidden)","MODE":"fast"}}"#);
    let value = r#"[{"Name":"DB_PASSWORD","Value":"abc"},{"Name":"MODE","Value":"fast"}]"#;
    let expected = r#"[{"Name":"DB_PASSWORD","Value":"(hidden)"},{"Name":"MODE","Value":"fast"}]"#;
    assert_eq!(shown(&secrets, "/Environment", value), expected);
    let around = json!({ "Environment": [{ "Name": "MODE", "Value": "fast" }, { "Name": "DB_PASSWORD", "Value": "abc" }] });
    assert_eq!(secrets.shown("Cluster", "/Environment/1/Value", "abc", &around), HIDDEN);
    assert_eq!(secrets.shown("Cluster", "/Environment/0/Value", "fast", &around), "fast");
}

#[test]
fn nothing_is_shown_of_a_template_that_cannot_be_read() {
    let secrets = Secrets::of(None, &BTreeSet::new());
    assert_eq!(shown(&secrets, "/Engine", "aurora-mysql"), HIDDEN);
}

fn drift(status: StackResourceDriftStatus, differences: &[(&str, &str, &str)]) -> StackResourceDrift {
    let difference = |(path, expected, actual): &(&str, &str, &str)| {
        let built = PropertyDifference::builder().property_path(*path).expected_value(*expected).actual_value(*actual);
        built.difference_type(DifferenceType::NotEqual).build()
    };
    StackResourceDrift::builder()
        .stack_id("tap-dev")
        .logical_resource_id("Cluster")
        .physical_resource_id("aurora-dev")
        .resource_type("AWS::RDS::DBCluster")
        .expected_properties(r#"{"Environment":[{"Name":"DB_PASSWORD","Value":"abc"}]}"#)
        .set_property_differences(Some(differences.iter().map(difference).collect()))
        .stack_resource_drift_status(status)
        .build()
}

#[test]
fn what_differs_is_told_without_secrets() {
    let secrets = Secrets::of(Some(&document(ROOT)), &BTreeSet::new());
    let all = [("/MasterUsername", "abc", "abd"), ("/Port", "3306", "3307"), ("/Environment/0/Value", "abc", "abd")];
    let found = differs(&drift(StackResourceDriftStatus::Modified, &all), &secrets).expect("it differs");
    let told: Vec<_> = found.differences.iter().map(|one| (one.expected.as_str(), one.actual.as_str())).collect();
    // The name of the entry is on the side of the template only.
    assert_eq!(told, [(HIDDEN, HIDDEN), ("3306", "3307"), (HIDDEN, HIDDEN)]);
    assert!(!found.is_deleted && !format!("{found:?}").contains("abc"));
    assert!(differs(&drift(StackResourceDriftStatus::Deleted, &[]), &secrets).is_some_and(|found| found.is_deleted));
    assert!(differs(&drift(StackResourceDriftStatus::InSync, &[]), &secrets).is_none());
}

#[test]
fn what_is_neither_compared_nor_gone_is_left_out() {
    let resource = |id: &str, kind: &str, status: &str| LiveResource {
        logical_id: id.to_string(),
        physical_id: None,
        kind: kind.to_string(),
        status: status.to_string(),
        reason: None,
        drift: None,
    };
    let resources = [
        resource("Queue", "AWS::SQS::Queue", "CREATE_COMPLETE"),
        resource("Grant", "AWS::IAM::Policy", "UPDATE_COMPLETE"),
        resource("Old", "AWS::IAM::Policy", "DELETE_COMPLETE"),
        resource("Child", "AWS::CloudFormation::Stack", "CREATE_COMPLETE"),
    ];
    assert_eq!(unchecked(&resources, &BTreeSet::from(["Queue"])), [("Grant".to_string(), "AWS::IAM::Policy".to_string())]);
}
