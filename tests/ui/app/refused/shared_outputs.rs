//! One outputs struct in two stacks.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
pub struct Alerts;

#[derive(Outputs)]
pub struct FirstOutputs {
    #[output(Ref(Alerts))]
    pub arn: String,
}

#[derive(Stack)]
#[stack(name = "first-stack", outputs = FirstOutputs)]
pub struct First {
    alerts: Alerts,
}

#[derive(Stack)]
#[stack(name = "second-stack", outputs = FirstOutputs)]
pub struct Second {
    alerts: Alerts,
}

#[derive(App)]
#[app(regions = ["us-east-1"])]
pub struct Messaging {
    first: First,
    second: Second,
}

fn main() {}
