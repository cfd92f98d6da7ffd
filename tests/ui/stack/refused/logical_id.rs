//! An older logical id with a hyphen.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
pub struct Alerts;

#[derive(Stack)]
#[stack(name = "messages")]
pub struct Messages {
    #[stack(id = "Legacy-Alerts")]
    alerts: Alerts,
}

fn main() {}
