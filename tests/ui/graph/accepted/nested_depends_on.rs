//! A nested stack waits by `depends_on` for another that it gets nothing from.

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
#[properties { QueueName: "jobs" }]
pub struct Jobs;

#[derive(Stack)]
#[stack(name = "queue-stack")]
pub struct QueueStack {
    jobs: Jobs,
}

#[derive(Stack)]
#[stack(name = "root-stack")]
pub struct RootStack {
    #[stack(nested, depends_on = [QueueStack])]
    topic: TopicStack,
    #[stack(nested)]
    queue: QueueStack,
}

fn main() {}
