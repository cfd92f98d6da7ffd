//! An attribute in an output.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SQS::Queue")]
pub struct Jobs;

#[derive(Outputs)]
pub struct QueueOutputs {
    #[output(GetAtt(Jobs.Arn))]
    pub arn: String,
}

#[derive(Stack)]
#[stack(name = "queues", outputs = QueueOutputs)]
pub struct Queues {
    jobs: Jobs,
}

fn main() {}
