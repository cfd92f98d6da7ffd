//! The same export name in two nested stacks of an app, made of a parameter and of a constant.

use tap_core::prelude::*;

const PREFIX: &str = "topic";

#[derive(Parameters)]
pub struct Environment {
    pub suffix: String,
}

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties { DisplayName: "alerts" }]
pub struct Alerts;

#[derive(Outputs)]
pub struct AlertsOutputs {
    #[output(Ref(Alerts), export = Sub("topic-${Environment::suffix}"))]
    pub topic: String,
    #[output(GetAtt(Alerts.TopicName), export = Sub("name-${Environment::suffix}"))]
    pub name: String,
}

#[derive(Stack)]
#[stack(name = "alerts-stack", parameters = [Environment], outputs = AlertsOutputs)]
pub struct AlertsStack {
    alerts: Alerts,
}

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties { DisplayName: "orders" }]
pub struct Orders;

#[derive(Outputs)]
pub struct OrdersOutputs {
    #[output(Ref(Orders), export = Sub("${prefix}-${Environment::suffix}", prefix = PREFIX))]
    pub topic: String,
}

#[derive(Stack)]
#[stack(name = "orders-stack", parameters = [Environment], outputs = OrdersOutputs)]
pub struct OrdersStack {
    orders: Orders,
}

#[derive(Stack)]
#[stack(name = "root", parameters = [Environment])]
pub struct Root {
    #[stack(nested)]
    alerts: AlertsStack,
}

#[derive(App)]
#[app(regions = ["eu-west-1"])]
pub struct Platform {
    root: Root,
    orders: OrdersStack,
}

fn main() {}
