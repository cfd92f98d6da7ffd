//! The logical ids of a construct's resources are its field's name and theirs.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SQS::Queue")]
pub struct Work;

#[derive(Resource)]
#[resource("AWS::SQS::Queue")]
pub struct Other;

#[derive(Construct)]
pub struct Orders {
    work: Work,
}

#[derive(Stack)]
#[stack(name = "messages")]
pub struct Messages {
    orders: Orders,
    other_work: Other,
}

fn main() {}
