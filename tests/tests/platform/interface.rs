//! What templates take and tell: names, parameters, conditions, outputs.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::templates::*;

/// Properties that are physical names, and the types whose `Name` is one.
const NAMES: &[&str] = &[
    "AlarmName",
    "AliasName",
    "BucketName",
    "DBClusterIdentifier",
    "DBClusterParameterGroupName",
    "DBInstanceIdentifier",
    "DBSubnetGroupName",
    "FunctionName",
    "GroupName",
    "LogGroupName",
    "QueueName",
    "RepositoryName",
    "RoleName",
    "StackSetName",
    "TableName",
];
const NAMED: &[&str] = &["AWS::Events::Rule", "AWS::SSM::Parameter"];

#[test]
fn every_physical_name_carries_the_suffix() {
    let mut names = 0;
    for (template, id, resource) in resources() {
        let kind = resource["Type"].as_str().expect("a type");
        let properties = resource["Properties"].as_object().expect("properties");
        for (property, value) in properties {
            // A mapping, a permission or an alarm names a function that has its own name.
            let is_name = NAMES.contains(&property.as_str()) || property == "Name" && NAMED.contains(&kind);
            let is_reference = value.get("Ref").is_some() || value.get("Fn::GetAtt").is_some();
            if is_name && !is_reference {
                names += 1;
                assert!(value.to_string().contains("${EnvironmentSuffix}"), "{template}/{id}: {property} is {value}");
            }
        }
        for tag in properties.get("Tags").and_then(Value::as_array).into_iter().flatten() {
            if tag["Key"] == "Name" {
                assert!(tag["Value"].to_string().contains("${EnvironmentSuffix}"), "{template}/{id}: its name tag is {tag}");
            }
        }
    }
    assert!(names > 50, "{names} names");
}

#[test]
fn parameters_say_what_they_take() {
    let mut parameters = 0;
    for (name, template) in templates() {
        for (parameter, declared) in template["Parameters"].as_object().into_iter().flatten() {
            parameters += 1;
            let has = |key: &str| declared.get(key).is_some();
            assert!(has("Description") && has("ConstraintDescription"), "{name}: {parameter}");
            let is_wired = parameter.contains("Outputs");
            // Its type is all that an output of another stack is held to.
            let limits = ["AllowedValues", "AllowedPattern", "MinValue", "MaxValue"];
            assert!(is_wired || limits.iter().any(|limit| has(limit)), "{name}: {parameter} takes anything");
            let is_given = ["Digest", "ImageUri"].iter().any(|end| parameter.ends_with(end)) || parameter == "DeploymentId";
            assert_eq!(has("Default"), !is_given && !is_wired, "{name}: {parameter}");
        }
    }
    assert!(parameters > 80, "{parameters} parameters");
}

#[test]
fn what_is_optional_is_there_when_it_is_asked_for() {
    let database = template("database-stack");
    assert!(!existing(&database, &[]).contains("AuroraReader"));
    assert!(existing(&database, &[("DatabaseReader", "true")]).contains("AuroraReader"));

    let network = template("network-stack");
    let flow_logs = ["FlowLog", "FlowLogGroup", "FlowLogRole"];
    assert!(flow_logs.iter().all(|id| !existing(&network, &[]).contains(*id)));
    assert!(flow_logs.iter().all(|id| existing(&network, &[("FlowLogs", "true")]).contains(*id)));

    let storage = template("storage-stack");
    assert!(existing(&storage, &[]).contains("EmptyAuditBucket"));
    assert!(!existing(&storage, &[("AuditProtected", "true")]).contains("EmptyAuditBucket"));

    for name in NESTED {
        let template = template(name);
        let given =
            |arn| holds(&template, &template["Conditions"]["BySomebody"], &BTreeMap::from([("NotificationTopicArn", arn)]));
        assert!(!given("") && given("arn:aws:sns:us-east-1:123456789012:alarms"), "{name}");
        let mut all = Vec::new();
        within(&template["Resources"], &mut all);
        let of_health = |value: &&&Value| value.get("AlarmRule").is_some();
        for health in all.iter().filter(of_health) {
            let unless = json!({ "Fn::If": ["BySomebody", [{ "Ref": "NotificationTopicArn" }], { "Ref": "AWS::NoValue" }] });
            assert_eq!((&health["AlarmActions"], &health["OKActions"]), (&unless, &unless), "{name}");
        }
    }

    let compute = template("compute-stack");
    let in_detail = |level| holds(&compute, &compute["Conditions"]["InDetail"], &BTreeMap::from([("MonitoringLevel", level)]));
    assert!(!in_detail("basic") && in_detail("detailed"));
    let registry = template("registry-stack");
    let home = ["AdministrationRole", "ExecutionRole"];
    assert!(home.iter().all(|id| existing(&registry, &[("AWS::Region", "us-east-1")]).contains(*id)));
    assert!(home.iter().all(|id| !existing(&registry, &[("AWS::Region", "eu-west-1")]).contains(*id)));
}

#[test]
fn outputs_are_exported_under_names_that_tell_environments_apart() {
    let mut names = BTreeSet::new();
    for (name, template) in templates() {
        for (output, declared) in template["Outputs"].as_object().into_iter().flatten() {
            let export = &declared["Export"]["Name"]["Fn::Sub"];
            if name == "TapStack" {
                assert!(export.is_null(), "the root exports {output}: what it tells is its children's");
                continue;
            }
            let export = export.as_str().unwrap_or_else(|| panic!("{name}: {output} is not exported"));
            assert!(export.ends_with("-${EnvironmentSuffix}"), "{name}: {output} is exported as {export}");
            assert!(names.insert(export.to_string()), "{export} is exported twice");
        }
    }
    assert!(names.len() > 60, "{} exports", names.len());
    for wanted in
        ["vpc-id", "cluster-endpoint", "database-name", "validator-function-arn", "sessions-table-name", "audit-bucket-name"]
    {
        assert!(names.contains(&format!("{wanted}-${{EnvironmentSuffix}}")), "{wanted} is not exported");
    }
}
