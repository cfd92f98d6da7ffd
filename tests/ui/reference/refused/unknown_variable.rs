//! `${…}` that names neither a resource nor a parameter nor one of the values that follow.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties { DisplayName: Sub("alerts of ${team}") }]
pub struct Alerts;

#[derive(Stack)]
#[stack(name = "messages")]
pub struct Messages {
    alerts: Alerts,
}

fn main() {}
