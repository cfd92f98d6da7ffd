//! Values that there are, one of them in another case where that is of no matter.

use tap_core::prelude::*;

#[derive(Resource)]
#[resource("AWS::DynamoDB::Table", deletion_policy = Delete, update_replace_policy = Delete)]
#[properties {
    BillingMode: "PAY_PER_REQUEST",
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
}]
pub struct First;

#[derive(Stack)]
#[stack(name = "work")]
pub struct Work {
    first: First,
}

fn main() {}
