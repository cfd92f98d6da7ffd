//! Lists with as many items as they may have.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::Lambda::Function")]
#[properties {
    Code: { ImageUri: "repository@sha256:0" },
    PackageType: "Image",
    Role: "arn:aws:iam::123456789012:role/validator",
    Architectures: ["arm64"],
    VpcConfig: { SubnetIds: ["subnet-1"], SecurityGroupIds: ["sg-01234561", "sg-01234562"] },
}]
pub struct First;

#[derive(Stack)]
#[stack(name = "work")]
pub struct Work {
    first: First,
}

fn main() {}
