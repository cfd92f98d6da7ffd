//! Two required properties are missing, and there is no block at all.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::Lambda::Function")]
pub struct Validator;

#[derive(Stack)]
#[stack(name = "compute")]
pub struct Compute {
    validator: Validator,
}

fn main() {}
