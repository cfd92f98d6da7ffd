//! An output of a resource that the stack has.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
pub struct Alerts;

#[derive(Resource)]
#[resource("AWS::SQS::Queue")]
pub struct Jobs;

#[derive(Outputs)]
pub struct MessagesOutputs {
    #[output(Ref(Alerts))]
    pub topic: String,
}

#[derive(Stack)]
#[stack(name = "messages", outputs = MessagesOutputs)]
pub struct Messages {
    alerts: Alerts,
    jobs: Jobs,
}

fn main() {}
