//! Without the mistake.

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
#[properties { DisplayName: "alerts" }]
pub struct Alerts;

#[derive(Assertions)]
pub struct Supported {
    /// There are two sizes.
    #[assertion(Contains(["small", "large"], Ref(Settings::size)), when = Equals(Ref(AWS::Region), "eu-west-1"))]
    pub sizes: Assertion,
}

#[derive(Stack)]
#[stack(name = "work", parameters = [Settings], assertions = [Supported])]
pub struct Work {
    alerts: Alerts,
}

fn main() {}
