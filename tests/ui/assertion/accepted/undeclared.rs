//! A parameter that only an assertion uses.

use tap_core::prelude::*;

#[derive(Parameters)]
pub struct Settings {
    #[parameter(default = "small", allowed_values = ["small", "large"])]
    pub size: String,
    /// Availability zones.
    pub zones: Vec<String>,
}

#[derive(Parameters)]
pub struct Others {
    pub stage: String,
}

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties { DisplayName: Ref(Settings::size), TopicName: Select(0, Ref(Settings::zones)) }]
pub struct Alerts;

#[derive(Assertions)]
pub struct Supported {
    /// Everything is in production.
    #[assertion(Equals(Ref(Others::stage), "prod"))]
    pub stage: Assertion,
}

#[derive(Stack)]
#[stack(name = "work", parameters = [Settings, Others], assertions = [Supported])]
pub struct Work {
    alerts: Alerts,
}

fn main() {}
