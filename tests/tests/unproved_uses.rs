//! Conditions that depend on too much are no proof: what they guard is accepted, and listed.

use tap_core::check::unproved_uses;
use tap_core::prelude::*;

#[derive(Parameters)]
pub struct Flags {
    #[parameter(default = "no")]
    pub first: String,
    #[parameter(default = "no")]
    pub second: String,
    #[parameter(default = "no")]
    pub third: String,
    #[parameter(default = "no")]
    pub fourth: String,
    #[parameter(default = "no")]
    pub fifth: String,
    #[parameter(default = "no")]
    pub sixth: String,
    #[parameter(default = "no")]
    pub seventh: String,
    #[parameter(default = "no")]
    pub eighth: String,
}

#[derive(Conditions)]
pub struct When {
    #[condition(And(Equals(Ref(Flags::first), "yes"), Equals(Ref(Flags::second), "yes"), Equals(Ref(Flags::third), "yes"), Equals(Ref(Flags::fourth), "yes")))]
    pub half: bool,
    #[condition(And(Equals(Ref(Flags::fifth), "yes"), Equals(Ref(Flags::sixth), "yes"), Equals(Ref(Flags::seventh), "yes"), Equals(Ref(Flags::eighth), "yes")))]
    pub rest: bool,
    #[condition(And(When::half, When::rest))]
    pub all: bool,
}

#[derive(Resource)]
#[resource("AWS::SNS::Topic", condition = When::all)]
pub struct Alerts;

#[derive(Resource)]
#[resource("AWS::SNS::Subscription", condition = When::half)]
#[properties { Protocol: "email", TopicArn: Ref(Alerts), Endpoint: "team@example.com" }]
pub struct Mail;

#[derive(Stack)]
#[stack(name = "messages", parameters = [Flags], conditions = [When])]
pub struct Messages {
    alerts: Alerts,
    mail: Mail,
}

#[derive(App)]
#[app(regions = ["eu-west-1"])]
pub struct Messaging {
    messages: Messages,
}

#[test]
fn what_no_proof_can_decide_is_listed() {
    let found = unproved_uses(Messaging::APP);
    let found: Vec<_> = found.iter().map(|found| (found.stack, found.user.as_str(), found.used, found.condition)).collect();
    assert_eq!(found, [("messages", "Mail", "Alerts", "All")]);
}
