//! One stack as two roots.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
pub struct Alerts;

#[derive(Stack)]
#[stack(name = "first-stack")]
pub struct First {
    alerts: Alerts,
}

#[derive(App)]
#[app(regions = ["us-east-1"])]
pub struct Messaging {
    first: First,
    second: First,
}

fn main() {}
