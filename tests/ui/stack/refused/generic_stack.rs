//! A generic stack.

use std::marker::PhantomData;

use tap_core::prelude::*;

#[derive(Identity)]
pub struct Payments;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
pub struct Alerts<T: Identity>(PhantomData<T>);

#[derive(Stack)]
#[stack(name = "messages")]
pub struct MessageStack<T: Identity> {
    alerts: Alerts<T>,
}

fn main() {}
