//! An enum as a resource.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
pub enum Alerts {
    Warning,
    Error,
}

#[derive(Stack)]
#[stack(name = "messages")]
pub struct Messages {
    alerts: Alerts,
}

fn main() {}
