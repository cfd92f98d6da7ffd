//! The same stack without the mistakes.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
pub struct Alerts;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
pub struct Warnings;

#[derive(Stack)]
#[stack(name = "messages", description = "what the platform says")]
pub struct Messages {
    #[stack(id = "LegacyAlerts")]
    alerts: Alerts,
    warnings: Warnings,
}

fn main() {}
