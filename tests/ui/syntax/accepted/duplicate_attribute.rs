//! All properties in one attribute.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties { DisplayName: "alerts", TopicName: "alerts" }]
pub struct Alerts;

#[derive(Stack)]
#[stack(name = "messages")]
pub struct Messages {
    alerts: Alerts,
}

fn main() {}
