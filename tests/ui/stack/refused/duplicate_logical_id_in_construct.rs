//! A field's logical id is also that of a resource inside a construct.

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
    orders_work: Other,
}

fn main() {}
