//! A resource marked `nested`.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
pub struct Alerts;

#[derive(Stack)]
#[stack(name = "messages")]
pub struct Messages {
    #[stack(nested)]
    alerts: Alerts,
}

fn main() {}
