//! A queue that names a topic under the condition under which it exists.

use tap_core::prelude::*;

#[derive(Parameters)]
pub struct Environment {
    #[parameter(name = "Alarms", default = "no", allowed_values = ["yes", "no"])]
    pub alarms: String,
}

#[derive(Conditions)]
pub struct When {
    #[condition(Equals(Ref(Environment::alarms), "yes"))]
    pub alarms: Condition,
}

#[derive(Resource)]
#[resource("AWS::SNS::Topic", condition = When::alarms)]
pub struct Alerts;

#[derive(Resource)]
#[resource("AWS::SQS::Queue")]
#[properties { Tags: [{ Key: "Topic", Value: If(When::alarms, GetAtt(Alerts.TopicName), "none") }] }]
pub struct Jobs;

#[derive(Stack)]
#[stack(name = "messages", parameters = [Environment], conditions = [When])]
pub struct Messages {
    alerts: Alerts,
    jobs: Jobs,
}

#[derive(App)]
#[app(regions = ["us-east-1"])]
pub struct Messaging {
    messages: Messages,
}

fn main() {}
