//! A resource as a field of an app.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
pub struct Alerts;

#[derive(App)]
#[app(regions = ["us-east-1"])]
pub struct Messaging {
    alerts: Alerts,
}

fn main() {}
