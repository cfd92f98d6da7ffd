//! A condition that exists.

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
#[resource("AWS::SNS::Topic", condition = When::production)]
pub struct Alerts;

#[derive(Stack)]
#[stack(name = "messages", parameters = [Environment], conditions = [When])]
pub struct Messages {
    alerts: Alerts,
}

fn main() {}
