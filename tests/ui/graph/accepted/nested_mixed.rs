//! Two nested stacks: one uses an output of the other and imports an export of it.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties { DisplayName: "alerts" }]
pub struct Alerts;

#[derive(Outputs)]
pub struct TopicOutputs {
    #[output(GetAtt(Alerts.TopicName))]
    pub name: String,
    #[output(Ref(Alerts), export = "topic-arn")]
    pub arn: String,
}

#[derive(Stack)]
#[stack(name = "topic-stack", outputs = TopicOutputs)]
pub struct TopicStack {
    alerts: Alerts,
}

#[derive(Resource)]
#[resource("AWS::SQS::Queue")]
#[properties { Tags: [{ Key: "Topic", Value: Output(TopicOutputs::name) }, { Key: "Arn", Value: ImportValue(TopicOutputs::arn) }] }]
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
