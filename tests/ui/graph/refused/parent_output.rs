//! A nested stack that uses an output of the stack it is nested in.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
pub struct Alerts;

#[derive(Outputs)]
pub struct RootOutputs {
    #[output(Ref(Alerts))]
    pub topic: String,
}

#[derive(Resource)]
#[resource("AWS::SQS::Queue")]
#[properties { Tags: [{ Key: "Topic", Value: Output(RootOutputs::topic) }] }]
pub struct Jobs;

#[derive(Stack)]
#[stack(name = "queue-stack")]
pub struct QueueStack {
    jobs: Jobs,
}

#[derive(Stack)]
#[stack(name = "root-stack", outputs = RootOutputs)]
pub struct RootStack {
    alerts: Alerts,
    #[stack(nested)]
    queue: QueueStack,
}

fn main() {}
