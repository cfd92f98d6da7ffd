//! Keys that a mapping has not: a second one, a first one, and one that only another row has.

use tap_core::prelude::*;

#[derive(Mapping)]
#[mapping { "eu-west-1": { Name: "Ireland", Retention: 30 }, "us-east-1": { Name: "Virginia" } }]
pub struct Places;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties { DisplayName: FindInMap(Places, Ref(AWS::Region), "Nmae") }]
pub struct Alerts;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties { DisplayName: FindInMap(Places, "eu-west-2", "Name") }]
pub struct Orders;

#[derive(Resource)]
#[resource("AWS::Logs::LogGroup", deletion_policy = Delete, update_replace_policy = Delete)]
#[properties { RetentionInDays: FindInMap(Places, "us-east-1", "Retention") }]
pub struct Logs;

#[derive(Stack)]
#[stack(name = "work", mappings = [Places])]
pub struct Work {
    alerts: Alerts,
    orders: Orders,
    logs: Logs,
}

fn main() {}
