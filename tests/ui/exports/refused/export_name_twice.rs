//! Two root stacks export the same name, which a region has only once.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
pub struct Alerts;

#[derive(Outputs)]
pub struct TopicOutputs {
    #[output(Ref(Alerts), export = "address")]
    pub arn: String,
}

#[derive(Stack)]
#[stack(name = "topic-stack", outputs = TopicOutputs)]
pub struct TopicStack {
    alerts: Alerts,
}

#[derive(Resource)]
#[resource("AWS::SQS::Queue")]
pub struct Jobs;

#[derive(Outputs)]
pub struct QueueOutputs {
    #[output(Ref(Jobs), export = "address")]
    pub url: String,
}

#[derive(Stack)]
#[stack(name = "queue-stack", outputs = QueueOutputs)]
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
