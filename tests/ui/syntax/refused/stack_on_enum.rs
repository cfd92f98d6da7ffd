//! An enum as a stack.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
pub struct Alerts;

#[derive(Stack)]
#[stack(name = "messages")]
pub enum Messages {
    Alerts(Alerts),
}

fn main() {}
