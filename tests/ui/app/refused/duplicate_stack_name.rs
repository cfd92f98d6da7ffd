//! Two stacks whose templates would be one file.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties { DisplayName: "alerts" }]
pub struct Alerts;

#[derive(Stack)]
#[stack(name = "work")]
pub struct AlertsStack {
    alerts: Alerts,
}

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties { DisplayName: "orders" }]
pub struct Orders;

#[derive(Stack)]
#[stack(name = "work")]
pub struct OrdersStack {
    orders: Orders,
}

#[derive(Stack)]
#[stack(name = "root")]
pub struct Root {
    #[stack(nested)]
    alerts: AlertsStack,
    #[stack(nested)]
    orders: OrdersStack,
}

#[derive(App)]
#[app(regions = ["eu-west-1"])]
pub struct Platform {
    root: Root,
}

fn main() {}
