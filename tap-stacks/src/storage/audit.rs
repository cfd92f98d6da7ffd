//! The audit log: one object per decision.

use tap_core::prelude::*;

use crate::environment::Environment;
use crate::registry::RegistryOutputs;

/// Every version of every object, encrypted, and open to nobody outside the account.
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
    BucketName: Sub("audit-${Environment::suffix}-${AWS::AccountId}-${AWS::Region}"),
    VersioningConfiguration: { Status: "Enabled" },
    BucketEncryption: {
        ServerSideEncryptionConfiguration: [{
            BucketKeyEnabled: true,
            ServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms", KMSMasterKeyID: ImportValue(RegistryOutputs::data_key_arn) },
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
            NoncurrentVersionExpiration: { NoncurrentDays: 365 },
        }],
    },
    Tags: [{ Key: "Name", Value: Sub("audit-${Environment::suffix}") }],
}]
pub struct AuditBucket;

/// Refuses requests that do not come over TLS.
#[derive(Resource)]
#[resource("AWS::S3::BucketPolicy")]
#[properties {
    Bucket: Ref(AuditBucket),
    PolicyDocument: {
        Version: "2012-10-17",
        Statement: [{
            Sid: "OnlyTls",
            Effect: "Deny",
            Principal: "*",
            Action: "s3:*",
            Resource: [GetAtt(AuditBucket.Arn), Sub("${AuditBucket.Arn}/*")],
            Condition: { Bool: { "aws:SecureTransport": "false" } },
        }],
    },
}]
pub struct AuditBucketPolicy;
