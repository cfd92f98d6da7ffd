//! Texts that are too long and too short.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::Events::Rule")]
#[properties {
    Name: "a-rule-whose-name-is-longer-than-the-sixty-four-characters-it-may-have",
    ScheduleExpression: "rate(1 day)",
}]
pub struct First;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties { Tags: [{ Key: "", Value: "ledger" }] }]
pub struct Second;

#[derive(Stack)]
#[stack(name = "work")]
pub struct Work {
    first: First,
    second: Second,
}

fn main() {}
