//! Assertions that assert nothing.

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

#[derive(Assertions)]
pub struct Supported {
    /// The topic is deployed to Europe only.
    pub region: Assertion,
    /// The topic is deployed to one account only.
    #[assertion(when = Equals(Ref(Settings::size), "large"))]
    pub account: Assertion,
}

#[derive(Assertions)]
pub struct Nothing;

#[derive(Stack)]
#[stack(name = "work", parameters = [Settings], assertions = [Supported, Nothing])]
pub struct Work {
    alerts: Alerts,
}

fn main() {}
