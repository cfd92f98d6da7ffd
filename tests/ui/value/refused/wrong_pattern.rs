//! Texts that do not match their pattern.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::Events::Rule")]
#[properties { Name: "every day", ScheduleExpression: "rate(1 day)" }]
pub struct First;

#[derive(Resource)]
#[resource("AWS::Lambda::Function")]
#[properties { Code: { ImageUri: "repository@sha256:0" }, PackageType: "Image", Role: "validator" }]
pub struct Second;

#[derive(Stack)]
#[stack(name = "work")]
pub struct Work {
    first: First,
    second: Second,
}

fn main() {}
