//! A parameter set that nothing uses.

use tap_core::prelude::*;

#[derive(Parameters)]
pub struct Alarming {
    /// Who is told.
    #[parameter(default = "operations")]
    pub team: String,
}

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties { DisplayName: "operations" }]
pub struct Alerts;

#[derive(Stack)]
#[stack(name = "alerts", parameters = [Alarming])]
pub struct AlertsStack {
    alerts: Alerts,
}

fn main() {}
