//! A resource inside a construct of another crate closes a cycle with a type of this one.

use tap_core::prelude::*;
use tap_fixtures::{Mailbox, QueueFor};

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties { Subscription: [{ Protocol: "sqs", Endpoint: GetAtt(QueueFor<Alerts>.Arn) }] }]
pub struct Alerts;

#[derive(Stack)]
#[stack(name = "alerts")]
pub struct AlertsStack {
    alerts: Alerts,
    mailbox: Mailbox<Alerts>,
}

fn main() {}
