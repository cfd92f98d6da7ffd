//! A set of conditions listed as one of assertions.

use tap_core::prelude::*;

#[derive(Parameters)]
pub struct Settings {
    #[parameter(default = "small", allowed_values = ["small", "large"])]
    pub size: String,
    /// Availability zones.
    pub zones: Vec<String>,
}

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties { DisplayName: Ref(Settings::size), TopicName: Select(0, Ref(Settings::zones)) }]
pub struct Alerts;

#[derive(Conditions)]
pub struct When {
    #[condition(Equals(Ref(Settings::size), "small"))]
    pub small: Condition,
}

#[derive(Stack)]
#[stack(name = "work", parameters = [Settings], assertions = [When])]
pub struct Work {
    alerts: Alerts,
}

fn main() {}
