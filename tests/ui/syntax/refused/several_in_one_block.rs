//! Four mistakes in one block are four errors, each at its own token.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SQS::Queue")]
#[properties {
    DelaySeconds: 5u32,
    QueueName: Join(["jobs"]),
    KmsMasterKeyId: GetAtt(Key),
    Tags: [{ Key: "Region", Value: Ref(AWS::Regoin) }],
}]
pub struct Jobs;

#[derive(Resource)]
#[resource("AWS::KMS::Key")]
pub struct Key;

#[derive(Stack)]
#[stack(name = "queues")]
pub struct Queues {
    key: Key,
    jobs: Jobs,
}

fn main() {}
