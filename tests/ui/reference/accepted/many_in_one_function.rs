//! The same with attributes that the topic has.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
pub struct Alerts;

#[derive(Resource)]
#[resource("AWS::SQS::Queue", deletion_policy = Delete, update_replace_policy = Delete)]
#[properties {
    Tags: [
        { Key: "Three", Value: Join("-", [GetAtt(Alerts.TopicName), GetAtt(Alerts.TopicArn), GetAtt(Alerts.DisplayName)]) },
        { Key: "Two", Value: Join("-", [GetAtt(Alerts.TopicName), GetAtt(Alerts.TopicArn)]) },
    ],
}]
pub struct Jobs;

#[derive(Stack)]
#[stack(name = "messages")]
pub struct Messages {
    alerts: Alerts,
    jobs: Jobs,
}

fn main() {}
