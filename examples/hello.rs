//! The smallest useful app: a bucket for reports, a topic that announces them, and a command line for both.
//!
//! `cargo run --example hello -- emit --out /tmp/hello` writes its template.

use std::process::ExitCode;

use tap_core::prelude::*;

/// What tells one deployment from another.
#[derive(Parameters)]
pub struct Environment {
    /// Suffix of every physical name in the deployment.
    #[parameter(
        name = "EnvironmentSuffix",
        default = "dev",
        allowed_pattern = "^[a-z][a-z0-9-]{1,18}[a-z0-9]$",
        constraint = "3 to 20 lower-case letters, digits and hyphens, starting with a letter"
    )]
    pub suffix: String,
}

/// Announces new reports.
#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties {
    TopicName: Sub("reports-${Environment::suffix}"),
    KmsMasterKeyId: "alias/aws/sns",
}]
pub struct ReportsTopic;

/// Keeps reports.
#[derive(Resource)]
#[resource("AWS::S3::Bucket", deletion_policy = Delete, update_replace_policy = Delete)]
#[properties {
    BucketName: Sub("reports-${Environment::suffix}-${AWS::AccountId}-${AWS::Region}"),
    VersioningConfiguration: { Status: "Enabled" },
    PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
    },
    Tags: [{ Key: "AnnouncedBy", Value: Ref(ReportsTopic) }],
}]
pub struct ReportsBucket;

/// Names that users of the reports need.
#[derive(Outputs)]
pub struct HelloOutputs {
    /// Bucket that keeps reports.
    #[output(Ref(ReportsBucket), export = Sub("reports-bucket-${Environment::suffix}"))]
    pub bucket_name: String,

    /// Topic that announces new reports.
    #[output(Ref(ReportsTopic), export = Sub("reports-topic-${Environment::suffix}"))]
    pub topic_arn: String,
}

/// Bucket and topic.
#[derive(Stack)]
#[stack(
    name = "hello",
    description = "A bucket for reports and a topic that announces them",
    parameters = [Environment],
    outputs = HelloOutputs
)]
pub struct HelloStack {
    topic: ReportsTopic,
    bucket: ReportsBucket,
}

/// The app.
#[derive(App)]
#[app(regions = ["us-east-1", "eu-west-1"])]
pub struct Hello {
    hello: HelloStack,
}

fn main() -> ExitCode {
    tap_cli::run()
}
