//! Two stacks with one construct.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
pub struct Alerts;

#[derive(Stack)]
#[stack(name = "first-stack")]
pub struct First {
    alerts: Alerts,
}

#[derive(Stack)]
#[stack(name = "second-stack")]
pub struct Second {
    alerts: Alerts,
}

#[derive(Stack)]
#[stack(name = "root-stack")]
pub struct RootStack {
    #[stack(nested)]
    first: First,
    #[stack(nested)]
    second: Second,
}

fn main() {}
