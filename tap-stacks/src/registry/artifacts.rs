//! Where CloudFormation finds nested templates.

use tap_core::prelude::*;

use super::DataKey;
use crate::environment::Environment;

/// Templates under names that tell their content, so that nothing here is ever overwritten.
#[derive(Resource)]
#[resource(
    "AWS::S3::Bucket",
    deletion_policy = Delete,
    update_replace_policy = Delete,
    metadata = { checkov: { skip: [
        { id: "CKV_AWS_18", comment: "A bucket of access logs would need one itself; data events of the account's trail tell of access" },
    ] } }
)]
#[properties {
    BucketName: Sub("artifacts-${Environment::suffix}-${AWS::AccountId}-${AWS::Region}"),
    VersioningConfiguration: { Status: "Enabled" },
    BucketEncryption: {
        ServerSideEncryptionConfiguration: [{
            BucketKeyEnabled: true,
            ServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms", KMSMasterKeyID: GetAtt(DataKey.Arn) },
        }],
    },
    OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] },
    PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
    },
    LifecycleConfiguration: {
        Rules: [{
            Id: "superseded",
            Status: "Enabled",
            AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
            NoncurrentVersionExpiration: { NoncurrentDays: 30 },
        }],
    },
    Tags: [{ Key: "Name", Value: Sub("artifacts-${Environment::suffix}") }],
}]
pub struct Artifacts;

/// Refuses requests that do not come over TLS.
#[derive(Resource)]
#[resource("AWS::S3::BucketPolicy")]
#[properties {
    Bucket: Ref(Artifacts),
    PolicyDocument: {
        Version: "2012-10-17",
        Statement: [{
            Sid: "OnlyTls",
            Effect: "Deny",
            Principal: "*",
            Action: "s3:*",
            Resource: [GetAtt(Artifacts.Arn), Sub("${Artifacts.Arn}/*")],
            Condition: { Bool: { "aws:SecureTransport": "false" } },
        }],
    },
}]
pub struct ArtifactsPolicy;
