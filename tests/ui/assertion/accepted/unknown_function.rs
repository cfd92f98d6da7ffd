//! Functions where they are known.

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
    #[condition(Equals("small", Ref(Settings::size)))]
    pub small: Condition,
}

#[derive(Resource)]
#[resource("AWS::SNS::Topic", condition = When::small)]
#[properties { DisplayName: Select(0, Ref(Settings::zones)) }]
pub struct Alerts;

#[derive(Assertions)]
pub struct Supported {
    /// There are two sizes.
    #[assertion(Contains(["small", "large"], Ref(Settings::size)))]
    pub sizes: Assertion,
}

#[derive(Stack)]
#[stack(name = "work", parameters = [Settings], assertions = [Supported], conditions = [When])]
pub struct Work {
    alerts: Alerts,
}

fn main() {}
