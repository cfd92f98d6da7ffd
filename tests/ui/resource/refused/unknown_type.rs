//! A misspelt resource type.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SNS::Topics")]
pub struct Alerts;

#[derive(Stack)]
#[stack(name = "messages")]
pub struct Messages {
    alerts: Alerts,
}

fn main() {}
