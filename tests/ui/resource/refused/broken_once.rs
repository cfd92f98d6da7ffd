//! A broken resource that others name, in a stack with outputs under a root of an app, is one mistake and one error.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties { DisplyName: "alerts" }]
pub struct Alerts;

#[derive(Resource)]
#[resource("AWS::SQS::Queue")]
#[properties { Tags: [{ Key: "Topic", Value: GetAtt(Alerts.TopicName) }] }]
pub struct Jobs;

#[derive(Outputs)]
pub struct MessagesOutputs {
    #[output(Ref(Alerts), export = "topic-arn")]
    pub topic_arn: String,
}

#[derive(Stack)]
#[stack(name = "messages", outputs = MessagesOutputs)]
pub struct Messages {
    alerts: Alerts,
    jobs: Jobs,
}

#[derive(Resource)]
#[resource("AWS::SQS::Queue")]
#[properties { Tags: [{ Key: "Topic", Value: Output(MessagesOutputs::topic_arn) }] }]
pub struct Copies;

#[derive(Stack)]
#[stack(name = "copies")]
pub struct CopyStack {
    copies: Copies,
}

#[derive(Stack)]
#[stack(name = "root")]
pub struct Root {
    #[stack(nested)]
    messages: Messages,
    #[stack(nested)]
    copies: CopyStack,
}

#[derive(App)]
#[app(regions = ["us-east-1"])]
pub struct Messaging {
    root: Root,
}

fn main() {}
