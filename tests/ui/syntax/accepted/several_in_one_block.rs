//! The same block without the mistakes.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SQS::Queue")]
#[properties {
    DelaySeconds: 5,
    QueueName: Join("-", ["jobs", Ref(AWS::StackName)]),
    KmsMasterKeyId: GetAtt(Key.Arn),
    Tags: [{ Key: "Region", Value: Ref(AWS::Region) }],
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
