//! An option that is written twice.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SNS::Topic", deletion_policy = Retain, deletion_policy = Delete)]
pub struct Alerts;

#[derive(Stack)]
#[stack(name = "messages")]
pub struct Messages {
    alerts: Alerts,
}

fn main() {}
