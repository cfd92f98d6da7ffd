//! Five queues in a row: each has the next for its dead letters, and the last has none.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SQS::Queue")]
#[properties { RedrivePolicy: { deadLetterTargetArn: GetAtt(Second.Arn), maxReceiveCount: 5 } }]
pub struct First;

#[derive(Resource)]
#[resource("AWS::SQS::Queue")]
#[properties { RedrivePolicy: { deadLetterTargetArn: GetAtt(Third.Arn), maxReceiveCount: 5 } }]
pub struct Second;

#[derive(Resource)]
#[resource("AWS::SQS::Queue")]
#[properties { RedrivePolicy: { deadLetterTargetArn: GetAtt(Fourth.Arn), maxReceiveCount: 5 } }]
pub struct Third;

#[derive(Resource)]
#[resource("AWS::SQS::Queue")]
#[properties { RedrivePolicy: { deadLetterTargetArn: GetAtt(Fifth.Arn), maxReceiveCount: 5 } }]
pub struct Fourth;

#[derive(Resource)]
#[resource("AWS::SQS::Queue")]
pub struct Fifth;

#[derive(Stack)]
#[stack(name = "queues")]
pub struct Queues {
    first: First,
    second: Second,
    third: Third,
    fourth: Fourth,
    fifth: Fifth,
}

fn main() {}
