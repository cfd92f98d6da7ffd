//! Assertions that assert something.

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
    #[assertion(Equals(Ref(AWS::Region), "eu-west-1"))]
    pub region: Assertion,
    /// The topic is deployed to one account only.
    #[assertion(Equals(Ref(AWS::AccountId), "123456789012"), when = Equals(Ref(Settings::size), "large"))]
    pub account: Assertion,
}

#[derive(Stack)]
#[stack(name = "work", parameters = [Settings], assertions = [Supported])]
pub struct Work {
    alerts: Alerts,
}

fn main() {}
