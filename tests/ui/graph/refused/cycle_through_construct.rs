//! A generic construct whose two resources need each other, for whatever it is instantiated with.

use std::marker::PhantomData;

use tap_core::prelude::*;

#[derive(Identity)]
pub struct Orders;

#[derive(Resource)]
#[resource("AWS::SQS::Queue")]
#[properties { RedrivePolicy: { deadLetterTargetArn: GetAtt(DeadLetters<W>.Arn), maxReceiveCount: 5 } }]
pub struct Work<W: Identity>(PhantomData<W>);

#[derive(Resource)]
#[resource("AWS::SQS::Queue")]
#[properties { RedriveAllowPolicy: { redrivePermission: "byQueue", sourceQueueArns: [GetAtt(Work<W>.Arn)] } }]
pub struct DeadLetters<W: Identity>(PhantomData<W>);

#[derive(Construct)]
pub struct Queue<W: Identity> {
    work: Work<W>,
    dead_letters: DeadLetters<W>,
}

#[derive(Stack)]
#[stack(name = "orders")]
pub struct OrdersStack {
    orders: Queue<Orders>,
}

fn main() {}
