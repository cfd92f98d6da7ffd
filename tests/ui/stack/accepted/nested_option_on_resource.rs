//! That option where it belongs.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SNS::Topic", deletion_policy = Retain)]
pub struct Alerts;

#[derive(Stack)]
#[stack(name = "messages")]
pub struct Messages {
    alerts: Alerts,
}

fn main() {}
