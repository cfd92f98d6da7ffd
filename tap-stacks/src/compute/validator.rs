//! The function that validates transactions.

use tap_core::prelude::*;

use super::Intake;
use crate::constructs::{FIND_THE_DATABASE, Function, Named};
use crate::environment::{ComputeParameters, DatabaseParameters, Environment};
use crate::storage::StorageOutputs;

/// The database's user that the validator logs in as. The migrator makes it, with the privileges in `lib/migrations/grants.json`.
pub const VALIDATOR_USERNAME: &str = "validator";

/// Checks a transaction, refuses replays by the sessions table, records it in the database and writes the decision to
/// the audit log.
#[derive(Identity)]
pub struct Validator;

impl Named for Validator {
    const NAME: &'static str = "validator";
}

impl Function for Validator {
    const IMAGE: Fragment = fragment!({ ImageUri: Ref(ComputeParameters::validator_image) });

    const POLICY: Fragment = fragment!({
        Version: "2012-10-17",
        Statement: [
            {
                Sid: "TakeTransactions",
                Effect: "Allow",
                Action: ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"],
                Resource: GetAtt(Intake.Arn),
            },
            {
                Sid: "RefuseReplays",
                Effect: "Allow",
                Action: ["dynamodb:PutItem", "dynamodb:UpdateItem"],
                Resource: Output(StorageOutputs::sessions_table_arn),
            },
            {
                Sid: "WriteDecisions",
                Effect: "Allow",
                Action: ["s3:AbortMultipartUpload", "s3:PutObject"],
                Resource: Sub("${bucket}/decisions/*", bucket = Output(StorageOutputs::audit_bucket_arn)),
            },
            FIND_THE_DATABASE,
            {
                Sid: "LogIn",
                Effect: "Allow",
                Action: "ssm:GetParameters",
                Resource: Sub("arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/tap/${Environment::suffix}/database/validator-password"),
            },
        ],
    });

    const VARIABLES: Fragment = fragment!({
        SESSIONS_TABLE: Output(StorageOutputs::sessions_table_name),
        AUDIT_BUCKET: Output(StorageOutputs::audit_bucket_name),
        DATABASE_NAME: Ref(DatabaseParameters::database_name),
        DATABASE_USERNAME: VALIDATOR_USERNAME,
        DATABASE_ENDPOINT_PARAMETER: Sub("/tap/${Environment::suffix}/database/endpoint"),
        DATABASE_PASSWORD_PARAMETER: Sub("/tap/${Environment::suffix}/database/validator-password"),
    });

    const MEMORY: u32 = 1024;
    const TIMEOUT: u32 = 30;
}
