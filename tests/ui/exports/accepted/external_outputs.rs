//! Outputs of another app have the names of their exports.

use tap_core::prelude::*;

#[derive(Outputs)]
#[outputs(external)]
pub struct Elsewhere {
    #[output(export = "topic-arn")]
    pub arn: String,
}

#[derive(Outputs)]
#[outputs(external)]
pub struct Abroad {
    #[output(name = "TopicArn", export = "topic-arn-abroad")]
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
