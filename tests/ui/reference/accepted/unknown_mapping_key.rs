//! Keys that it has.

use tap_core::prelude::*;

#[derive(Mapping)]
#[mapping { "eu-west-1": { Name: "Ireland", Retention: 30 }, "us-east-1": { Name: "Virginia" } }]
pub struct Places;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties { DisplayName: FindInMap(Places, Ref(AWS::Region), "Name") }]
pub struct Alerts;

#[derive(Resource)]
#[resource("AWS::SNS::Topic")]
#[properties { DisplayName: FindInMap(Places, "us-east-1", "Name") }]
pub struct Orders;

#[derive(Resource)]
#[resource("AWS::Logs::LogGroup", deletion_policy = Delete, update_replace_policy = Delete)]
#[properties { RetentionInDays: FindInMap(Places, "eu-west-1", "Retention") }]
pub struct Logs;

#[derive(Stack)]
#[stack(name = "work", mappings = [Places])]
pub struct Work {
    alerts: Alerts,
    orders: Orders,
    logs: Logs,
}

fn main() {}
