//! Two attributes that don't exist and two resources that no stack has: the attributes each at its token, the resources
//! at the field that wants them.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
pub struct Alerts;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
pub struct News;

#[derive(Resource)]
#[resource("AWS::SQS::Queue")]
#[properties {
    Tags: [
        { Key: "Alerts", Value: GetAtt(Alerts.Arn) },
        { Key: "News", Value: GetAtt(News.TopicNames) },
    ],
}]
pub struct Jobs;

#[derive(Stack)]
#[stack(name = "messages")]
pub struct Messages {
    jobs: Jobs,
}

fn main() {}
