//! What makes the audit bucket destroyable: CloudFormation deletes empty buckets only.

use tap_core::prelude::*;

use super::{AuditLog, When};
use crate::constructs::{Named, OnlyTls, PrivateBucket};
use crate::environment::Environment;
use crate::operations::{Operation, OperationCode};

/// Deletes every version of every object when the stack itself is deleted or its creation rolled back, and at no other time.
#[derive(Identity)]
pub struct BucketEmptier;

impl Named for BucketEmptier {
    const NAME: &'static str = "bucket-emptier";
}

impl Operation for BucketEmptier {
    const COMMAND: &'static [&'static str] = &["app.empty_bucket"];

    const POLICY: Fragment = fragment!({
        Version: "2012-10-17",
        Statement: [
            {
                Sid: "ListVersions",
                Effect: "Allow",
                Action: ["s3:ListBucketMultipartUploads", "s3:ListBucketVersions"],
                Resource: Sub("arn:${AWS::Partition}:s3:::audit-${Environment::suffix}-${AWS::AccountId}-${AWS::Region}"),
            },
            {
                Sid: "DeleteVersions",
                Effect: "Allow",
                Action: ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:DeleteObjectVersion"],
                Resource: Sub("arn:${AWS::Partition}:s3:::audit-${Environment::suffix}-${AWS::AccountId}-${AWS::Region}/*"),
            },
            {
                Sid: "AskWhatHappens",
                Effect: "Allow",
                Action: "cloudformation:DescribeStacks",
                Resource: Sub("arn:${AWS::Partition}:cloudformation:${AWS::Region}:${AWS::AccountId}:stack/*"),
            },
            {
                Sid: "FindTheBucket",
                Effect: "Allow",
                Action: "cloudformation:ListStackResources",
                Resource: Ref(AWS::StackId),
            },
        ],
    });

    const VARIABLES: Fragment = fragment!({});
    const TIMEOUT: u32 = 280;
}

/// Empties the audit bucket before CloudFormation deletes it; left out where the log is protected.
#[derive(Resource)]
#[resource(
    "Custom::BucketEmptier",
    condition = When::audit_goes_with_the_stack,
    allow = { drift_detectable: "it makes nothing that could drift" },
    depends_on = [OnlyTls<AuditLog>],
    estimate = "15s"
)]
#[properties {
    ServiceToken: GetAtt(OperationCode<BucketEmptier>.Arn),
    ServiceTimeout: 300,
    BucketName: Ref(PrivateBucket<AuditLog>),
}]
pub struct EmptyAuditBucket;
