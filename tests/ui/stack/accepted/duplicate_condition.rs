//! Two names.

use tap_core::prelude::*;

#[derive(Parameters)]
pub struct Settings {
    pub size: String,
}

#[derive(Conditions)]
pub struct When {
    #[condition(Equals(Ref(Settings::size), "large"))]
    pub large: Condition,
}

#[derive(Conditions)]
pub struct Only {
    #[condition(Equals(Ref(AWS::Region), "eu-west-1"))]
    pub ireland: Condition,
}

#[derive(Resource)]
#[resource("AWS::SNS::Topic", condition = When::large)]
#[properties { DisplayName: If(Only::ireland, "one", "other") }]
pub struct Alerts;

#[derive(Stack)]
#[stack(name = "work", parameters = [Settings], conditions = [When, Only])]
pub struct Work {
    alerts: Alerts,
}

fn main() {}
