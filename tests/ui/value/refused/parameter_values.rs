//! Parameters whose type, default or allowed values do not fit where they are used.

use tap_core::prelude::*;

#[derive(Parameters)]
pub struct Settings {
    #[parameter(default = 15)]
    pub retention: u32,
    #[parameter(allowed_values = ["PROVISIONED", "PAY_PER_REQEST"])]
    pub billing: String,
    #[parameter(default = "arm64,risc-v")]
    pub architectures: Vec<String>,
    pub names: Vec<String>,
    pub tracing: u32,
}

#[derive(Resource)]
#[resource("AWS::Logs::LogGroup", deletion_policy = Delete, update_replace_policy = Delete)]
#[properties { RetentionInDays: Ref(Settings::retention) }]
pub struct Logs;

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
    FunctionName: Ref(Settings::names),
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
#[stack(name = "work", parameters = [Settings])]
pub struct Work {
    logs: Logs,
    sessions: Sessions,
    validator: Validator,
    live: Live,
}

fn main() {}
