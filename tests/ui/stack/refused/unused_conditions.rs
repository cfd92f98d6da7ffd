//! A set of conditions and a mapping that nothing uses; that one condition uses another is no use.

use tap_core::prelude::*;

#[derive(Parameters)]
pub struct Settings {
    pub size: String,
}

#[derive(Conditions)]
pub struct When {
    #[condition(Equals(Ref(Settings::size), "large"))]
    pub large: Condition,
    #[condition(Not(When::large))]
    pub small: Condition,
}

#[derive(Mapping)]
#[mapping { "eu-west-1": { Name: "Ireland" } }]
pub struct Names;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties { DisplayName: Ref(Settings::size) }]
pub struct Alerts;

#[derive(Stack)]
#[stack(name = "work", parameters = [Settings], conditions = [When], mappings = [Names])]
pub struct Work {
    alerts: Alerts,
}

fn main() {}
