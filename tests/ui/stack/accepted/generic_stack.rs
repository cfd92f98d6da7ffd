//! A generic construct in a stack.

use std::marker::PhantomData;

use tap_core::prelude::*;

#[derive(Identity)]
pub struct Payments;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
pub struct Alerts<T: Identity>(PhantomData<T>);

#[derive(Construct)]
pub struct Messages<T: Identity> {
    alerts: Alerts<T>,
}

#[derive(Stack)]
#[stack(name = "messages")]
pub struct MessageStack {
    payments: Messages<Payments>,
}

fn main() {}
