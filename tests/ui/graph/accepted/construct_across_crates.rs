//! A construct of another crate that is about a type of this one.

use tap_core::prelude::*;
use tap_fixtures::{Mailbox, QueueFor};

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
pub struct Alerts;

#[derive(Resource)]
#[resource("AWS::SNS::Subscription")]
#[properties { TopicArn: Ref(Alerts), Protocol: "sqs", Endpoint: GetAtt(QueueFor<Alerts>.Arn) }]
pub struct AlertsToQueue;

#[derive(Stack)]
#[stack(name = "alerts")]
pub struct AlertsStack {
    alerts: Alerts,
    alerts_to_queue: AlertsToQueue,
    mailbox: Mailbox<Alerts>,
}

fn main() {}
