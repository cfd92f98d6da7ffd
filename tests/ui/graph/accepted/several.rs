//! The same resources without the references back.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SQS::Queue")]
#[properties { RedrivePolicy: { deadLetterTargetArn: GetAtt(Second.Arn), maxReceiveCount: 5 } }]
pub struct First;

#[derive(Resource)]
#[resource("AWS::SQS::Queue")]
pub struct Second;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties { DisplayName: "errors" }]
pub struct Errors;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties { DisplayName: Sub("beside ${Errors.TopicName}") }]
pub struct Warnings;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties { DisplayName: "notices" }]
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
