//! A generic resource of another crate closes a cycle with a type of this one.

use tap_core::prelude::*;
use tap_fixtures::{DeadLettersFor, QueueFor};

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties { DisplayName: GetAtt(QueueFor<Alerts>.QueueName) }]
pub struct Alerts;

#[derive(Stack)]
#[stack(name = "alerts")]
pub struct AlertsStack {
    alerts: Alerts,
    queue: QueueFor<Alerts>,
    dead_letters: DeadLettersFor<Alerts>,
}

fn main() {}
