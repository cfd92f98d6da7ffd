//! An output without a value.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
pub struct Alerts;

#[derive(Outputs)]
pub struct TopicOutputs {
    #[output(export = "topic-arn")]
    pub arn: String,
}

#[derive(Stack)]
#[stack(name = "messages", outputs = TopicOutputs)]
pub struct Messages {
    alerts: Alerts,
}

fn main() {}
