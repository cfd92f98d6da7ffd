//! The required properties are there.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::Lambda::Function")]
#[properties {
    Runtime: "python3.13",
    Handler: "index.handler",
    Code: { ZipFile: "def handler(event, context): pass" },
    Role: "arn:aws:iam::123456789012:role/validator",
}]
pub struct Validator;

#[derive(Stack)]
#[stack(name = "compute")]
pub struct Compute {
    validator: Validator,
}

fn main() {}
