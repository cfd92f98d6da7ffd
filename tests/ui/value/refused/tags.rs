//! Tags that no resource can have: two of one key, and those of AWS alone.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::EC2::VPC")]
#[properties {
    CidrBlock: "10.0.0.0/16",
    Tags: [
        { Key: "team", Value: "one" },
        { Key: "team", Value: "two" },
        { Key: "aws:team", Value: "three" },
    ],
}]
pub struct Outer;

#[derive(Resource)]
#[resource("AWS::SSM::Parameter")]
#[properties { Type: "String", Value: "x", Tags: { "aws:team": "one" } }]
pub struct Setting;

#[derive(Stack)]
#[stack(name = "work")]
pub struct Work {
    outer: Outer,
    setting: Setting,
}

fn main() {}
