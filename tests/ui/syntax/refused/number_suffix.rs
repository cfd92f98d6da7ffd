//! A number with a type of Rust.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SQS::Queue")]
#[properties { DelaySeconds: 5u32 }]
pub struct Jobs;

#[derive(Stack)]
#[stack(name = "messages")]
pub struct Messages {
    jobs: Jobs,
}

fn main() {}
