//! A region that AWS has.

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
#[app(regions = ["us-east-1", "us-east-2"])]
pub struct Messaging {
    messages: Messages,
}

fn main() {}
