//! Two names.

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
    /// The topic is deployed to two regions.
    #[assertion(Contains(["us-east-1", "eu-west-1"], Ref(AWS::Region)))]
    pub region: Assertion,
}

#[derive(Assertions)]
pub struct European {
    /// The topic is deployed to Europe only.
    #[assertion(Equals(Ref(AWS::Region), "eu-west-1"))]
    pub european_region: Assertion,
}

#[derive(Stack)]
#[stack(name = "work", parameters = [Settings], assertions = [Supported, European])]
pub struct Work {
    alerts: Alerts,
}

fn main() {}
