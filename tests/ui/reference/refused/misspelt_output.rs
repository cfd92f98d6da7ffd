//! A misspelt output: the compiler itself knows what was meant.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
pub struct Alerts;

#[derive(Outputs)]
pub struct TopicOutputs {
    #[output(Ref(Alerts))]
    pub topic_arn: String,
}

#[derive(Stack)]
#[stack(name = "topic-stack", outputs = TopicOutputs)]
pub struct TopicStack {
    alerts: Alerts,
}

#[derive(Resource)]
#[resource("AWS::SQS::Queue")]
#[properties { Tags: [{ Key: "Topic", Value: Output(TopicOutputs::topic_anr) }] }]
pub struct Jobs;

#[derive(Stack)]
#[stack(name = "queue-stack")]
pub struct QueueStack {
    jobs: Jobs,
}

fn main() {}
