//! Functions with too few arguments, or too many.

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
    /// A list alone.
    #[assertion(Contains(["small", "large"]))]
    pub contains: Assertion,
    /// Three lists.
    #[assertion(EachMemberIn(Ref(Settings::zones), ["a"], ["b"]))]
    pub members: Assertion,
    /// A list alone.
    #[assertion(EachMemberEquals(Ref(Settings::zones)))]
    pub equal: Assertion,
    /// One of one.
    #[assertion(And(Equals(Ref(Settings::size), "small")))]
    pub all: Assertion,
}

#[derive(Stack)]
#[stack(name = "work", parameters = [Settings], assertions = [Supported])]
pub struct Work {
    alerts: Alerts,
}

fn main() {}
