//! A generic resource of another crate that names a type of this one.

use tap_core::prelude::*;
use tap_fixtures::{DeadLettersFor, QueueFor};

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties { DisplayName: "alerts" }]
pub struct Alerts;

#[derive(Stack)]
#[stack(name = "alerts")]
pub struct AlertsStack {
    alerts: Alerts,
    queue: QueueFor<Alerts>,
    dead_letters: DeadLettersFor<Alerts>,
}

fn main() {}
