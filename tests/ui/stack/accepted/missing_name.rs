//! A stack with a name.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
pub struct Alerts;

#[derive(Stack)]
#[stack(name = "messages", description = "what the platform says")]
pub struct Messages {
    alerts: Alerts,
}

fn main() {}
