//! A function that there isn't, and one that only assertions have in a property and a condition.

use tap_core::prelude::*;

#[derive(Parameters)]
pub struct Settings {
    #[parameter(default = "small", allowed_values = ["small", "large"])]
    pub size: String,
    /// Availability zones.
    pub zones: Vec<String>,
}

#[derive(Conditions)]
pub struct When {
    #[condition(Contains(["small"], Ref(Settings::size)))]
    pub small: Condition,
}

#[derive(Resource)]
#[resource("AWS::SNS::Topic", condition = When::small)]
#[properties { DisplayName: EachMemberEquals(Ref(Settings::zones), "eu-west-1a") }]
pub struct Alerts;

#[derive(Assertions)]
pub struct Supported {
    /// There are two sizes.
    #[assertion(Contain(["small", "large"], Ref(Settings::size)))]
    pub sizes: Assertion,
}

#[derive(Stack)]
#[stack(name = "work", parameters = [Settings], assertions = [Supported], conditions = [When])]
pub struct Work {
    alerts: Alerts,
}

fn main() {}
