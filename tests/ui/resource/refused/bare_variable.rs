//! A lower-case name where a value is wanted.

use tap_core::prelude::*;

const NAME: &str = "alerts";

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties { DisplayName: name }]
pub struct Alerts;

#[derive(Stack)]
#[stack(name = "messages")]
pub struct Messages {
    alerts: Alerts,
}

fn main() {}
