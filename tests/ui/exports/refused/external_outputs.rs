//! Outputs of another app: one has a value, the other no export.

use tap_core::prelude::*;

#[derive(Outputs)]
#[outputs(external)]
pub struct Elsewhere {
    #[output("arn:aws:sns:us-east-1:123456789012:topic", export = "topic-arn")]
    pub arn: String,
}

#[derive(Outputs)]
#[outputs(external)]
pub struct Abroad {
    #[output(name = "TopicArn")]
    pub arn: String,
}

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties { Tags: [{ Key: "Topic", Value: ImportValue(Elsewhere::arn) }] }]
pub struct Alerts;

#[derive(Stack)]
#[stack(name = "messages")]
pub struct Messages {
    alerts: Alerts,
}

fn main() {}
