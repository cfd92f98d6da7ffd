//! The customer's key for data at rest. It is the bootstrap's, since snapshots that are encrypted with it outlive an
//! environment.

use tap_core::prelude::*;

use crate::environment::Environment;

/// Encrypts the cluster, the table, the bucket, the queues and the logs. Identities get at it by their own policies;
/// CloudWatch Logs has none, so its service is named here, for this account's log groups only.
///
/// A key that is deleted waits for 30 days, as long as backups are kept, and can be restored while it waits.
#[derive(Resource)]
#[resource("AWS::KMS::Key", deletion_policy = Delete, update_replace_policy = Delete)]
#[properties {
    Description: Sub("Data at rest of the transaction platform ${Environment::suffix}"),
    EnableKeyRotation: true,
    PendingWindowInDays: 30,
    KeyPolicy: {
        Version: "2012-10-17",
        Statement: [
            {
                Sid: "AccountByItsPolicies",
                Effect: "Allow",
                Principal: { AWS: Sub("arn:${AWS::Partition}:iam::${AWS::AccountId}:root") },
                Action: "kms:*",
                Resource: "*",
            },
            {
                Sid: "LogGroups",
                Effect: "Allow",
                Principal: { Service: Sub("logs.${AWS::Region}.amazonaws.com") },
                Action: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
                Resource: "*",
                Condition: {
                    ArnLike: {
                        "kms:EncryptionContext:aws:logs:arn": Sub(
                            "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:*"
                        ),
                    },
                },
            },
        ],
    },
    Tags: [{ Key: "Name", Value: Sub("data-key-${Environment::suffix}") }],
}]
pub struct DataKey;

/// The key's name for people.
#[derive(Resource)]
#[resource("AWS::KMS::Alias")]
#[properties {
    AliasName: Sub("alias/data-key-${Environment::suffix}"),
    TargetKeyId: Ref(DataKey),
}]
pub struct DataKeyAlias;
