//! A nested stack's parameter without a default that nobody passes on.

use tap_core::prelude::*;

#[derive(Parameters)]
pub struct Alarming {
    /// Who is told.
    #[parameter(min_length = 1)]
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

#[derive(Stack)]
#[stack(name = "root")]
pub struct Root {
    #[stack(nested)]
    alerts: AlertsStack,
}

fn main() {}
