//! Constants of a generic type: they are known when a stack names its arguments.

use std::marker::PhantomData;
use tap_core::prelude::*;

pub trait Function: Identity {
    const MEMORY: u32;
}

#[derive(Identity)]
pub struct Validator;

impl Function for Validator {
    const MEMORY: u32 = 256;
}

#[derive(Resource)]
#[resource("AWS::Lambda::Function")]
#[properties {
    MemorySize: F::MEMORY,
    Timeout: SECONDS,
    Code: { ImageUri: "repository@sha256:0" },
    PackageType: "Image",
    Role: "arn:aws:iam::123456789012:role/validator",
}]
pub struct CodeOf<F: Function, const SECONDS: u32>(PhantomData<F>);

#[derive(Stack)]
#[stack(name = "work")]
pub struct Work {
    validator: CodeOf<Validator, 30>,
}

fn main() {
    let _ = tap_core::emit;
}
