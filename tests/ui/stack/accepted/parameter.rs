//! A name of letters, and a list of allowed values.

use tap_core::prelude::*;

#[derive(Parameters)]
pub struct Alarming {
    #[parameter(name = "AlarmingTeam", default = "operations", allowed_values = ["operations", "payments"])]
    pub team: String,
}

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties { DisplayName: Ref(Alarming::team) }]
pub struct Alerts;

#[derive(Stack)]
#[stack(name = "messages", parameters = [Alarming])]
pub struct Messages {
    alerts: Alerts,
}

fn main() {}
