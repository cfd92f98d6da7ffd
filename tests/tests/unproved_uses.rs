//! Conditions that depend on too much are no proof: what they guard is accepted, and listed.

use tap_core::check::unproved_uses;
use tap_core::prelude::*;

#[expect(dead_code, reason = "fields are read by the derives")]
#[derive(Parameters)]
struct Flags {
    #[parameter(default = "no")]
    first: String,
    #[parameter(default = "no")]
    second: String,
    #[parameter(default = "no")]
    third: String,
    #[parameter(default = "no")]
    fourth: String,
    #[parameter(default = "no")]
    fifth: String,
    #[parameter(default = "no")]
    sixth: String,
    #[parameter(default = "no")]
    seventh: String,
    #[parameter(default = "no")]
    eighth: String,
}

#[expect(dead_code, reason = "fields are read by the derives")]
#[derive(Conditions)]
struct When {
    #[condition(And(
        Equals(Ref(Flags::first), "yes"),
        Equals(Ref(Flags::second), "yes"),
        Equals(Ref(Flags::third), "yes"),
        Equals(Ref(Flags::fourth), "yes")
    ))]
    half: bool,
    #[condition(And(
        Equals(Ref(Flags::fifth), "yes"),
        Equals(Ref(Flags::sixth), "yes"),
        Equals(Ref(Flags::seventh), "yes"),
        Equals(Ref(Flags::eighth), "yes")
    ))]
    rest: bool,
    #[condition(And(When::half, When::rest))]
    all: bool,
}

#[derive(Resource)]
#[resource("AWS::SNS::Topic", condition = When::all)]
struct Alerts;

#[derive(Resource)]
#[resource("AWS::SNS::Subscription", condition = When::half)]
#[properties { Protocol: "email", TopicArn: Ref(Alerts), Endpoint: "team@example.com" }]
struct Mail;

#[derive(Stack)]
#[stack(name = "messages", parameters = [Flags], conditions = [When])]
struct Messages {
    alerts: Alerts,
    mail: Mail,
}

#[derive(App)]
#[app(regions = ["eu-west-1"])]
struct Messaging {
    messages: Messages,
}

#[test]
fn what_no_proof_can_decide_is_listed() {
    let found = unproved_uses(Messaging::APP);
    let found: Vec<_> = found.iter().map(|found| (found.stack, found.user.as_str(), found.used, found.condition)).collect();
    assert_eq!(found, [("messages", "Mail", "Alerts", "All")]);
}
