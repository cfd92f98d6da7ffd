//! Parameters and constants that are lists where one value is wanted, and the other way round.

use tap_core::prelude::*;

#[derive(Parameters)]
pub struct Settings {
    #[parameter(default = "small", allowed_values = ["small", "large"])]
    pub size: String,
    /// Availability zones.
    pub zones: Vec<String>,
}

const SIZES: &[&str] = &["small", "large"];
const NONE: &[&str] = &[];
const SMALL: &str = "small";

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties { DisplayName: Ref(Settings::size), TopicName: Select(0, Ref(Settings::zones)) }]
pub struct Alerts;

#[derive(Assertions)]
pub struct Supported {
    /// The parameter is one value.
    #[assertion(EachMemberIn(Ref(Settings::size), SIZES))]
    pub one: Assertion,
    /// The parameter is a list.
    #[assertion(Contains(SIZES, Ref(Settings::zones)))]
    pub many: Assertion,
    /// The constant is a list.
    #[assertion(Equals(Ref(Settings::size), SIZES))]
    pub list: Assertion,
    /// The constant is one value.
    #[assertion(Contains(SMALL, Ref(Settings::size)))]
    pub value: Assertion,
    /// The constant is an empty list.
    #[assertion(Contains(NONE, Ref(Settings::size)))]
    pub none: Assertion,
}

#[derive(Stack)]
#[stack(name = "work", parameters = [Settings], assertions = [Supported])]
pub struct Work {
    alerts: Alerts,
}

fn main() {}
