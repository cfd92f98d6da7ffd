//! A value for a parameter that the nested stack does not declare.

use tap_core::prelude::*;

#[derive(Parameters)]
pub struct Alarming {
    /// Who is told.
    #[parameter(min_length = 1)]
    pub team: String,
}

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties { DisplayName: "x" }]
pub struct Alerts;

#[derive(Stack)]
#[stack(name = "alerts")]
pub struct AlertsStack {
    alerts: Alerts,
}

#[derive(Stack)]
#[stack(name = "root")]
pub struct Root {
    #[stack(nested, with { Alarming::team: "payments" })]
    alerts: AlertsStack,
}

fn main() {}
