//! Values that are none of those there are, one of them nearly.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::DynamoDB::Table", deletion_policy = Delete, update_replace_policy = Delete)]
#[properties {
    BillingMode: "PAY_PER_REQEST",
    KeySchema: [{ AttributeName: "id", KeyType: "PRIMARY" }],
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
}]
pub struct First;

#[derive(Stack)]
#[stack(name = "work")]
pub struct Work {
    first: First,
}

fn main() {}
