//! A type that all regions of the app offer.

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
#[app(regions = ["us-east-1"])]
pub struct Ordering {
    orders: OrderStack,
}

fn main() {}
