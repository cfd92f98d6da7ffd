//! The same references, right.

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
        { Key: "Alerts", Value: GetAtt(Alerts.TopicArn) },
        { Key: "News", Value: GetAtt(News.TopicName) },
    ],
}]
pub struct Jobs;

#[derive(Stack)]
#[stack(name = "messages")]
pub struct Messages {
    alerts: Alerts,
    news: News,
    jobs: Jobs,
}

fn main() {}
