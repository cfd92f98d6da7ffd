//! The same uses under conditions that imply it, one of them by another parameter value only.

use tap_core::prelude::*;

#[derive(Parameters)]
pub struct Settings {
    #[parameter(allowed_values = ["small", "medium", "large"])]
    pub size: String,
    pub region: String,
}

#[derive(Conditions)]
pub struct When {
    #[condition(Equals(Ref(Settings::size), "large"))]
    pub large: Condition,
    #[condition(Not(Equals(Ref(Settings::size), "small")))]
    pub not_small: Condition,
    #[condition(Or(When::large, Equals(Ref(Settings::size), "medium")))]
    pub large_or_medium: Condition,
    #[condition(And(When::not_small, Equals(Ref(Settings::region), "eu-west-1")))]
    pub regional: Condition,
}

#[derive(Resource)]
#[resource("AWS::SNS::Topic", condition = When::not_small)]
#[properties { DisplayName: "alerts" }]
pub struct Alerts;

#[derive(Resource)]
#[resource("AWS::SNS::Subscription", condition = When::large_or_medium)]
#[properties { TopicArn: Ref(Alerts), Protocol: "email", Endpoint: "operations@example.com" }]
pub struct Subscription;

#[derive(Resource)]
#[resource("AWS::SSM::Parameter")]
#[properties { Type: "String", Value: If(When::large, Ref(Alerts), "none") }]
pub struct Note;

#[derive(Resource)]
#[resource("AWS::SSM::Parameter")]
#[properties { Type: "String", Value: If(When::regional, GetAtt(Alerts.TopicName), If(When::not_small, Sub("${Alerts}"), "none")) }]
pub struct Other;

#[derive(Outputs)]
pub struct WorkOutputs {
    #[output(GetAtt(Alerts.TopicName), condition = When::not_small)]
    pub topic: String,
}

#[derive(Stack)]
#[stack(name = "work", parameters = [Settings], conditions = [When], outputs = WorkOutputs)]
pub struct Work {
    alerts: Alerts,
    subscription: Subscription,
    note: Note,
    other: Other,
}

fn main() {}
