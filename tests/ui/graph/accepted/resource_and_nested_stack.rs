//! A nested stack that gets a resource of the root by an explicit parameter.

use tap_core::prelude::*;

#[derive(Parameters)]
pub struct QueueParameters {
    pub topic: String,
}

#[derive(Resource)]
#[resource("AWS::SQS::Queue")]
#[properties { Tags: [{ Key: "Topic", Value: Ref(QueueParameters::topic) }] }]
pub struct Jobs;

#[derive(Outputs)]
pub struct QueueOutputs {
    #[output(GetAtt(Jobs.QueueName))]
    pub name: String,
}

#[derive(Stack)]
#[stack(name = "queue-stack", parameters = [QueueParameters], outputs = QueueOutputs)]
pub struct QueueStack {
    jobs: Jobs,
}

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties { DisplayName: "alerts" }]
pub struct Alerts;

#[derive(Stack)]
#[stack(name = "root-stack")]
pub struct RootStack {
    alerts: Alerts,
    #[stack(nested, with { QueueParameters::topic: GetAtt(Alerts.TopicName) })]
    queue: QueueStack,
}

fn main() {}
