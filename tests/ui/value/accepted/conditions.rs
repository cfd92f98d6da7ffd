//! Sides that fit, and a property that is always there.

use tap_core::prelude::*;

#[derive(Parameters)]
pub struct Sizes {
    pub size: String,
}

#[derive(Conditions)]
pub struct When {
    #[condition(Equals(Ref(Sizes::size), "large"))]
    pub large: Condition,
}

#[derive(Resource)]
#[resource("AWS::SQS::Queue", deletion_policy = Delete, update_replace_policy = Delete)]
#[properties { DelaySeconds: If(When::large, 30, 10) }]
pub struct First;

#[derive(Resource)]
#[resource("AWS::EC2::EIP")]
#[properties { Domain: "vpc", Tags: [{ Key: "team", Value: If(When::large, "ledger", "payments") }] }]
pub struct Second;

#[derive(Stack)]
#[stack(name = "work", parameters = [Sizes], conditions = [When])]
pub struct Work {
    first: First,
    second: Second,
}

fn main() {}
