//! Ways to AWS without a NAT gateway. The policies name buckets, tables and parameters by their names, since the network
//! comes before the stacks that hold them.

use tap_core::prelude::*;

use super::{Application, EndpointSecurityGroup, RouteTable, Subnet, Vpc};
use crate::environment::Environment;

/// Way to S3: to the audit bucket, and to the buckets through which custom resources answer CloudFormation. Those belong
/// to AWS, spell the region without hyphens, and are reached by presigned addresses, so no account can be asked for.
#[derive(Resource)]
#[resource("AWS::EC2::VPCEndpoint")]
#[properties {
    VpcId: Ref(Vpc),
    VpcEndpointType: "Gateway",
    ServiceName: Sub("com.amazonaws.${AWS::Region}.s3"),
    RouteTableIds: [Ref(RouteTable<Application>)],
    PolicyDocument: {
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
    },
    Tags: [{ Key: "Name", Value: Sub("s3-endpoint-${Environment::suffix}") }],
}]
pub struct S3Endpoint;

/// Way to DynamoDB: to the sessions table.
#[derive(Resource)]
#[resource("AWS::EC2::VPCEndpoint")]
#[properties {
    VpcId: Ref(Vpc),
    VpcEndpointType: "Gateway",
    ServiceName: Sub("com.amazonaws.${AWS::Region}.dynamodb"),
    RouteTableIds: [Ref(RouteTable<Application>)],
    PolicyDocument: {
        Version: "2012-10-17",
        Statement: [{
            Sid: "Sessions",
            Effect: "Allow",
            Principal: "*",
            Action: ["dynamodb:PutItem", "dynamodb:UpdateItem"],
            Resource: Sub("arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/sessions-${Environment::suffix}"),
            Condition: { StringEquals: { "aws:PrincipalAccount": Ref(AWS::AccountId) } },
        }],
    },
    Tags: [{ Key: "Name", Value: Sub("dynamodb-endpoint-${Environment::suffix}") }],
}]
pub struct DynamoDbEndpoint;

/// Way to Parameter Store, where functions read the database's endpoint and password when they run.
#[derive(Resource)]
#[resource("AWS::EC2::VPCEndpoint")]
#[properties {
    VpcId: Ref(Vpc),
    VpcEndpointType: "Interface",
    ServiceName: Sub("com.amazonaws.${AWS::Region}.ssm"),
    SubnetIds: [Ref(Subnet<Application, 0>), Ref(Subnet<Application, 1>), Ref(Subnet<Application, 2>)],
    SecurityGroupIds: [GetAtt(EndpointSecurityGroup.GroupId)],
    PrivateDnsEnabled: true,
    PolicyDocument: {
        Version: "2012-10-17",
        Statement: [{
            Sid: "Parameters",
            Effect: "Allow",
            Principal: "*",
            Action: "ssm:GetParameters",
            Resource: Sub("arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/tap/${Environment::suffix}/*"),
            Condition: { StringEquals: { "aws:PrincipalAccount": Ref(AWS::AccountId) } },
        }],
    },
    Tags: [{ Key: "Name", Value: Sub("ssm-endpoint-${Environment::suffix}") }],
}]
pub struct SsmEndpoint;
