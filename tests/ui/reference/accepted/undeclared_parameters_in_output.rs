//! An output whose parameters the stack declares.

use tap_core::prelude::*;

#[derive(Parameters)]
pub struct Environment {
    pub suffix: String,
}

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
pub struct Alerts;

#[derive(Outputs)]
pub struct TopicOutputs {
    #[output(Ref(Alerts), export = Sub("topic-arn-${Environment::suffix}"))]
    pub arn: String,
}

#[derive(Stack)]
#[stack(name = "messages", parameters = [Environment], outputs = TopicOutputs)]
pub struct Messages {
    alerts: Alerts,
}

fn main() {}
