//! A value of another JSON type, at the top and deep inside; CloudFormation takes a number as text.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SQS::Queue", deletion_policy = Delete, update_replace_policy = Delete)]
#[properties { DelaySeconds: "soon", FifoQueue: "yes" }]
pub struct First;

#[derive(Resource)]
#[resource("AWS::Lambda::Function")]
#[properties {
    Code: { ImageUri: "repository@sha256:0" },
    PackageType: "Image",
    Role: "arn:aws:iam::123456789012:role/validator",
    VpcConfig: { SubnetIds: "subnet-0a1b2c3d" },
    Tags: { Key: "team" },
}]
pub struct Second;

#[derive(Stack)]
#[stack(name = "work")]
pub struct Work {
    first: First,
    second: Second,
}

fn main() {}
