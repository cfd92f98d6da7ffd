//! `Output` of a type instead of a field.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SQS::Queue")]
pub struct Jobs;

#[derive(Outputs)]
pub struct QueueOutputs {
    #[output(GetAtt(Jobs.QueueName))]
    pub name: String,
}

#[derive(Stack)]
#[stack(name = "queues", outputs = QueueOutputs)]
pub struct Queues {
    jobs: Jobs,
}

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties { DisplayName: Output(QueueOutputs) }]
pub struct Alerts;

#[derive(Stack)]
#[stack(name = "messages")]
pub struct Messages {
    alerts: Alerts,
}

fn main() {}
