//! Conditions that are made of others, in one direction.

use tap_core::prelude::*;

#[derive(Parameters)]
pub struct Environment {
    #[parameter(default = "dev")]
    pub stage: String,
}

#[derive(Conditions)]
pub struct When {
    #[condition(And(When::large, Equals(Ref(Environment::stage), "prod")))]
    pub production: bool,
    #[condition(Not(Self::small))]
    pub large: bool,
    #[condition(Equals(Ref(Environment::stage), "test"))]
    pub small: bool,
    #[condition(Not(When::production))]
    pub never: bool,
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
