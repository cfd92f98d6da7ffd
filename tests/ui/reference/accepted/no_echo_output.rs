//! Hidden parameters that stay hidden.

use tap_core::prelude::*;

#[derive(Parameters)]
pub struct Access {
    #[parameter(no_echo)]
    pub token: String,
    #[parameter(no_echo)]
    pub shown: String,
}

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties { DisplayName: Ref(Access::shown) }]
pub struct Alerts;

#[derive(Outputs)]
pub struct AlertsOutputs {
    #[output(Ref(Alerts))]
    pub token: String,
    #[output(Sub("https://example.com/${Alerts.TopicName}"))]
    pub address: String,
}

#[derive(Stack)]
#[stack(name = "alerts", parameters = [Access], outputs = AlertsOutputs)]
pub struct AlertsStack {
    alerts: Alerts,
}

#[derive(Stack)]
#[stack(name = "root", parameters = [Access])]
pub struct Root {
    #[stack(nested, with { Access::shown: Ref(Access::token) })]
    alerts: AlertsStack,
}

fn main() {}
