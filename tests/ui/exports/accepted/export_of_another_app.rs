//! Two apps in one crate: what the other exports is declared as external.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
pub struct Alerts;

#[derive(Outputs)]
pub struct TopicOutputs {
    #[output(Ref(Alerts), export = "topic-arn")]
    pub arn: String,
}

#[derive(Stack)]
#[stack(name = "topic-stack", outputs = TopicOutputs)]
pub struct TopicStack {
    alerts: Alerts,
}

#[derive(App)]
#[app(regions = ["us-east-1"])]
pub struct Alerting {
    topic: TopicStack,
}

#[derive(Outputs)]
#[outputs(external)]
pub struct Elsewhere {
    #[output(export = "topic-arn")]
    pub arn: String,
}

#[derive(Resource)]
#[resource("AWS::SQS::Queue")]
#[properties { Tags: [{ Key: "Topic", Value: ImportValue(Elsewhere::arn) }] }]
pub struct Jobs;

#[derive(Stack)]
#[stack(name = "queue-stack")]
pub struct QueueStack {
    jobs: Jobs,
}

#[derive(App)]
#[app(regions = ["us-east-1"])]
pub struct Working {
    queue: QueueStack,
}

fn main() {}
