//! Refused connections, logged if that is wanted.

use std::marker::PhantomData;

use tap_core::prelude::*;

use super::{Network, Vpc};
use crate::environment::Environment;

/// A network whose refused connections can be logged.
pub trait Logged: Network {
    /// Whether they are.
    const IS_LOGGED: &'static Condition;
    /// Days that they are kept.
    const LOG_DAYS: Fragment;
    /// ARN of the key that encrypts them.
    const KEY: Fragment;
}

/// Where refused connections are written.
#[derive(Resource)]
#[resource("AWS::Logs::LogGroup", deletion_policy = Delete, update_replace_policy = Delete, condition = N::IS_LOGGED)]
#[properties {
    LogGroupName: Sub("${network}-flow-logs-${Environment::suffix}", network = N::NAME),
    RetentionInDays: N::LOG_DAYS,
    KmsKeyId: N::KEY,
}]
pub struct FlowLogGroup<N: Logged>(PhantomData<N>);

/// Lets the VPC write them.
#[derive(Resource)]
#[resource("AWS::IAM::Role", condition = N::IS_LOGGED)]
#[properties {
    RoleName: Sub("${network}-flow-logs-role-${Environment::suffix}-${AWS::Region}", network = N::NAME),
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
        PolicyName: Sub("${network}-flow-logs-${Environment::suffix}", network = N::NAME),
        PolicyDocument: {
            Version: "2012-10-17",
            Statement: [{
                Sid: "Log",
                Effect: "Allow",
                Action: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
                Resource: GetAtt(FlowLogGroup<N>.Arn),
            }],
        },
    }],
    Tags: [{ Key: "Name", Value: Sub("${network}-flow-logs-role-${Environment::suffix}", network = N::NAME) }],
}]
pub struct FlowLogRole<N: Logged>(PhantomData<N>);

/// The log of refused connections.
#[derive(Resource)]
#[resource("AWS::EC2::FlowLog", condition = N::IS_LOGGED)]
#[properties {
    ResourceId: Ref(Vpc<N>),
    ResourceType: "VPC",
    TrafficType: "REJECT",
    LogDestinationType: "cloud-watch-logs",
    LogGroupName: Ref(FlowLogGroup<N>),
    DeliverLogsPermissionArn: GetAtt(FlowLogRole<N>.Arn),
    MaxAggregationInterval: 60,
    Tags: [{ Key: "Name", Value: Sub("${network}-flow-log-${Environment::suffix}", network = N::NAME) }],
}]
pub struct FlowLog<N: Logged>(PhantomData<N>);

/// The log of refused connections, with all it needs, beside a [`PrivateNetwork`](super::PrivateNetwork).
#[derive(Construct)]
pub struct FlowLogs<N: Logged> {
    log_group: FlowLogGroup<N>,
    log_role: FlowLogRole<N>,
    log: FlowLog<N>,
}
