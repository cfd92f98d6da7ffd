//! Nested stacks of two roots that import each other's exports.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties { DisplayName: ImportValue(QueueOutputs::name) }]
pub struct Alerts;

#[derive(Outputs)]
pub struct TopicOutputs {
    #[output(GetAtt(Alerts.TopicName), export = "topic-name")]
    pub name: String,
}

#[derive(Stack)]
#[stack(name = "topic-stack", outputs = TopicOutputs)]
pub struct TopicStack {
    alerts: Alerts,
}

#[derive(Stack)]
#[stack(name = "first-root")]
pub struct FirstRoot {
    #[stack(nested)]
    topic: TopicStack,
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
#[stack(name = "queue-stack", outputs = QueueOutputs)]
pub struct QueueStack {
    jobs: Jobs,
}

#[derive(Stack)]
#[stack(name = "second-root")]
pub struct SecondRoot {
    #[stack(nested)]
    queue: QueueStack,
}

#[derive(App)]
#[app(regions = ["us-east-1"])]
pub struct Messaging {
    first: FirstRoot,
    second: SecondRoot,
}

fn main() {}
