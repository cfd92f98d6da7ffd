//! The same stack with that parameter mended.

use tap_core::prelude::*;

#[derive(Parameters)]
pub struct Environment {
    #[parameter(default = "dev")]
    pub suffix: String,
}

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties { DisplayName: Sub("alerts-${Environment::suffix}") }]
pub struct Alerts;

#[derive(Stack)]
#[stack(name = "messages", parameters = [Environment])]
pub struct Messages {
    alerts: Alerts,
}

fn main() {}
