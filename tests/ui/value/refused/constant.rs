//! Constants: their type, their value, their range, their length and their number.

use tap_core::prelude::*;

const RETENTION: u32 = 15;
const TIMEOUT: u32 = 901;
const CLASS: &str = "SOMETIMES";
const NAME: &str = "a-name-that-is-longer-than-the-sixty-four-characters-a-function-may-have";
const ARCHITECTURES: &[&str] = &["arm64", "x86_64"];
const MEMORY: &str = "plenty";

#[derive(Resource)]
#[resource("AWS::Logs::LogGroup", deletion_policy = Delete, update_replace_policy = Delete)]
#[properties { RetentionInDays: RETENTION }]
pub struct Logs;

#[derive(Resource)]
#[resource("AWS::DynamoDB::Table", deletion_policy = Delete, update_replace_policy = Delete)]
#[properties {
    BillingMode: CLASS,
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
}]
pub struct Sessions;

#[derive(Resource)]
#[resource("AWS::Lambda::Function")]
#[properties {
    Architectures: ARCHITECTURES,
    MemorySize: MEMORY,
    Timeout: TIMEOUT,
    Code: { ImageUri: "repository@sha256:0" },
    PackageType: "Image",
    Role: "arn:aws:iam::123456789012:role/validator",
}]
pub struct Validator;

#[derive(Resource)]
#[resource("AWS::Events::Rule")]
#[properties { Name: NAME, ScheduleExpression: "rate(1 day)" }]
pub struct Daily;

#[derive(Stack)]
#[stack(name = "work")]
pub struct Work {
    logs: Logs,
    sessions: Sessions,
    validator: Validator,
    daily: Daily,
}

fn main() {}
