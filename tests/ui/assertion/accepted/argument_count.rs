//! As many as they take.

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
    /// A list and a value.
    #[assertion(Contains(["small", "large"], Ref(Settings::size)))]
    pub contains: Assertion,
    /// Two lists.
    #[assertion(EachMemberIn(Ref(Settings::zones), ["a", "b"]))]
    pub members: Assertion,
    /// A list and a value.
    #[assertion(EachMemberEquals(Ref(Settings::zones), "a"))]
    pub equal: Assertion,
    /// One.
    #[assertion(Equals(Ref(Settings::size), "small"))]
    pub all: Assertion,
}

#[derive(Stack)]
#[stack(name = "work", parameters = [Settings], assertions = [Supported])]
pub struct Work {
    alerts: Alerts,
}

fn main() {}
