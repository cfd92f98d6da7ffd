//! The same with constants that fit, a number as text among them.

use tap_core::prelude::*;

const RETENTION: u32 = 14;
const TIMEOUT: u32 = 900;
const CLASS: &str = "PAY_PER_REQUEST";
const NAME: &str = "validator";
const ARCHITECTURES: &[&str] = &["arm64"];
const MEMORY: &str = "512";

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
