//! Policies that IAM does not read.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::IAM::Role")]
#[properties {
    AssumeRolePolicyDocument: {
        Version: "2012-10-17",
        Statement: [{ Effect: "allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
    },
    Policies: [{
        PolicyName: "read",
        PolicyDocument: {
            Version: "2012-10-18",
            Statement: [
                { Sid: "read all", Effect: "Allow", Action: "s3:GetObject", Resource: "*" },
                { Effect: "Allow", Action: "s3:PutObject", NotAction: "s3:GetObject", Resource: "data/*" },
                { Effect: "Allow", Principal: "*", Resource: "*" },
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
        Statement: { Effect: "Allow", Action: "sqs:*", Resource: "*", Condition: { StringLooks: { "aws:PrincipalOrgID": "o-1" } } },
    },
}]
pub struct Senders;

#[derive(Stack)]
#[stack(name = "work")]
pub struct Work {
    reader: Reader,
    senders: Senders,
}

fn main() {}
