//! Refused connections, logged if that is wanted.

use tap_core::prelude::*;

use super::{Vpc, When};
use crate::environment::{Environment, Logging};
use crate::registry::RegistryOutputs;

/// Where refused connections are written.
#[derive(Resource)]
#[resource("AWS::Logs::LogGroup", deletion_policy = Delete, update_replace_policy = Delete, condition = When::flows_are_logged)]
#[properties {
    LogGroupName: Sub("flow-logs-${Environment::suffix}"),
    RetentionInDays: Ref(Logging::retention_days),
    KmsKeyId: ImportValue(RegistryOutputs::data_key_arn),
}]
pub struct FlowLogGroup;

/// Lets the VPC write them.
#[derive(Resource)]
#[resource("AWS::IAM::Role", condition = When::flows_are_logged)]
#[properties {
    RoleName: Sub("flow-logs-role-${Environment::suffix}-${AWS::Region}"),
    Description: "Lets the VPC write refused connections to its log",
    AssumeRolePolicyDocument: {
        Version: "2012-10-17",
        Statement: [{
            Effect: "Allow",
            Principal: { Service: "vpc-flow-logs.amazonaws.com" },
            Action: "sts:AssumeRole",
            Condition: { StringEquals: { "aws:SourceAccount": Ref(AWS::AccountId) } },
        }],
    },
    Policies: [{
        PolicyName: Sub("flow-logs-${Environment::suffix}"),
        PolicyDocument: {
            Version: "2012-10-17",
            Statement: [{
                Sid: "Log",
                Effect: "Allow",
                Action: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
                Resource: GetAtt(FlowLogGroup.Arn),
            }],
        },
    }],
    Tags: [{ Key: "Name", Value: Sub("flow-logs-role-${Environment::suffix}") }],
}]
pub struct FlowLogRole;

/// The log of refused connections.
#[derive(Resource)]
#[resource("AWS::EC2::FlowLog", condition = When::flows_are_logged)]
#[properties {
    ResourceId: Ref(Vpc),
    ResourceType: "VPC",
    TrafficType: "REJECT",
    LogDestinationType: "cloud-watch-logs",
    LogGroupName: Ref(FlowLogGroup),
    DeliverLogsPermissionArn: GetAtt(FlowLogRole.Arn),
    MaxAggregationInterval: 60,
    Tags: [{ Key: "Name", Value: Sub("flow-log-${Environment::suffix}") }],
}]
pub struct FlowLog;
