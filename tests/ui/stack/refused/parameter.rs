//! A name with an underscore, and one allowed value instead of a list.

use tap_core::prelude::*;

#[derive(Parameters)]
pub struct Alarming {
    #[parameter(name = "alarming_team", default = "operations", allowed_values = "operations")]
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
