//! Two fields with two logical ids, of which one is kept from before.

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
    #[stack(id = "LegacyWarnings")]
    warnings: Warnings,
}

fn main() {}
