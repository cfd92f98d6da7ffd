//! Two root stacks, one of which uses a value of the other by an export.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties { DisplayName: "alerts" }]
pub struct Alerts;

#[derive(Outputs)]
pub struct TopicOutputs {
    #[output(GetAtt(Alerts.TopicName), export = "topic-name")]
    pub name: String,
}

#[derive(Stack)]
#[stack(name = "topic", outputs = TopicOutputs)]
pub struct TopicStack {
    alerts: Alerts,
}

#[derive(Resource)]
#[resource("AWS::SQS::Queue")]
#[properties { Tags: [{ Key: "Topic", Value: ImportValue(TopicOutputs::name) }] }]
pub struct Jobs;

#[derive(Outputs)]
pub struct QueueOutputs {
    #[output(GetAtt(Jobs.QueueName), export = "queue-name")]
    pub name: String,
}

#[derive(Stack)]
#[stack(name = "queue", outputs = QueueOutputs)]
pub struct QueueStack {
    jobs: Jobs,
}

#[derive(App)]
#[app(regions = ["us-east-1"])]
pub struct Messaging {
    topic: TopicStack,
    queue: QueueStack,
}

fn main() {}
