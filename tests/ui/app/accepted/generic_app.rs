//! An app is one app.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
pub struct Alerts;

#[derive(Stack)]
#[stack(name = "messages")]
pub struct Messages {
    alerts: Alerts,
}

#[derive(App)]
#[app(regions = ["us-east-1"])]
pub struct Messaging {
    messages: Messages,
}

fn main() {}
