//! A stack with a name that CloudFormation refuses.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
pub struct Alerts;

#[derive(Stack)]
#[stack(name = "my_messages")]
pub struct Messages {
    alerts: Alerts,
}

fn main() {}
