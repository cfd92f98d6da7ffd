//! An unknown option, a logical id with a hyphen, and an option of nested stacks on a resource: three errors.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
pub struct Alerts;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
pub struct Warnings;

#[derive(Stack)]
#[stack(name = "messages", descripton = "what the platform says")]
pub struct Messages {
    #[stack(id = "Legacy-Alerts")]
    alerts: Alerts,
    #[stack(tags = [{ Key: "Team", Value: "payments" }])]
    warnings: Warnings,
}

fn main() {}
