//! A resource that uses another of its own stack.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
pub struct Alerts;

#[derive(Resource)]
#[resource("AWS::SQS::Queue")]
#[properties { Tags: [{ Key: "Topic", Value: GetAtt(Alerts.TopicName) }] }]
pub struct Jobs;

#[derive(Outputs)]
pub struct MessagesOutputs {
    #[output(GetAtt(Alerts.TopicName))]
    pub topic: String,
}

#[derive(Stack)]
#[stack(name = "messages", outputs = MessagesOutputs)]
pub struct Messages {
    alerts: Alerts,
    jobs: Jobs,
}

fn main() {}
