//! Each option is written once.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SNS::Topic", deletion_policy = Retain, update_replace_policy = Delete)]
pub struct Alerts;

#[derive(Stack)]
#[stack(name = "messages")]
pub struct Messages {
    alerts: Alerts,
}

fn main() {}
