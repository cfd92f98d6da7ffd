//! A resource two levels down that needs a stack beside its grandparent.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SQS::Queue")]
#[properties { Tags: [{ Key: "Topic", Value: Output(TopicOutputs::name) }] }]
pub struct Jobs;

#[derive(Outputs)]
pub struct QueueOutputs {
    #[output(GetAtt(Jobs.QueueName))]
    pub name: String,
}

#[derive(Stack)]
#[stack(name = "queue-stack", outputs = QueueOutputs)]
pub struct QueueStack {
    jobs: Jobs,
}

#[derive(Stack)]
#[stack(name = "work-stack")]
pub struct WorkStack {
    #[stack(nested)]
    queue: QueueStack,
}

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties { DisplayName: "alerts" }]
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

#[derive(Stack)]
#[stack(name = "root-stack")]
pub struct RootStack {
    #[stack(nested)]
    work: WorkStack,
    #[stack(nested)]
    topic: TopicStack,
}

fn main() {}
