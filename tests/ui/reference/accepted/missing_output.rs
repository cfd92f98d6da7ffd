//! An output that rises through two levels on each side, up to the root and down again.

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

#[derive(Stack)]
#[stack(name = "alerting-stack")]
pub struct AlertingStack {
    #[stack(nested)]
    topic: TopicStack,
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

#[derive(Stack)]
#[stack(name = "work-stack")]
pub struct WorkStack {
    #[stack(nested)]
    queue: QueueStack,
}

#[derive(Stack)]
#[stack(name = "root-stack")]
pub struct RootStack {
    #[stack(nested)]
    alerting: AlertingStack,
    #[stack(nested)]
    work: WorkStack,
}

#[derive(App)]
#[app(regions = ["us-east-1"])]
pub struct Messaging {
    root: RootStack,
}

fn main() {}
