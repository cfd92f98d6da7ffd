//! A resource of an unknown type that others name is one mistake and one error.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SNS::Topics")]
#[properties { DisplayName: "alerts" }]
pub struct Alerts;

#[derive(Resource)]
#[resource("AWS::SQS::Queue")]
#[properties { Tags: [{ Key: "Topic", Value: GetAtt(Alerts.TopicName) }] }]
pub struct Jobs;

#[derive(Stack)]
#[stack(name = "messages")]
pub struct Messages {
    alerts: Alerts,
    jobs: Jobs,
}

fn main() {}
