//! An older logical id.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
pub struct Alerts;

#[derive(Stack)]
#[stack(name = "messages")]
pub struct Messages {
    #[stack(id = "LegacyAlerts")]
    alerts: Alerts,
}

fn main() {}
