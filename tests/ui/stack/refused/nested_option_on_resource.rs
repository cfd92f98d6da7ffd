//! An option of nested stacks on a field that holds a resource.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
pub struct Alerts;

#[derive(Stack)]
#[stack(name = "messages")]
pub struct Messages {
    #[stack(deletion_policy = Retain)]
    alerts: Alerts,
}

fn main() {}
