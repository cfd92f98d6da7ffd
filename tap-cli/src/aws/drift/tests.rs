use super::mask::{HIDDEN, Secrets, handed};
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
