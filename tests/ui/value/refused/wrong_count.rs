//! Lists with too many items.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::Lambda::Function")]
#[properties {
    Code: { ImageUri: "repository@sha256:0" },
    PackageType: "Image",
    Role: "arn:aws:iam::123456789012:role/validator",
    Architectures: ["arm64", "x86_64"],
    VpcConfig: { SubnetIds: [], SecurityGroupIds: ["sg-01234561", "sg-01234562", "sg-01234563", "sg-01234564", "sg-01234565", "sg-01234566"] },
}]
pub struct First;

#[derive(Stack)]
#[stack(name = "work")]
pub struct Work {
    first: First,
}

fn main() {}
