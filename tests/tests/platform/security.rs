//! Encryption, access, secrets, and what may not be there.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::templates::*;

/// Statements that may be about every resource, since their actions have none to name: see where they are written.
const WITHOUT_RESOURCES: &[&str] = &["NetworkInterfaces", "Traces", "WatchAlarms", "WithoutNames"];

#[test]
fn data_at_rest_is_encrypted_by_the_customers_key() {
    let key = json!({ "Fn::ImportValue": { "Fn::Sub": "data-key-arn-${EnvironmentSuffix}" } });
    let own = json!({ "Fn::GetAtt": ["DataKey", "Arn"] });
    let paths = [
        ("AWS::S3::Bucket", "/BucketEncryption/ServerSideEncryptionConfiguration/0/ServerSideEncryptionByDefault/KMSMasterKeyID"),
        ("AWS::DynamoDB::Table", "/SSESpecification/KMSMasterKeyId"),
        ("AWS::RDS::DBCluster", "/KmsKeyId"),
        ("AWS::SQS::Queue", "/KmsMasterKeyId"),
        ("AWS::Logs::LogGroup", "/KmsKeyId"),
        ("AWS::ECR::Repository", "/EncryptionConfiguration/KmsKey"),
        ("AWS::Lambda::Function", "/KmsKeyArn"),
    ];
    for (kind, path) in paths {
        for (id, resource) in of_type(kind) {
            let found = resource["Properties"].pointer(path);
            assert!(found == Some(&key) || found == Some(&own), "{id}: {path} is {found:?}");
        }
    }
    assert!(of_type("AWS::RDS::DBCluster").iter().all(|(_, cluster)| cluster["Properties"]["StorageEncrypted"] == true));
    assert!(of_type("AWS::KMS::Key").iter().all(|(_, key)| key["Properties"]["EnableKeyRotation"] == true));
}

#[test]
fn buckets_are_versioned_private_and_reached_by_tls_only() {
    let policies = of_type("AWS::S3::BucketPolicy");
    for (id, bucket) in of_type("AWS::S3::Bucket") {
        let properties = &bucket["Properties"];
        assert_eq!(properties["VersioningConfiguration"]["Status"], "Enabled", "{id}");
        let block = properties["PublicAccessBlockConfiguration"].as_object().expect("a block of public access");
        assert!(block.len() == 4 && block.values().all(|value| *value == true), "{id}: {block:?}");
        let (template, logical_id) = id.split_once('/').expect("an id");
        let policy = policies
            .iter()
            .find(|(policy, resource)| policy.starts_with(template) && refers_to(&resource["Properties"]["Bucket"], logical_id))
            .unwrap_or_else(|| panic!("{id} has no policy"));
        let statement = &policy.1["Properties"]["PolicyDocument"]["Statement"][0];
        assert_eq!(statement["Effect"], "Deny", "{id}");
        assert_eq!(statement["Condition"]["Bool"]["aws:SecureTransport"], "false", "{id}");
    }
}

#[test]
fn nothing_is_forbidden_or_stays_forever() {
    for (template, id, resource) in resources() {
        let kind = resource["Type"].as_str().expect("a type");
        let forbidden =
            ["AWS::GuardDuty::", "AWS::EC2::NatGateway", "AWS::EC2::InternetGateway", "AWS::IAM::User", "AWS::IAM::Policy"];
        assert!(!forbidden.iter().any(|start| kind.starts_with(start)), "{template}/{id} is {kind}");
        for policy in ["DeletionPolicy", "UpdateReplacePolicy"] {
            let value = resource[policy].as_str();
            assert_ne!(value, Some("Retain"), "{template}/{id}");
            let holds_data = matches!(
                kind,
                "AWS::S3::Bucket"
                    | "AWS::DynamoDB::Table"
                    | "AWS::RDS::DBCluster"
                    | "AWS::RDS::DBInstance"
                    | "AWS::SQS::Queue"
                    | "AWS::Logs::LogGroup"
                    | "AWS::KMS::Key"
                    | "AWS::ECR::Repository"
                    | "AWS::CloudFormation::Stack"
            );
            assert!(!holds_data || value.is_some(), "{template}/{id} has no {policy}");
        }
        if kind.starts_with("Custom::") {
            let timeout = resource["Properties"]["ServiceTimeout"].as_u64();
            assert!(timeout.is_some_and(|seconds| seconds <= 300), "{template}/{id}: {timeout:?}");
        }
    }
    let cluster = &template("database-stack")["Resources"]["AuroraCluster"];
    assert_eq!((&cluster["DeletionPolicy"], &cluster["UpdateReplacePolicy"]), (&json!("Snapshot"), &json!("Snapshot")));
    assert_eq!(cluster["Properties"]["BackupRetentionPeriod"], 30);
    assert_eq!(cluster["Properties"]["DeleteAutomatedBackups"], false);
    assert_eq!(cluster["Properties"]["CopyTagsToSnapshot"], true);
}

#[test]
fn policies_name_their_actions_and_resources() {
    let mut statements = 0;
    for (id, role) in of_type("AWS::IAM::Role") {
        for policy in role["Properties"]["Policies"].as_array().into_iter().flatten() {
            for statement in policy["PolicyDocument"]["Statement"].as_array().expect("statements") {
                statements += 1;
                let sid = statement["Sid"].as_str().unwrap_or_else(|| panic!("{id}: a statement without a name"));
                let actions = match &statement["Action"] {
                    Value::Array(actions) => actions.clone(),
                    one => vec![one.clone()],
                };
                for action in actions.iter().filter_map(Value::as_str) {
                    let (_, verb) = action.split_once(':').unwrap_or_else(|| panic!("{id}/{sid}: {action}"));
                    assert!(verb != "*", "{id}/{sid}: {action}");
                }
                let is_all = statement["Resource"] == "*";
                assert_eq!(is_all, WITHOUT_RESOURCES.contains(&sid), "{id}/{sid}: {}", statement["Resource"]);
            }
        }
    }
    assert!(statements > 20, "{statements} statements");
}

#[test]
fn the_network_has_endpoints_and_no_way_out() {
    let template = template("network-stack");
    let of = |kind: &str| -> Vec<Value> {
        let resources = template["Resources"].as_object().expect("resources").values();
        resources.filter(|resource| resource["Type"] == kind).cloned().collect()
    };
    let endpoints: BTreeSet<_> = of("AWS::EC2::VPCEndpoint")
        .iter()
        .map(|endpoint| {
            let properties = &endpoint["Properties"];
            assert!(properties.get("PolicyDocument").is_some(), "{endpoint}");
            (properties["ServiceName"]["Fn::Sub"].to_string(), properties["VpcEndpointType"].to_string())
        })
        .collect();
    let endpoint = |service: &str, kind: &str| (format!("\"com.amazonaws.${{AWS::Region}}.{service}\""), format!("{kind:?}"));
    assert_eq!(
        endpoints,
        BTreeSet::from([endpoint("dynamodb", "Gateway"), endpoint("s3", "Gateway"), endpoint("ssm", "Interface")])
    );
    assert_eq!(of("AWS::EC2::Subnet").len(), 6, "three of functions, three of the database");
    assert!(of("AWS::EC2::Route").is_empty(), "routes are the endpoints' own");
    for group in of("AWS::EC2::SecurityGroup") {
        let rules = group["Properties"]["SecurityGroupIngress"].as_array().map_or(0, Vec::len);
        assert_eq!(rules, 0, "rules between groups are resources of their own: {group}");
    }
    let is_to_list = |rule: &&Value| rule["Properties"].get("DestinationPrefixListId").is_some();
    let lists = of("AWS::EC2::SecurityGroupEgress").iter().filter(is_to_list).count();
    assert_eq!(lists, 2, "rules to the prefix lists of s3 and dynamodb");
}

#[test]
fn secrets_are_in_parameter_store_only() {
    let cluster = &template("database-stack")["Resources"]["AuroraCluster"]["Properties"];
    assert_eq!(cluster["MasterUserPassword"]["Fn::Sub"], "{{resolve:ssm-secure:/tap/${EnvironmentSuffix}/database/password}}");
    assert_eq!(
        template("database-stack")["Resources"]["AuroraClusterParameters"]["Properties"]["Parameters"]["require_secure_transport"],
        "ON"
    );
    for (name, template) in templates() {
        for (parameter, declared) in template["Parameters"].as_object().into_iter().flatten() {
            assert!(declared.get("NoEcho").is_none(), "{name}: {parameter} would carry a secret");
        }
    }
}

#[test]
fn every_type_can_be_checked_for_drift() {
    // CloudFormation can't read what it made of these.
    let unreadable = ["AWS::IAM::Policy", "AWS::SNS::TopicPolicy", "AWS::CloudFormation::CustomResource"];
    let mut custom = BTreeSet::new();
    for (template, id, resource) in resources() {
        let kind = resource["Type"].as_str().expect("a type");
        assert!(!unreadable.contains(&kind), "{template}/{id} is {kind}");
        if kind.starts_with("Custom::") {
            custom.insert(kind.to_string());
        }
    }
    // The brief asks for the first; the others make nothing that could drift.
    assert_eq!(custom, ["Custom::SchemaMigration", "Custom::BucketEmptier", "Custom::RollbackGate"].map(String::from).into());
}
