//! A resource that imports an export of the stack it is in.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
pub struct Alerts;

#[derive(Resource)]
#[resource("AWS::SQS::Queue")]
#[properties { Tags: [{ Key: "Topic", Value: ImportValue(MessagesOutputs::topic) }] }]
pub struct Jobs;

#[derive(Outputs)]
pub struct MessagesOutputs {
    #[output(GetAtt(Alerts.TopicName), export = "topic-name")]
    pub topic: String,
}

#[derive(Stack)]
#[stack(name = "messages", outputs = MessagesOutputs)]
pub struct Messages {
    alerts: Alerts,
    jobs: Jobs,
}

fn main() {}
