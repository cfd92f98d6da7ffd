//! Values that the parameter may have.

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
    /// Europe has the small size only.
    #[assertion(Equals(Ref(Settings::size), "small"), when = Equals(Ref(AWS::Region), "eu-west-1"))]
    pub european_size: Assertion,
    /// There are two sizes.
    #[assertion(Contains(["small", "large"], Ref(Settings::size)))]
    pub sizes: Assertion,
}

#[derive(Stack)]
#[stack(name = "work", parameters = [Settings], assertions = [Supported])]
pub struct Work {
    alerts: Alerts,
}

fn main() {}
