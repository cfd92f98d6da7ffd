//! `depends_on` of what nothing else orders.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties { DisplayName: "alerts" }]
pub struct Alerts;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties { DisplayName: "orders" }]
pub struct Orders;

#[derive(Resource)]
#[resource("AWS::SNS::Subscription", depends_on = [Orders])]
#[properties { TopicArn: Ref(Alerts), Protocol: "email", Endpoint: "operations@example.com" }]
pub struct Subscription;

#[derive(Stack)]
#[stack(name = "work")]
pub struct Work {
    alerts: Alerts,
    orders: Orders,
    subscription: Subscription,
}

fn main() {}
