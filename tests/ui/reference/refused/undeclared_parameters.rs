//! A parameter of a set that the stack doesn't declare.

use tap_core::prelude::*;

#[derive(Parameters)]
pub struct Environment {
    pub suffix: String,
}

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties { DisplayName: Sub("alerts-${Environment::suffix}") }]
pub struct Alerts;

#[derive(Stack)]
#[stack(name = "messages")]
pub struct Messages {
    alerts: Alerts,
}

fn main() {}
