//! What functions may ask of AWS. The policies name buckets, tables and parameters by their names, since the network
//! comes before the stacks that hold them.

use tap_core::prelude::*;

use crate::constructs::{Gateway, GatewayService, InterfaceService};
use crate::environment::{Environment, NetworkParameters};

/// S3: the audit bucket, and the buckets through which custom resources answer CloudFormation. Those belong
/// to AWS, spell the region without hyphens, and are reached by presigned addresses, so no account can be asked for.
#[derive(Identity)]
pub struct S3;

impl GatewayService for S3 {
    const GATEWAY: Gateway = Gateway::S3;
    const POLICY: Fragment = fragment!({
        Version: "2012-10-17",
        Statement: [
            {
                Sid: "AuditLog",
                Effect: "Allow",
                Principal: "*",
                Action: ["s3:AbortMultipartUpload", "s3:PutObject"],
                Resource: [
                    Sub("arn:${AWS::Partition}:s3:::audit-${Environment::suffix}-${AWS::AccountId}-${AWS::Region}"),
                    Sub("arn:${AWS::Partition}:s3:::audit-${Environment::suffix}-${AWS::AccountId}-${AWS::Region}/*"),
                ],
                Condition: { StringEquals: { "aws:PrincipalAccount": Ref(AWS::AccountId) } },
            },
            {
                Sid: "CustomResourceResponses",
                Effect: "Allow",
                Principal: "*",
                Action: "s3:PutObject",
                Resource: Sub(
                    "arn:${AWS::Partition}:s3:::cloudformation-custom-resource-response-${region}/*",
                    region = Join("", Split("-", Ref(AWS::Region))),
                ),
            },
        ],
    });
}

/// DynamoDB: the sessions table.
#[derive(Identity)]
pub struct DynamoDb;

impl GatewayService for DynamoDb {
    const GATEWAY: Gateway = Gateway::DynamoDb;
    const POLICY: Fragment = fragment!({
        Version: "2012-10-17",
        Statement: [{
            Sid: "Sessions",
            Effect: "Allow",
            Principal: "*",
            Action: ["dynamodb:PutItem", "dynamodb:UpdateItem"],
            Resource: Sub("arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/sessions-${Environment::suffix}"),
            Condition: { StringEquals: { "aws:PrincipalAccount": Ref(AWS::AccountId) } },
        }],
    });
}

/// Parameter Store, where functions read the database's endpoint and password when they run.
#[derive(Identity)]
pub struct ParameterStore;

impl InterfaceService for ParameterStore {
    const NAME: &'static str = "ssm";
    const POLICY: Fragment = fragment!({
        Version: "2012-10-17",
        Statement: [{
            Sid: "Parameters",
            Effect: "Allow",
            Principal: "*",
            Action: "ssm:GetParameters",
            Resource: Sub("arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/tap/${Environment::suffix}/*"),
            Condition: { StringEquals: { "aws:PrincipalAccount": Ref(AWS::AccountId) } },
        }],
    });
    const DROPS: Fragment = fragment!(Ref(NetworkParameters::endpoint_drops));
}
