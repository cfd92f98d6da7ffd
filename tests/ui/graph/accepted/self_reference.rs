//! A queue with a dead-letter queue.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SQS::Queue")]
#[properties { RedrivePolicy: { deadLetterTargetArn: GetAtt(DeadJobs.Arn), maxReceiveCount: 5 } }]
pub struct Jobs;

#[derive(Resource)]
#[resource("AWS::SQS::Queue")]
pub struct DeadJobs;

#[derive(Stack)]
#[stack(name = "queues")]
pub struct Queues {
    jobs: Jobs,
    dead_jobs: DeadJobs,
}

fn main() {}
