//! Two types that stand twice: both are reported.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
pub struct Alerts<const SHARD: usize>;

#[derive(Resource)]
#[resource("AWS::SQS::Queue")]
pub struct Jobs<const SHARD: usize>;

#[derive(Stack)]
#[stack(name = "messages")]
pub struct Messages {
    first_alerts: Alerts<0>,
    second_alerts: Alerts<0>,
    first_jobs: Jobs<0>,
    second_jobs: Jobs<0>,
}

fn main() {}
