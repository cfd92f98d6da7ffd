//! A nested stack that gets by a parameter what its root also gives out.

use tap_core::prelude::*;

#[derive(Parameters)]
pub struct QueueParameters {
    pub topic: String,
}

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
#[properties { Tags: [{ Key: "Topic", Value: Ref(QueueParameters::topic) }] }]
pub struct Jobs;

#[derive(Stack)]
#[stack(name = "queue-stack", parameters = [QueueParameters])]
pub struct QueueStack {
    jobs: Jobs,
}

#[derive(Stack)]
#[stack(name = "root-stack", outputs = RootOutputs)]
pub struct RootStack {
    alerts: Alerts,
    #[stack(nested, with { QueueParameters::topic: Ref(Alerts) })]
    queue: QueueStack,
}

fn main() {}
