//! Two cycles that share nothing, and a resource that needs itself: all three are reported.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SQS::Queue")]
#[properties { RedrivePolicy: { deadLetterTargetArn: GetAtt(Second.Arn), maxReceiveCount: 5 } }]
pub struct First;

#[derive(Resource)]
#[resource("AWS::SQS::Queue")]
#[properties { RedrivePolicy: { deadLetterTargetArn: GetAtt(First.Arn), maxReceiveCount: 5 } }]
pub struct Second;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties { DisplayName: Sub("about ${Warnings.TopicName}") }]
pub struct Errors;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties { DisplayName: Sub("beside ${Errors.TopicName}") }]
pub struct Warnings;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties { DisplayName: GetAtt(Notices.TopicName) }]
pub struct Notices;

#[derive(Stack)]
#[stack(name = "messages")]
pub struct Messages {
    first: First,
    second: Second,
    errors: Errors,
    warnings: Warnings,
    notices: Notices,
}

fn main() {}
