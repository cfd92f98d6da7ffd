//! The same with values that fit, and a default that a condition keeps away.

use tap_core::prelude::*;

#[derive(Parameters)]
pub struct Settings {
    #[parameter(default = 14)]
    pub retention: u32,
    #[parameter(allowed_values = ["PROVISIONED", "PAY_PER_REQUEST"])]
    pub billing: String,
    #[parameter(default = "arm64")]
    pub architectures: Vec<String>,
    #[parameter(default = "")]
    pub name: String,
    #[parameter(default = "")]
    pub days: String,
    pub tracing: bool,
}

#[derive(Conditions)]
pub struct When {
    #[condition(Not(Equals(Ref(Settings::name), "")))]
    pub named: Condition,
}

#[derive(Resource)]
#[resource("AWS::Logs::LogGroup", deletion_policy = Delete, update_replace_policy = Delete)]
#[properties { RetentionInDays: Ref(Settings::retention) }]
pub struct Logs;

#[derive(Resource)]
#[resource("AWS::Logs::LogGroup", condition = When::named, deletion_policy = Delete, update_replace_policy = Delete)]
#[properties { RetentionInDays: Ref(Settings::days) }]
pub struct OtherLogs;

#[derive(Resource)]
#[resource("AWS::DynamoDB::Table", deletion_policy = Delete, update_replace_policy = Delete)]
#[properties {
    BillingMode: Ref(Settings::billing),
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
}]
pub struct Sessions;

#[derive(Resource)]
#[resource("AWS::Lambda::Function")]
#[properties {
    FunctionName: If(When::named, Ref(Settings::name), Ref(AWS::NoValue)),
    Architectures: Ref(Settings::architectures),
    Code: { ImageUri: "repository@sha256:0" },
    PackageType: "Image",
    Role: "arn:aws:iam::123456789012:role/validator",
}]
pub struct Validator;

#[derive(Resource)]
#[resource("AWS::ApiGateway::Stage")]
#[properties { RestApiId: "a1b2c3", StageName: "live", TracingEnabled: Ref(Settings::tracing) }]
pub struct Live;

#[derive(Stack)]
#[stack(name = "work", parameters = [Settings], conditions = [When])]
pub struct Work {
    logs: Logs,
    other_logs: OtherLogs,
    sessions: Sessions,
    validator: Validator,
    live: Live,
}

fn main() {}
