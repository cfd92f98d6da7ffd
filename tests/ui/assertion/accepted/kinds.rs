//! Each where it is wanted.

use tap_core::prelude::*;

#[derive(Parameters)]
pub struct Settings {
    #[parameter(default = "small", allowed_values = ["small", "large"])]
    pub size: String,
    /// Availability zones.
    pub zones: Vec<String>,
}

const SIZES: &[&str] = &["small", "large"];
const NONE: &[&str] = &["small"];
const SMALL: &str = "small";

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties { DisplayName: Ref(Settings::size), TopicName: Select(0, Ref(Settings::zones)) }]
pub struct Alerts;

#[derive(Assertions)]
pub struct Supported {
    /// The parameter is a list.
    #[assertion(EachMemberIn(Ref(Settings::zones), SIZES))]
    pub one: Assertion,
    /// The parameter is one value.
    #[assertion(Contains(SIZES, Ref(Settings::size)))]
    pub many: Assertion,
    /// The constant is one value.
    #[assertion(Equals(Ref(Settings::size), SMALL))]
    pub list: Assertion,
    /// The constant is a list.
    #[assertion(Contains(SIZES, Ref(Settings::size)))]
    pub value: Assertion,
    /// The constant is a list of one.
    #[assertion(Contains(NONE, Ref(Settings::size)))]
    pub none: Assertion,
}

#[derive(Stack)]
#[stack(name = "work", parameters = [Settings], assertions = [Supported])]
pub struct Work {
    alerts: Alerts,
}

fn main() {}
