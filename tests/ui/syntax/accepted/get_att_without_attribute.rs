//! `GetAtt` with an attribute.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SQS::Queue")]
pub struct Jobs;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties { DisplayName: GetAtt(Jobs.QueueName) }]
pub struct Alerts;

#[derive(Stack)]
#[stack(name = "messages")]
pub struct Messages {
    jobs: Jobs,
    alerts: Alerts,
}

fn main() {}
