//! Five mistakes in three resources are five errors, each at its own token.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties { DisplyName: "alerts", TopicArn: "alerts", Tags: Jobs }]
pub struct Alerts;

#[derive(Resource)]
#[resource("AWS::SQS::Queues")]
pub struct Jobs;

#[derive(Resource)]
#[resource("AWS::EC2::SecurityGroup")]
pub struct ServiceGroup;

#[derive(Stack)]
#[stack(name = "messages")]
pub struct Messages {
    alerts: Alerts,
    jobs: Jobs,
    service_group: ServiceGroup,
}

fn main() {}
