//! The rules that come with the library.

use super::{Property, ResourceView, Verdict};
use crate::text::{ends_with, same};

/// Properties that are the physical name of their resource.
const NAMES: &[&str] = &[
    "AlarmName",
    "AliasName",
    "BucketName",
    "ClusterIdentifier",
    "ClusterName",
    "DBClusterIdentifier",
    "DBClusterParameterGroupName",
    "DBInstanceIdentifier",
    "DBSubnetGroupName",
    "DashboardName",
    "FunctionName",
    "GroupName",
    "LogGroupName",
    "ManagedPolicyName",
    "Name",
    "PolicyName",
    "QueueName",
    "RepositoryName",
    "RoleName",
    "StackSetName",
    "StateMachineName",
    "StreamName",
    "TableName",
    "TopicName",
];

/// Physical names carry the deployment's suffix, a parameter whose name ends in `Suffix`, so that two deployments of one
/// account don't collide. A name that is another resource's is that resource's matter.
pub const fn suffixed_names(resource: &ResourceView) -> Verdict {
    let mut names = NAMES;
    while let [name, rest @ ..] = names {
        if resource.has(name) && !resource.is_reference(name) && !resource.uses_parameter(name, "Suffix") {
            return Verdict::Broken("its physical name does not carry the suffix of the deployment");
        }
        names = rest;
    }
    Verdict::Kept
}

/// Types that hold data, and the property that encrypts it.
const ENCRYPTED: &[(&str, &str)] = &[
    ("AWS::DocDB::DBCluster", "StorageEncrypted"),
    ("AWS::DynamoDB::Table", "SSESpecification.SSEEnabled"),
    ("AWS::EC2::Volume", "Encrypted"),
    ("AWS::EFS::FileSystem", "Encrypted"),
    ("AWS::ElastiCache::ReplicationGroup", "AtRestEncryptionEnabled"),
    ("AWS::Neptune::DBCluster", "StorageEncrypted"),
    ("AWS::OpenSearchService::Domain", "EncryptionAtRestOptions.Enabled"),
    ("AWS::RDS::DBCluster", "StorageEncrypted"),
    ("AWS::Redshift::Cluster", "Encrypted"),
];

/// What holds data encrypts it: databases, tables, volumes, buckets, queues, topics, streams.
pub const fn encrypted_at_rest(resource: &ResourceView) -> Verdict {
    let mut types = ENCRYPTED;
    while let [(kind, property), rest @ ..] = types {
        if resource.is(kind) && !resource.is_true(property) {
            return Verdict::Broken("it holds data and does not encrypt it");
        }
        types = rest;
    }
    let is_open = resource.is("AWS::S3::Bucket") && !resource.has("BucketEncryption")
        || resource.is("AWS::SQS::Queue") && !resource.has("KmsMasterKeyId") && !resource.is_true("SqsManagedSseEnabled")
        || resource.is("AWS::SNS::Topic") && !resource.has("KmsMasterKeyId")
        || resource.is("AWS::Kinesis::Stream") && !resource.has("StreamEncryption")
        // The instances of a cluster share its storage.
        || resource.is("AWS::RDS::DBInstance") && !resource.has("DBClusterIdentifier") && !resource.is_true("StorageEncrypted");
    if is_open { Verdict::Broken("it holds data and does not encrypt it") } else { Verdict::Kept }
}

/// Nothing is open to the internet: buckets block public access, databases have no public address, security groups take
/// nothing from everywhere, function URLs ask who calls.
pub const fn no_public_access(resource: &ResourceView) -> Verdict {
    let is_bucket = resource.is("AWS::S3::Bucket");
    let block = [
        "PublicAccessBlockConfiguration.BlockPublicAcls",
        "PublicAccessBlockConfiguration.BlockPublicPolicy",
        "PublicAccessBlockConfiguration.IgnorePublicAcls",
        "PublicAccessBlockConfiguration.RestrictPublicBuckets",
    ];
    let mut i = 0;
    while is_bucket && i < block.len() {
        if !resource.is_true(block[i]) {
            return Verdict::Broken("it does not block all public access");
        }
        i += 1;
    }
    if !resource.is_false("PubliclyAccessible") {
        return Verdict::Broken("it has a public address");
    }
    let takes_in = resource.is("AWS::EC2::SecurityGroup") && resource.has("SecurityGroupIngress")
        || resource.is("AWS::EC2::SecurityGroupIngress");
    if takes_in && (resource.has_anywhere("CidrIp", "0.0.0.0/0") || resource.has_anywhere("CidrIpv6", "::/0")) {
        return Verdict::Broken("it takes traffic from everywhere");
    }
    if resource.is("AWS::Lambda::Url") && resource.is_text("AuthType", "NONE") {
        return Verdict::Broken("it answers everyone");
    }
    Verdict::Kept
}

/// Nothing stays when its stack is deleted.
pub const fn no_retain(resource: &ResourceView) -> Verdict {
    let policies = [resource.deletion_policy(), resource.update_replace_policy()];
    let mut i = 0;
    while i < policies.len() {
        if let Some(policy) = policies[i]
            && same(policy, "Retain")
        {
            return Verdict::Broken("it stays when its stack is deleted or it is replaced");
        }
        i += 1;
    }
    Verdict::Kept
}

/// Permissions name their actions and resources.
pub const fn no_wildcard_iam(resource: &ResourceView) -> Verdict {
    if !resource.is_of("AWS::IAM::") {
        return Verdict::Kept;
    }
    if resource.has_anywhere("Action", "*") {
        return Verdict::Broken("it allows every action");
    }
    if resource.has_anywhere("Resource", "*") {
        return Verdict::Broken("it names no resource but `*`");
    }
    Verdict::Kept
}

/// The environment of a function holds no secret that is written down.
pub const fn no_plaintext_environment(resource: &ResourceView) -> Verdict {
    const VARIABLES: &str = "Environment.Variables";
    if !resource.is("AWS::Lambda::Function") {
        return Verdict::Kept;
    }
    let mut number = 0;
    while let Some(name) = resource.member(VARIABLES, number) {
        let bytes = name.as_bytes();
        let is_secret = ends_with(bytes, b"PASSWORD") || ends_with(bytes, b"SECRET") || ends_with(bytes, b"TOKEN");
        if is_secret && resource.has_anywhere_text(name) {
            return Verdict::Broken("its environment has a secret that is written down");
        }
        number += 1;
    }
    Verdict::Kept
}

/// No GuardDuty detector: an account has one, and the one who owns the account makes it.
pub const fn no_guardduty(resource: &ResourceView) -> Verdict {
    if resource.is("AWS::GuardDuty::Detector") {
        return Verdict::Broken("an account has one detector, which is not an app's to make");
    }
    Verdict::Kept
}

/// What can have tags has some.
pub const fn tagged(resource: &ResourceView) -> Verdict {
    match (resource.is_taggable(), resource.property("Tags")) {
        (true, Property::Absent | Property::List(0)) => Verdict::Broken("it can have tags and has none"),
        _ => Verdict::Kept,
    }
}

/// Types of which CloudFormation can't read what is deployed, beside custom resources.
const UNREADABLE: &[&str] = &["AWS::IAM::Policy", "AWS::SNS::TopicPolicy"];

/// Drift can be detected.
pub const fn drift_detectable(resource: &ResourceView) -> Verdict {
    let mut types = UNREADABLE;
    while let [kind, rest @ ..] = types {
        if resource.is(kind) {
            return Verdict::Broken("CloudFormation can't detect its drift: there is a type beside it that it can read");
        }
        types = rest;
    }
    if resource.is_of("Custom::") || resource.is("AWS::CloudFormation::CustomResource") {
        return Verdict::Broken("CloudFormation can't detect the drift of custom resources");
    }
    Verdict::Kept
}
