//! What the platform makes is what the role of StackSets may make: the role goes by names, which are written elsewhere.

use std::fs;

use serde_json::Value;
use tap_tests::workspace_root;

/// The stacks that the role makes: the root's children.
const NESTED: [&str; 5] = ["network-stack", "storage-stack", "database-stack", "compute-stack", "release-stack"];

/// The types whose permissions go by name: the property that holds it, the action that makes one, and its ARN.
const KINDS: &[(&str, &str, &str, &str)] = &[
    ("AWS::CloudWatch::Alarm", "AlarmName", "cloudwatch:PutMetricAlarm", "cloudwatch:us-east-1:123456789012:alarm:NAME"),
    (
        "AWS::CloudWatch::CompositeAlarm",
        "AlarmName",
        "cloudwatch:PutCompositeAlarm",
        "cloudwatch:us-east-1:123456789012:alarm:NAME",
    ),
    ("AWS::DynamoDB::Table", "TableName", "dynamodb:CreateTable", "dynamodb:us-east-1:123456789012:table/NAME"),
    ("AWS::IAM::Role", "RoleName", "iam:CreateRole", "iam::123456789012:role/NAME"),
    ("AWS::Lambda::Function", "FunctionName", "lambda:CreateFunction", "lambda:us-east-1:123456789012:function:NAME"),
    ("AWS::Logs::LogGroup", "LogGroupName", "logs:CreateLogGroup", "logs:us-east-1:123456789012:log-group:NAME"),
    ("AWS::RDS::DBCluster", "DBClusterIdentifier", "rds:CreateDBCluster", "rds:us-east-1:123456789012:cluster:NAME"),
    (
        "AWS::RDS::DBClusterParameterGroup",
        "DBClusterParameterGroupName",
        "rds:CreateDBClusterParameterGroup",
        "rds:us-east-1:123456789012:cluster-pg:NAME",
    ),
    ("AWS::RDS::DBInstance", "DBInstanceIdentifier", "rds:CreateDBInstance", "rds:us-east-1:123456789012:db:NAME"),
    ("AWS::RDS::DBSubnetGroup", "DBSubnetGroupName", "rds:CreateDBSubnetGroup", "rds:us-east-1:123456789012:subgrp:NAME"),
    ("AWS::S3::Bucket", "BucketName", "s3:CreateBucket", "s3:::NAME"),
    ("AWS::SQS::Queue", "QueueName", "sqs:CreateQueue", "sqs:us-east-1:123456789012:NAME"),
    ("AWS::SSM::Parameter", "Name", "ssm:PutParameter", "ssm:us-east-1:123456789012:parameterNAME"),
];

fn resources(template: &str) -> serde_json::Map<String, Value> {
    let path = workspace_root().join("lib").join(format!("{template}.json"));
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()));
    let json: Value = serde_json::from_str(&text).expect("JSON");
    json["Resources"].as_object().expect("resources").clone()
}

/// A text as it is in the environment `dev`.
fn resolved(value: &Value) -> String {
    let text = value["Fn::Sub"].as_str().or(value.as_str()).unwrap_or_else(|| panic!("a text, not {value}"));
    let known = [
        ("EnvironmentSuffix", "dev"),
        ("AWS::AccountId", "123456789012"),
        ("AWS::Region", "us-east-1"),
        ("AWS::Partition", "aws"),
    ];
    let text = known.iter().fold(text.to_string(), |text, (name, value)| text.replace(&format!("${{{name}}}"), value));
    assert!(!text.contains("${"), "{text}");
    text
}

fn listed(value: &Value) -> Vec<&Value> {
    value.as_array().map_or_else(|| vec![value], |all| all.iter().collect())
}

/// The ARNs, with their asterisks, for which the role may do something.
fn allowed(action: &str) -> Vec<String> {
    let role = resources("registry-stack").remove("ExecutionRole").expect("the role");
    let policies = role["Properties"]["Policies"].as_array().expect("policies").clone();
    let statements = policies.iter().flat_map(|policy| listed(&policy["PolicyDocument"]["Statement"]));
    statements
        .filter(|statement| listed(&statement["Action"]).iter().any(|found| found.as_str() == Some(action)))
        .flat_map(|statement| listed(&statement["Resource"]))
        .map(resolved)
        .collect()
}

fn matches(pattern: &str, arn: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == arn,
        Some((before, after)) => arn
            .strip_prefix(before)
            .is_some_and(|rest| (0..=rest.len()).any(|at| rest.is_char_boundary(at) && matches(after, &rest[at..]))),
    }
}

#[test]
fn every_named_resource_is_one_that_the_role_may_make() {
    for (kind, property, action, arn) in KINDS {
        let patterns = allowed(action);
        assert!(!patterns.is_empty(), "nobody may {action}");
        let mut count = 0;
        for template in NESTED {
            for (id, resource) in resources(template).iter().filter(|(_, resource)| resource["Type"] == *kind) {
                let arn = format!("arn:aws:{}", arn.replace("NAME", &resolved(&resource["Properties"][property])));
                assert!(patterns.iter().any(|pattern| matches(pattern, &arn)), "{template}/{id}: {arn} is none of {patterns:#?}");
                count += 1;
            }
        }
        assert!(count > 0, "no {kind}");
    }
}

#[test]
fn a_name_that_the_role_does_not_know_is_seen() {
    let groups = allowed("rds:CreateDBClusterParameterGroup");
    let arn = |name: &str| format!("arn:aws:rds:us-east-1:123456789012:cluster-pg:{name}-dev");
    assert!(groups.iter().any(|pattern| matches(pattern, &arn("database-parameters"))));
    assert!(!groups.iter().any(|pattern| matches(pattern, &arn("cluster-parameters"))));
}
