//! Repositories of the functions' images.

use std::marker::PhantomData;

use tap_core::prelude::*;

use super::DataKey;
use crate::environment::Environment;

/// An image that is built for the platform.
pub trait Image: Identity {
    /// Its name, without the suffix of the environment.
    const NAME: &'static str;
}

/// The image of the [validator](crate::compute::Validator).
#[derive(Identity)]
pub struct ValidatorImage;

impl Image for ValidatorImage {
    const NAME: &'static str = "validator";
}

/// The image of the [migrator](crate::compute::Migrator).
#[derive(Identity)]
pub struct MigratorImage;

impl Image for MigratorImage {
    const NAME: &'static str = "migrator";
}

/// The image of the [operations functions](crate::operations).
#[derive(Identity)]
pub struct OperationsImage;

impl Image for OperationsImage {
    const NAME: &'static str = "operations";
}

/// Images are claimed by one rule only, that of the lowest number: so what was ever deployed is out of reach of the rules
/// that tidy up what was built and never used.
const LIFECYCLE: &str = r#"{"rules":[
{"rulePriority":1,"description":"Keep what was deployed","selection":{"tagStatus":"tagged","tagPrefixList":["deployed-"],"countType":"imageCountMoreThan","countNumber":100},"action":{"type":"expire"}},
{"rulePriority":2,"description":"Keep the last builds","selection":{"tagStatus":"tagged","tagPrefixList":["build-"],"countType":"imageCountMoreThan","countNumber":20},"action":{"type":"expire"}},
{"rulePriority":3,"description":"Drop what has no name","selection":{"tagStatus":"untagged","countType":"sinceImagePushed","countUnit":"days","countNumber":7},"action":{"type":"expire"}}
]}"#;

/// Holds one image. Tags never move, pushed images are scanned, and Lambda may read for this environment's functions.
#[derive(Resource)]
#[resource("AWS::ECR::Repository", deletion_policy = Delete, update_replace_policy = Delete)]
#[properties {
    RepositoryName: Sub("${name}-${Environment::suffix}", name = I::NAME),
    ImageTagMutability: "IMMUTABLE",
    ImageScanningConfiguration: { ScanOnPush: true },
    EncryptionConfiguration: { EncryptionType: "KMS", KmsKey: GetAtt(DataKey.Arn) },
    EmptyOnDelete: true,
    LifecyclePolicy: { LifecyclePolicyText: LIFECYCLE },
    RepositoryPolicyText: {
        Version: "2012-10-17",
        Statement: [{
            Sid: "LambdaReadsImages",
            Effect: "Allow",
            Principal: { Service: "lambda.amazonaws.com" },
            Action: ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
            Condition: {
                StringEquals: { "aws:SourceAccount": Ref(AWS::AccountId) },
                ArnLike: {
                    "aws:SourceArn": Sub("arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:*-${Environment::suffix}"),
                },
            },
        }],
    },
    Tags: [{ Key: "Name", Value: Sub("${name}-${Environment::suffix}", name = I::NAME) }],
}]
pub struct Repository<I: Image>(PhantomData<I>);
