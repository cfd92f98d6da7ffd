//! The same app with that output mended.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
pub struct Alerts;

#[derive(Outputs)]
pub struct TopicOutputs {
    #[output(Ref(Alerts), export = "topic-arn")]
    pub arn: String,
    #[output(GetAtt(Alerts.TopicName), export = "topic-name")]
    pub name: String,
}

#[derive(Stack)]
#[stack(name = "topic-stack", outputs = TopicOutputs)]
pub struct TopicStack {
    alerts: Alerts,
}

#[derive(Resource)]
#[resource("AWS::SQS::Queue")]
#[properties { Tags: [{ Key: "Arn", Value: ImportValue(TopicOutputs::arn) }, { Key: "Name", Value: ImportValue(TopicOutputs::name) }] }]
pub struct Jobs;

#[derive(Stack)]
#[stack(name = "queue-stack")]
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
