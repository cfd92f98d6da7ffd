//! A stack without a name.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
pub struct Alerts;

#[derive(Stack)]
#[stack(description = "what the platform says")]
pub struct Messages {
    alerts: Alerts,
}

fn main() {}
