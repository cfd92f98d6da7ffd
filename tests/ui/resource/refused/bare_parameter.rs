//! A parameter where a value is wanted.

use tap_core::prelude::*;

#[derive(Parameters)]
pub struct Environment {
    pub suffix: String,
}

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties { DisplayName: Environment::suffix }]
pub struct Alerts;

#[derive(Stack)]
#[stack(name = "messages", parameters = [Environment])]
pub struct Messages {
    alerts: Alerts,
}

fn main() {}
