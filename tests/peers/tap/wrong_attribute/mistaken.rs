//! A misspelt attribute.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
pub struct Alerts;

#[derive(Resource)]
#[resource("AWS::SQS::Queue")]
#[properties { Tags: [{ Key: "Topic", Value: GetAtt(Alerts.TopicNam) }] }]
pub struct Jobs;

#[derive(Stack)]
#[stack(name = "messages")]
pub struct Messages {
    alerts: Alerts,
    jobs: Jobs,
}

fn main() {}
