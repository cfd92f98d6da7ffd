//! Two nested stacks: one uses an output of the other, which imports an export of the first.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties { DisplayName: ImportValue(QueueOutputs::name) }]
pub struct Alerts;

#[derive(Outputs)]
pub struct TopicOutputs {
    #[output(GetAtt(Alerts.TopicName))]
    pub name: String,
}

#[derive(Stack)]
#[stack(name = "topic-stack", outputs = TopicOutputs)]
pub struct TopicStack {
    alerts: Alerts,
}

#[derive(Resource)]
#[resource("AWS::SQS::Queue")]
#[properties { Tags: [{ Key: "Topic", Value: Output(TopicOutputs::name) }] }]
pub struct Jobs;

#[derive(Outputs)]
pub struct QueueOutputs {
    #[output(GetAtt(Jobs.QueueName), export = "queue-name")]
    pub name: String,
}

#[derive(Stack)]
#[stack(name = "queue-stack", outputs = QueueOutputs)]
pub struct QueueStack {
    jobs: Jobs,
}

#[derive(Stack)]
#[stack(name = "root-stack")]
pub struct RootStack {
    #[stack(nested)]
    topic: TopicStack,
    #[stack(nested)]
    queue: QueueStack,
}

fn main() {}
