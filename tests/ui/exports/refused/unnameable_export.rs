//! The name of an export has a parameter that the importing stack doesn't declare.

use tap_core::prelude::*;

#[derive(Parameters)]
pub struct Environment {
    #[parameter(default = "dev")]
    pub suffix: String,
}

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
pub struct Alerts;

#[derive(Outputs)]
pub struct TopicOutputs {
    #[output(Ref(Alerts), export = Sub("topic-arn-${Environment::suffix}"))]
    pub arn: String,
}

#[derive(Stack)]
#[stack(name = "topic-stack", parameters = [Environment], outputs = TopicOutputs)]
pub struct TopicStack {
    alerts: Alerts,
}

#[derive(Resource)]
#[resource("AWS::SQS::Queue")]
#[properties { Tags: [{ Key: "Topic", Value: ImportValue(TopicOutputs::arn) }] }]
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
