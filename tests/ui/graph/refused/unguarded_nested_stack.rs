//! An output of a conditional nested stack that another always needs.

use tap_core::prelude::*;

#[derive(Parameters)]
pub struct Settings {
    pub size: String,
}

#[derive(Conditions)]
pub struct When {
    #[condition(Equals(Ref(Settings::size), "large"))]
    pub large: Condition,
}

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties { DisplayName: "alerts" }]
pub struct Alerts;

#[derive(Outputs)]
pub struct AlertsOutputs {
    #[output(Ref(Alerts))]
    pub topic: String,
}

#[derive(Stack)]
#[stack(name = "alerts", outputs = AlertsOutputs)]
pub struct AlertsStack {
    alerts: Alerts,
}

#[derive(Resource)]
#[resource("AWS::SNS::Subscription")]
#[properties { TopicArn: Output(AlertsOutputs::topic), Protocol: "email", Endpoint: "operations@example.com" }]
pub struct Subscription;

#[derive(Stack)]
#[stack(name = "subscriptions")]
pub struct Subscriptions {
    subscription: Subscription,
}

#[derive(Stack)]
#[stack(name = "root", parameters = [Settings], conditions = [When])]
pub struct Root {
    #[stack(nested, condition = When::large)]
    alerts: AlertsStack,
    #[stack(nested)]
    subscriptions: Subscriptions,
}

fn main() {}
