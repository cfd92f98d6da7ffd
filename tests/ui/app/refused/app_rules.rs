//! Each rule that comes with the library is broken, and one of the app's own.

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
#[resource("AWS::S3::Bucket", deletion_policy = Retain, update_replace_policy = Delete)]
#[properties { BucketName: "archive" }]
pub struct Archive;

#[derive(Resource)]
#[resource("AWS::Logs::LogGroup", deletion_policy = Delete, update_replace_policy = Delete)]
#[properties { Tags: [{ Key: "team", Value: "ledger" }] }]
pub struct LogsOf<const NUMBER: usize>;

#[derive(Construct)]
pub struct Logs {
    first: LogsOf<1>,
}

pub const READ: Fragment = fragment!({ Effect: "Allow", Action: ["s3:GetObject"], Resource: "*" });

#[derive(Resource)]
#[resource("AWS::IAM::Policy")]
#[properties { PolicyName: Sub("read-${Environment::suffix}"), Roles: ["auditor"], PolicyDocument: { Version: "2012-10-17", Statement: [READ] } }]
pub struct Permission;

#[derive(Resource)]
#[resource("AWS::Lambda::Function")]
#[properties {
    Code: { ImageUri: "repository@sha256:0" },
    PackageType: "Image",
    Role: "arn:aws:iam::123456789012:role/validator",
    Environment: { Variables: { DATABASE_PASSWORD: "hunter2" } },
    Tags: [{ Key: "team", Value: "ledger" }],
}]
pub struct Validator;

#[derive(Resource)]
#[resource("AWS::GuardDuty::Detector")]
#[properties { Enable: true, Tags: [{ Key: "team", Value: "ledger" }] }]
pub struct Detector;

#[derive(Stack)]
#[stack(name = "work", parameters = [Environment])]
pub struct Work {
    archive: Archive,
    logs: Logs,
    permission: Permission,
    validator: Validator,
    detector: Detector,
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
