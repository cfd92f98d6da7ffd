//! A resource type that nothing resembles.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::Telepathy::Channel")]
pub struct Alerts;

#[derive(Stack)]
#[stack(name = "messages")]
pub struct Messages {
    alerts: Alerts,
}

fn main() {}
