//! Two fields of one generic type with the same argument.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties { DisplayName: Sub("shard ${number}", number = SHARD) }]
pub struct Alerts<const SHARD: usize>;

#[derive(Stack)]
#[stack(name = "messages")]
pub struct Messages {
    first: Alerts<0>,
    second: Alerts<0>,
}

fn main() {}
