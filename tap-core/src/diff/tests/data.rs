//! What becomes of data.

use super::*;

#[test]
fn policies_decide_what_becomes_of_data() {
    let fate = |kind: &str, policy: Value, properties: Value| {
        let mut resource = json!({ "Type": kind, "Properties": properties });
        resource.as_object_mut().unwrap().extend(policy.as_object().unwrap().clone());
        let keep = json!({ "Type": "AWS::SNS::Topic" });
        let old = json!({ "Resources": { "It": resource, "Keep": keep } });
        let diff = between_templates(&old, &json!({ "Resources": { "Keep": keep } }));
        only(&diff).data.clone()
    };
    let lost = |what| DataFate::Lost { what, certainty: Certainty::Sure };
    assert_eq!(fate("AWS::DynamoDB::Table", json!({}), json!({})), lost("its items"));
    assert_eq!(fate("AWS::DynamoDB::Table", json!({ "DeletionPolicy": "Delete" }), json!({})), lost("its items"));
    assert_eq!(fate("AWS::DynamoDB::Table", json!({ "DeletionPolicy": "Retain" }), json!({})), DataFate::Kept("Retain".into()));
    let kept = DataFate::Kept("RetainExceptOnCreate".into());
    assert_eq!(fate("AWS::KMS::Key", json!({ "DeletionPolicy": "RetainExceptOnCreate" }), json!({})), kept);
    assert_eq!(fate("AWS::RDS::DBCluster", json!({}), json!({})), DataFate::Kept("Snapshot".into()));
    assert_eq!(fate("AWS::RDS::DBInstance", json!({}), json!({})), DataFate::Kept("Snapshot".into()));
    assert_eq!(
        fate("AWS::RDS::DBInstance", json!({ "DeletionPolicy": "Delete" }), json!({ "DBClusterIdentifier": "c" })),
        DataFate::Safe
    );
    assert_eq!(fate("AWS::SNS::Topic", json!({}), json!({})), DataFate::Safe);

    // On replacement the other policy decides, which has no such default.
    let cluster = |name: &str, policy: &str| {
        json!({ "Resources": { "It": {
            "Type": "AWS::RDS::DBCluster", "DeletionPolicy": "Retain", "UpdateReplacePolicy": policy,
            "Properties": { "DBClusterIdentifier": name } } } })
    };
    assert_eq!(
        only(&between_templates(&cluster("a", "Delete"), &cluster("b", "Snapshot"))).data,
        DataFate::Kept("Snapshot".into())
    );
    assert_eq!(only(&between_templates(&cluster("a", "Snapshot"), &cluster("b", "Delete"))).data, lost("its databases"));
    let bare = |name: &str| one("AWS::RDS::DBCluster", json!({ "DBClusterIdentifier": name }));
    assert_eq!(only(&between_templates(&bare("a"), &bare("b"))).data, lost("its databases"));
}

#[test]
fn a_nested_stack_that_is_retained_keeps_what_is_in_it() {
    let child = one("AWS::DynamoDB::Table", json!({}));
    let topic = json!({ "Type": "AWS::SNS::Topic" });
    let root = |policy: &str| {
        json!({ "Resources": { "Topic": topic, "Data": {
            "Type": "AWS::CloudFormation::Stack", "DeletionPolicy": policy, "Properties": { "TemplateURL": "./c.json" } } } })
    };
    let fate = |policy: &str| {
        let (old, new) =
            (set(&[("root", &root(policy)), ("c", &child)]), set(&[("root", &json!({ "Resources": { "Topic": topic } }))]));
        found(&between_sets(&old, &new, (&[], &[])), "It").data.clone()
    };
    assert_eq!(fate("Retain"), DataFate::Kept("Retain".into()));
    assert_eq!(fate("Delete"), DataFate::Lost { what: "its items", certainty: Certainty::Sure });
}
