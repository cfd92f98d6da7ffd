//! Texts as long as they may be.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::Events::Rule")]
#[properties { Name: "a-rule", ScheduleExpression: "rate(1 day)" }]
pub struct First;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties { Tags: [{ Key: "team", Value: "ledger" }] }]
pub struct Second;

#[derive(Stack)]
#[stack(name = "work")]
pub struct Work {
    first: First,
    second: Second,
}

fn main() {}
