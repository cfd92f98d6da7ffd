//! Four mistakes in three resources are four errors, each at its own token.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SQS::Queue")]
#[properties {
    DelaySeconds: 5u32,
    VisibilityTimeout: 30,
    KmsMasterKeyId: GetAtt(Key),
}]
pub struct Jobs;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties { DisplayName: Join(["jobs"]) }]
pub struct Alerts;

#[derive(Resource)]
#[resource("AWS::KMS::Key")]
#[properties { Description "key of the jobs" }]
pub struct Key;

#[derive(Stack)]
#[stack(name = "messages")]
pub struct Messages {
    key: Key,
    alerts: Alerts,
    jobs: Jobs,
}

fn main() {}
