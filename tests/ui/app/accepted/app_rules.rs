//! Each rule is kept, one of them with an exception and its reason.

use tap_core::prelude::*;
use tap_core::rules::{
    ResourceView, Verdict, drift_detectable, encrypted_at_rest, no_guardduty, no_plaintext_environment, no_public_access,
    no_retain, no_wildcard_iam, suffixed_names, tagged,
};

/// A rule of one's own.
pub const fn short_retention(resource: &ResourceView) -> Verdict {
    if resource.is("AWS::Logs::LogGroup") && !resource.has("RetentionInDays") {
        return Verdict::Broken("its events never expire");
    }
    Verdict::Kept
}

#[derive(Parameters)]
pub struct Environment {
    #[parameter(name = "EnvironmentSuffix")]
    pub suffix: String,
}

#[derive(Resource)]
#[resource("AWS::S3::Bucket", deletion_policy = Delete, update_replace_policy = Delete)]
#[properties { BucketName: Sub("archive-${Environment::suffix}"),
    BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms" } }] },
    PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
    },
    Tags: [{ Key: "team", Value: "ledger" }],
 }]
pub struct Archive;

#[derive(Resource)]
#[resource("AWS::Logs::LogGroup", deletion_policy = Delete, update_replace_policy = Delete)]
#[properties { RetentionInDays: 14, Tags: [{ Key: "team", Value: "ledger" }] }]
pub struct LogsOf<const NUMBER: usize>;

#[derive(Construct)]
pub struct Logs {
    first: LogsOf<1>,
}

pub const READ: Fragment = fragment!({ Effect: "Allow", Action: ["s3:GetObject"], Resource: "*" });

#[derive(Resource)]
#[resource("AWS::IAM::RolePolicy", allow = { no_wildcard_iam: "the action has no resource level" })]
#[properties { PolicyName: Sub("read-${Environment::suffix}"), RoleName: Sub("auditor-${Environment::suffix}"), PolicyDocument: { Version: "2012-10-17", Statement: [READ] } }]
pub struct Permission;

#[derive(Resource)]
#[resource("AWS::Lambda::Function")]
#[properties {
    Code: { ImageUri: "repository@sha256:0" },
    PackageType: "Image",
    Role: "arn:aws:iam::123456789012:role/validator",
    Environment: { Variables: { DATABASE_PASSWORD: Secret("ledger:SecretString:password") } },
    Tags: [{ Key: "team", Value: "ledger" }],
}]
pub struct Validator;

#[derive(Stack)]
#[stack(name = "work", parameters = [Environment])]
pub struct Work {
    archive: Archive,
    logs: Logs,
    permission: Permission,
    validator: Validator,
}

#[derive(Stack)]
#[stack(name = "root", parameters = [Environment])]
pub struct Root {
    #[stack(nested)]
    work: Work,
}

#[derive(App)]
#[app(
    regions = ["eu-west-1"],
    rules = [
        suffixed_names,
        encrypted_at_rest,
        no_public_access,
        no_retain,
        no_wildcard_iam,
        no_plaintext_environment,
        no_guardduty,
        tagged,
        drift_detectable,
        short_retention,
    ]
)]
pub struct Platform {
    root: Root,
}

fn main() {}
