//! A type that one of the app's regions lacks.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::AppIntegrations::EventIntegration")]
#[properties { Name: "orders", EventBridgeBus: "default", EventFilter: { Source: "aws.partner/orders" } }]
pub struct Orders;

#[derive(Stack)]
#[stack(name = "orders")]
pub struct OrderStack {
    orders: Orders,
}

#[derive(App)]
#[app(regions = ["us-east-1", "eu-west-1"])]
pub struct Ordering {
    orders: OrderStack,
}

fn main() {}
