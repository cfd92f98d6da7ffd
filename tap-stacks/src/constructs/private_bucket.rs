//! A bucket that nobody outside the account sees, and nobody reaches without TLS.

use std::marker::PhantomData;

use tap_core::prelude::*;

use crate::environment::Environment;

/// What tells one bucket from another. [`AuditLog`](crate::storage::AuditLog) is one.
pub trait Contents: Identity {
    /// The bucket's name, without the suffix of the environment, the account and the region.
    const NAME: &'static str;
    /// ARN of the key that encrypts it.
    const KEY: Fragment;
    /// Days that an object is kept after another has taken its place.
    const SUPERSEDED_DAYS: u32;
}

/// Every version of every object, encrypted, and open to nobody outside the account.
#[derive(Resource)]
#[resource(
    "AWS::S3::Bucket",
    deletion_policy = Delete,
    update_replace_policy = Delete,
    metadata = { checkov: { skip: [{
        id: "CKV_AWS_18",
        comment: "A bucket of access logs would need one itself; data events of the account's trail tell of access",
    }] } }
)]
#[properties {
    BucketName: Sub("${name}-${Environment::suffix}-${AWS::AccountId}-${AWS::Region}", name = C::NAME),
    VersioningConfiguration: { Status: "Enabled" },
    BucketEncryption: {
        ServerSideEncryptionConfiguration: [{
            BucketKeyEnabled: true,
            ServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms", KMSMasterKeyID: C::KEY },
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
            NoncurrentVersionExpiration: { NoncurrentDays: C::SUPERSEDED_DAYS },
        }],
    },
    Tags: [{ Key: "Name", Value: Sub("${name}-${Environment::suffix}", name = C::NAME) }],
}]
pub struct PrivateBucket<C: Contents>(PhantomData<C>);

/// Refuses requests that do not come over TLS.
#[derive(Resource)]
#[resource("AWS::S3::BucketPolicy")]
#[properties {
    Bucket: Ref(PrivateBucket<C>),
    PolicyDocument: {
        Version: "2012-10-17",
        Statement: [{
            Sid: "OnlyTls",
            Effect: "Deny",
            Principal: "*",
            Action: "s3:*",
            Resource: [GetAtt(PrivateBucket<C>.Arn), Sub("${PrivateBucket<C>.Arn}/*")],
            Condition: { Bool: { "aws:SecureTransport": "false" } },
        }],
    },
}]
pub struct OnlyTls<C: Contents>(PhantomData<C>);
