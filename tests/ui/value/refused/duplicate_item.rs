//! An item that stands twice in a list where each may stand once.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::Lambda::Function")]
#[properties {
    Code: { ImageUri: "repository@sha256:0" },
    PackageType: "Image",
    Role: "arn:aws:iam::123456789012:role/validator",
    Tags: [{ Key: "team", Value: "ledger" }, { Key: "team", Value: "ledger" }],
}]
pub struct First;

#[derive(Stack)]
#[stack(name = "work")]
pub struct Work {
    first: First,
}

fn main() {}
