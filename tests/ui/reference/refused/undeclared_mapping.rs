//! A mapping that the stack doesn't declare.

use tap_core::prelude::*;

#[derive(Mapping)]
#[mapping { "us-east-1": { Title: "Virginia" }, "eu-west-1": { Title: "Ireland" } }]
pub struct Regions;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties { DisplayName: FindInMap(Regions, Ref(AWS::Region), "Title") }]
pub struct Alerts;

#[derive(Stack)]
#[stack(name = "messages")]
pub struct Messages {
    alerts: Alerts,
}

fn main() {}
