//! A misspelt option.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
pub struct Alerts;

#[derive(Stack)]
#[stack(name = "messages", descripton = "what the platform says")]
pub struct Messages {
    alerts: Alerts,
}

fn main() {}
