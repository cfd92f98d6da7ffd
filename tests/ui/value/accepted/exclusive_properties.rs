//! One of the two.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::Lambda::Function")]
#[properties {
    Code: { ImageUri: "repository@sha256:0" },
    PackageType: "Image",
    Role: "arn:aws:iam::123456789012:role/validator",
}]
pub struct First;

#[derive(Resource)]
#[resource("AWS::EC2::Subnet")]
#[properties { VpcId: "vpc-0a1b2c3d4e5f60718", CidrBlock: "10.0.0.0/24", AvailabilityZone: "eu-west-1a" }]
pub struct Second;

#[derive(Stack)]
#[stack(name = "work")]
pub struct Work {
    first: First,
    second: Second,
}

fn main() {}
