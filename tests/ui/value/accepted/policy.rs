//! Policies, one of them as a text.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::IAM::Role")]
#[properties {
    AssumeRolePolicyDocument: {
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
    },
    Policies: [{
        PolicyName: "read",
        PolicyDocument: {
            Version: "2012-10-17",
            Statement: [
                { Sid: "readAll", Effect: "Allow", Action: "s3:GetObject", Resource: "*" },
                { Effect: "Allow", NotAction: "s3:GetObject", Resource: "arn:aws:s3:::data/*" },
            ],
        },
    }],
}]
pub struct Reader;

#[derive(Resource)]
#[resource("AWS::SQS::QueuePolicy")]
#[properties {
    Queues: ["jobs"],
    PolicyDocument: {
        Version: "2012-10-17",
        Statement: {
            Effect: "Allow",
            Principal: "*",
            Action: "sqs:*",
            Resource: "*",
            Condition: { StringLike: { "aws:PrincipalOrgID": "o-1" } },
        },
    },
}]
pub struct Senders;

#[derive(Resource)]
#[resource("AWS::SNS::TopicPolicy")]
#[properties { Topics: ["news"], PolicyDocument: "{ \"Version\": \"2012-10-17\", \"Statement\": [] }" }]
pub struct Readers;

#[derive(Stack)]
#[stack(name = "work")]
pub struct Work {
    reader: Reader,
    senders: Senders,
    readers: Readers,
}

fn main() {}
