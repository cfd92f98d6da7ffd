//! Texts that match.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::Events::Rule")]
#[properties { Name: "every-day", ScheduleExpression: "rate(1 day)" }]
pub struct First;

#[derive(Resource)]
#[resource("AWS::Lambda::Function")]
#[properties {
    Code: { ImageUri: "repository@sha256:0" },
    PackageType: "Image",
    Role: "arn:aws:iam::123456789012:role/validator",
}]
pub struct Second;

#[derive(Stack)]
#[stack(name = "work")]
pub struct Work {
    first: First,
    second: Second,
}

fn main() {}
