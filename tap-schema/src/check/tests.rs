//! Rules on values. The matcher of these tests knows a pattern by what it starts with; real ones are in the tests across crates.

use super::{Content, Entry, Finding, Input, Matcher, Rule, Shape, check};
use serde_json::{Value, json};

/// JSON as the checker takes it; every tag is zero.
fn input(json: &Value) -> Input<'_> {
    let content = match json {
        Value::Null => Content::Null,
        Value::Bool(value) => Content::Bool(*value),
        Value::Number(number) => Content::Number(number.to_string().leak()),
        Value::String(text) => Content::Text(text),
        Value::Array(items) => Content::List(items.iter().map(input).collect()),
        Value::Object(members) if members.contains_key("Ref") => Content::Unknown(Shape::Scalar),
        Value::Object(members) => {
            let entries = members.iter();
            Content::Object(entries.map(|(key, value)| Entry { key, tag: 0, value: input(value), unchecked: false }).collect())
        }
    };
    Input { tag: 0, content }
}

fn found(name: &str, properties: &Value, matches: Matcher) -> Vec<Finding> {
    check(crate::resource_type(name).expect("a type"), &input(properties), matches).findings
}

/// The rules that are broken, with where.
fn broken(name: &str, properties: &Value) -> Vec<(Rule, String)> {
    found(name, properties, |_, _| None).into_iter().map(|finding| (finding.rule, finding.path)).collect()
}

#[test]
fn dynamic_references_stand_for_any_single_value() {
    let volume = |kind: &str, tags: Value| {
        broken(
            "AWS::EC2::Volume",
            &json!({ "AvailabilityZone": "us-east-1a", "VolumeType": kind, "Size": "{{resolve:ssm:/size}}", "Tags": tags }),
        )
    };
    assert_eq!(volume("{{resolve:ssm:/kind}}", json!([])), []);
    assert_eq!(volume("gp2", json!("{{resolve:ssm:/tags}}")), [(Rule::WrongType, "Tags".into())]);
}

#[test]
fn tags_are_told_by_their_keys() {
    let vpc = |tags: Value| broken("AWS::EC2::VPC", &json!({ "CidrBlock": "10.0.0.0/16", "Tags": tags }));
    let tag = |key: &str, value: &str| json!({ "Key": key, "Value": value });
    assert_eq!(vpc(json!([tag("a", "1"), tag("b", "1")])), []);
    assert_eq!(vpc(json!([tag("a", "1"), tag("a", "2")])), [(Rule::DuplicateItem, "Tags".into())]);
    // What is not known may be different.
    assert_eq!(vpc(json!([{ "Key": { "Ref": "A" }, "Value": "" }, { "Key": { "Ref": "B" }, "Value": "" }])), []);
}

#[test]
fn policies_have_statements() {
    let role = |document: Value| broken("AWS::IAM::Role", &json!({ "AssumeRolePolicyDocument": document }));
    let statement = json!({ "Effect": "Allow", "Principal": { "Service": "ec2.amazonaws.com" }, "Action": "sts:AssumeRole" });
    assert_eq!(role(json!({ "Version": "2012-10-17", "Statement": [statement] })), []);
    assert_eq!(role(json!({ "Version": "2012-10-17", "Statement": statement })), []);
    assert_eq!(role(json!("a text, of which nothing is known")), []);
    let path = "AssumeRolePolicyDocument".to_string();
    assert_eq!(role(json!({ "Version": "2012-10-17" })), [(Rule::MissingProperty, path.clone())]);
    let wrong = role(json!({ "Statement": [{ "Effect": "allow", "Principal": "*", "Action": "a", "NotAction": "b" }] }));
    let statement = format!("{path}.Statement.0");
    assert_eq!(wrong, [(Rule::UnknownValue, format!("{statement}.Effect")), (Rule::ExclusiveProperties, statement)]);
}

#[test]
fn what_is_misspelt_is_not_missing_but_what_else_is_missing_is() {
    let record = |properties: Value| broken("AWS::EC2::VolumeAttachment", &properties);
    let misspelt = record(json!({ "VolumeIds": "vol-1", "InstanceId": "i-1" }));
    assert_eq!(misspelt, [(Rule::UnknownProperty, "VolumeIds".into())]);
    let other = record(json!({ "Colour": "red", "InstanceId": "i-1" }));
    assert_eq!(other, [(Rule::UnknownProperty, "Colour".into()), (Rule::MissingProperty, String::new())]);
}

#[test]
fn texts_are_of_their_formats() {
    let knows: Matcher = |pattern, text| pattern.strip_prefix("^vpc-").map(|_| text.starts_with("vpc-"));
    let subnet = |vpc: &str, range: &str| found("AWS::EC2::Subnet", &json!({ "VpcId": vpc, "CidrBlock": range }), knows);
    assert_eq!(subnet("vpc-01234567", "10.0.0.0/24"), []);
    let wrong = subnet("igw-01234567", "10.0.0.9/24");
    assert_eq!(wrong.iter().map(|finding| finding.rule).collect::<Vec<_>>(), [Rule::WrongFormat; 2]);
    assert!(wrong.iter().any(|finding| finding.help == "the range it lies in is `10.0.0.0/24`"), "{wrong:?}");

    let topic = |policy: Value| broken("AWS::SNS::Topic", &json!({ "DataProtectionPolicy": policy }));
    assert_eq!(topic(json!("{ \"Name\": \"none\" }")), []);
    assert_eq!(topic(json!({ "Name": "none" })), []);
    assert_eq!(topic(json!("Name: none")), [(Rule::WrongFormat, "DataProtectionPolicy".into())]);
}
