//! A deletion policy that CloudFormation doesn't have.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SNS::Topic", deletion_policy = Keep)]
pub struct Alerts;

#[derive(Stack)]
#[stack(name = "messages")]
pub struct Messages {
    alerts: Alerts,
}

fn main() {}
