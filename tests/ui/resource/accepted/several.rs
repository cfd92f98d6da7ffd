//! The same resources without the mistakes.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties { DisplayName: "alerts", TopicName: "alerts", Tags: [{ Key: "Queue", Value: Ref(Jobs) }] }]
pub struct Alerts;

#[derive(Resource)]
#[resource("AWS::SQS::Queue")]
pub struct Jobs;

#[derive(Resource)]
#[resource("AWS::EC2::SecurityGroup")]
#[properties { GroupDescription: "service" }]
pub struct ServiceGroup;

#[derive(Stack)]
#[stack(name = "messages")]
pub struct Messages {
    alerts: Alerts,
    jobs: Jobs,
    service_group: ServiceGroup,
}

fn main() {}
