//! Numbers that are too small and too large, one of them as text.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::Lambda::Function")]
#[properties {
    Code: { ImageUri: "repository@sha256:0" },
    PackageType: "Image",
    Role: "arn:aws:iam::123456789012:role/validator",
    MemorySize: 64,
    Timeout: "901",
}]
pub struct First;

#[derive(Stack)]
#[stack(name = "work")]
pub struct Work {
    first: First,
}

fn main() {}
