//! A nested stack under a condition of a set that the root doesn't declare.

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
pub struct Alerts;

#[derive(Stack)]
#[stack(name = "messages")]
pub struct Messages {
    alerts: Alerts,
}

#[derive(Stack)]
#[stack(name = "root-stack")]
pub struct RootStack {
    #[stack(nested, condition = When::production)]
    messages: Messages,
}

fn main() {}
