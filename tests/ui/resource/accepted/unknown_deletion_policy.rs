//! A deletion policy that CloudFormation has.

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
