//! Ids, names, ARNs, addresses and times that are none.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::EC2::Subnet")]
#[properties { VpcId: "vpc-1234567", CidrBlock: "10.0.7.1/21" }]
pub struct Inside;

#[derive(Resource)]
#[resource("AWS::S3::Bucket", deletion_policy = Retain, update_replace_policy = Retain)]
#[properties { BucketName: "a..b" }]
pub struct Data;

#[derive(Resource)]
#[resource("AWS::Lambda::Function")]
#[properties {
    Role: "arn:aws:iam::123456789012:user/validator",
    Code: { ImageUri: "repository@sha256:0" },
    PackageType: "Image",
}]
pub struct Validator;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties { KmsMasterKeyId: "my-key", DataProtectionPolicy: "Version: 2021-06-01" }]
pub struct News;

#[derive(Resource)]
#[resource("AWS::Scheduler::Schedule")]
#[properties {
    ScheduleExpression: "rate(1 hour)",
    FlexibleTimeWindow: { Mode: "OFF" },
    Target: {
        Arn: "arn:aws:sqs:eu-west-1:123456789012:jobs",
        RoleArn: "arn:aws:iam::123456789012:role/scheduler",
    },
    StartDate: "2030-12-31T23:59:59",
}]
pub struct Hourly;

#[derive(Stack)]
#[stack(name = "work")]
pub struct Work {
    inside: Inside,
    data: Data,
    validator: Validator,
    news: News,
    hourly: Hourly,
}

fn main() {}
