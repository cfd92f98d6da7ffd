//! An output between two root stacks of an app: nothing can wire it.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
pub struct Alerts;

#[derive(Outputs)]
pub struct TopicOutputs {
    #[output(Ref(Alerts))]
    pub arn: String,
}

#[derive(Stack)]
#[stack(name = "topic-stack", outputs = TopicOutputs)]
pub struct TopicStack {
    alerts: Alerts,
}

#[derive(Resource)]
#[resource("AWS::SQS::Queue")]
#[properties { Tags: [{ Key: "Topic", Value: Output(TopicOutputs::arn) }] }]
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
