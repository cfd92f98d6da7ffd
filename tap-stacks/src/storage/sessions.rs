//! Sessions, and the idempotency keys of transactions.

use tap_core::prelude::*;

use crate::environment::Environment;
use crate::registry::RegistryOutputs;

/// One item per session or idempotency key, which DynamoDB forgets after the time in `expires_at`.
#[derive(Resource)]
#[resource("AWS::DynamoDB::Table", deletion_policy = Delete, update_replace_policy = Delete)]
#[properties {
    TableName: Sub("sessions-${Environment::suffix}"),
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [{ AttributeName: "session_id", AttributeType: "S" }],
    KeySchema: [{ AttributeName: "session_id", KeyType: "HASH" }],
    TimeToLiveSpecification: { AttributeName: "expires_at", Enabled: true },
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    SSESpecification: { SSEEnabled: true, SSEType: "KMS", KMSMasterKeyId: ImportValue(RegistryOutputs::data_key_arn) },
    Tags: [{ Key: "Name", Value: Sub("sessions-${Environment::suffix}") }],
}]
pub struct Sessions;
