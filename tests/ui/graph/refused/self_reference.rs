//! A queue that is its own dead-letter queue.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SQS::Queue")]
#[properties { RedrivePolicy: { deadLetterTargetArn: GetAtt(Jobs.Arn), maxReceiveCount: 5 } }]
pub struct Jobs;

#[derive(Stack)]
#[stack(name = "queues")]
pub struct Queues {
    jobs: Jobs,
}

fn main() {}
