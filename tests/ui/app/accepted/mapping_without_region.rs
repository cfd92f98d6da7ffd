//! A mapping that has all regions of the app.

use tap_core::prelude::*;

#[derive(Mapping)]
#[mapping { "eu-west-1": { Name: "Ireland" }, "us-east-1": { Name: "Virginia" } }]
pub struct Places;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties { DisplayName: FindInMap(Places, Ref(AWS::Region), "Name") }]
pub struct Alerts;

#[derive(Stack)]
#[stack(name = "work", mappings = [Places])]
pub struct Work {
    alerts: Alerts,
}

#[derive(App)]
#[app(regions = ["us-east-1", "eu-west-1"])]
pub struct Platform {
    work: Work,
}

fn main() {}
