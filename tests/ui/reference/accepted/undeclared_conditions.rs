//! A condition of a set that the stack declares.

use tap_core::prelude::*;

#[derive(Parameters)]
pub struct Environment {
    pub suffix: String,
}

#[derive(Conditions)]
pub struct When {
    #[condition(Equals(Ref(Environment::suffix), "prod"))]
    pub production: Condition,
}

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties { DisplayName: If(When::production, "production", Ref(Environment::suffix)) }]
pub struct Alerts;

#[derive(Stack)]
#[stack(name = "messages", parameters = [Environment], conditions = [When])]
pub struct Messages {
    alerts: Alerts,
}

fn main() {}
