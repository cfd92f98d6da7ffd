//! A function of three references that are all misspelt says the first, one of two says both.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
pub struct Alerts;

#[derive(Resource)]
#[resource("AWS::SQS::Queue", deletion_policy = Delete, update_replace_policy = Delete)]
#[properties {
    Tags: [
        { Key: "Three", Value: Join("-", [GetAtt(Alerts.TopicNme), GetAtt(Alerts.TopicAnr), GetAtt(Alerts.DisplyName)]) },
        { Key: "Two", Value: Join("-", [GetAtt(Alerts.TopcName), GetAtt(Alerts.TopcArn)]) },
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
