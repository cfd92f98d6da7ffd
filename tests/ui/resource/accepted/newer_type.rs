//! A resource type that is newer than the facts.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::Telepathy::Channel", unchecked)]
pub struct Alerts;

#[derive(Stack)]
#[stack(name = "messages")]
pub struct Messages {
    alerts: Alerts,
}

fn main() {}
