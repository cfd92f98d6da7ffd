//! A resource without its `#[resource(…)]`.

use tap_core::prelude::*;

#[derive(Resource)]
#[properties { DisplayName: "alerts" }]
pub struct Alerts;

#[derive(Stack)]
#[stack(name = "messages")]
pub struct Messages {
    alerts: Alerts,
}

fn main() {}
