//! What CloudFormation would refuse.

use super::*;

#[test]
fn what_cloudformation_would_refuse() {
    let refused = |old: &Value, new: &Value| {
        let diff = between_templates(old, new);
        let all: Vec<String> =
            diff.refusals().map(|(_, refusal)| refusal.lines().next().unwrap_or_default().to_string()).collect();
        all.join("; ")
    };
    let queue = |fifo: bool| one("AWS::SQS::Queue", json!({ "QueueName": "jobs.fifo", "FifoQueue": fifo }));
    assert_eq!(
        refused(&queue(false), &queue(true)),
        "the new one has the name of the old one, which is still there (`QueueName`: jobs.fifo)"
    );
    let group = |description: &str, name: &str| {
        one("AWS::EC2::SecurityGroup", json!({ "GroupDescription": description, "GroupName": name, "VpcId": "vpc-1" }))
    };
    assert_eq!(refused(&group("a", "a"), &group("b", "b")), "");
    assert!(refused(&group("a", "a"), &group("b", "a")).contains("`GroupName`: a"));
    let kinds = refused(&one("AWS::SNS::Topic", json!({})), &one("AWS::SQS::Queue", json!({})));
    assert_eq!(kinds, "the type of a resource cannot change, here from AWS::SNS::Topic");
    let custom = |token: &str, version: u8| one("Custom::Thing", json!({ "ServiceToken": token, "Version": version }));
    assert_eq!(refused(&custom("a", 1), &custom("b", 1)), "the function of a custom resource cannot change (`ServiceToken`)");
    assert_eq!(refused(&custom("a", 1), &custom("a", 2)), "");
}

#[test]
fn exports_in_use_cannot_change() {
    let exporting = |block: &str| {
        json!({
            "Resources": { "Vpc": { "Type": "AWS::EC2::VPC", "Properties": { "CidrBlock": block } } },
            "Outputs": { "VpcId": { "Value": { "Ref": "Vpc" }, "Export": { "Name": "vpc" } } },
        })
    };
    let importing = json!({ "Resources": {
        "Group": { "Type": "AWS::EC2::SecurityGroup", "Properties": { "GroupDescription": "g", "VpcId": { "Fn::ImportValue": "vpc" } } } } });
    let all = |block: &str| set(&[("network", &exporting(block)), ("work", &importing)]);
    let diff = between_sets(&all("10.0.0.0/16"), &all("10.1.0.0/16"), (&[], &[]));
    assert_eq!(found(&diff, "Group").replacement, Replacement::Always);
    let refusals: Vec<_> = diff.refusals().collect();
    assert_eq!(refusals[0].0, "network.VpcId");
    assert!(refusals[0].1.starts_with("the value of an export cannot change while it is imported, here by work"), "{refusals:?}");
}

#[test]
fn the_name_of_what_goes_is_not_free_yet() {
    let table = |name: Value| json!({ "Type": "AWS::DynamoDB::Table", "Properties": { "TableName": name } });
    let template = |id: &str, name: Value| json!({ "Resources": { id: table(name), "Topic": { "Type": "AWS::SNS::Topic" } } });
    let named = json!({ "Fn::Sub": "orders-${AWS::Region}" });
    let diff = between_templates(&template("Old", named.clone()), &template("New", named));
    let (of, why) = diff.refusals().next().unwrap();
    assert_eq!(of, "app.New");
    let what = "its name (`TableName`: orders-${AWS::Region}) is that of app.Old, which is deleted only afterwards";
    assert_eq!(why.lines().next(), Some(what));
    let diff = between_templates(&template("Old", json!("a")), &template("New", json!("b")));
    assert_eq!(diff.refusals().count(), 0);
    let of_resource = json!({ "Fn::Sub": "${Topic}-orders" });
    let diff = between_templates(&template("Old", of_resource.clone()), &template("New", of_resource));
    assert_eq!(diff.refusals().count(), 0);
}
