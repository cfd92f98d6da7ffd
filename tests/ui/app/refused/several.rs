//! Two unknown regions and an unknown option: three errors.

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
#[app(regions = ["us-esat-1", "eu-wset-1"], region = "us-east-1")]
pub struct Messaging {
    messages: Messages,
}

fn main() {}
