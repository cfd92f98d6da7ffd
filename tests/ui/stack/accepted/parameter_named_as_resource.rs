//! A parameter with the logical id of a resource.

use tap_core::prelude::*;

#[derive(Parameters)]
pub struct Alarming {
    /// Who is told.
    #[parameter(default = "x")]
    pub team: String,
}

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties { DisplayName: Ref(Alarming::team) }]
pub struct Alerts;

#[derive(Stack)]
#[stack(name = "alerts", parameters = [Alarming])]
pub struct AlertsStack {
    alerts: Alerts,
}

fn main() {}
