//! Two fields with one logical id.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
pub struct Alerts;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
pub struct Warnings;

#[derive(Stack)]
#[stack(name = "messages")]
pub struct Messages {
    alerts: Alerts,
    #[stack(id = "Alerts")]
    warnings: Warnings,
}

fn main() {}
