//! Both are used.

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
#[properties { DisplayName: If(When::small, FindInMap(Names, Ref(AWS::Region), "Name"), "large") }]
pub struct Alerts;

#[derive(Stack)]
#[stack(name = "work", parameters = [Settings], conditions = [When], mappings = [Names])]
pub struct Work {
    alerts: Alerts,
}

fn main() {}
