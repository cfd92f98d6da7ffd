//! An attribute of a topic.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
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
