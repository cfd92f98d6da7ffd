//! The root stack: four nested stacks and what an operator wants to see of them.

use tap_core::prelude::*;

use crate::compute::{ComputeOutputs, ComputeStack};
use crate::database::{DatabaseOutputs, DatabaseStack};
use crate::environment::{ComputeParameters, DatabaseParameters, Environment, Logging, NetworkParameters};
use crate::network::{NetworkOutputs, NetworkStack};
use crate::storage::{StorageOutputs, StorageStack};

/// The platform's root. Its children never name it, and each says what it needs of its siblings by their outputs: the
/// parameters between them, their values and the order of creation follow from that.
#[derive(Stack)]
#[stack(
    name = "TapStack",
    description = "Transaction platform: root of the network, storage, database and compute stacks",
    parameters = [Environment, Logging, NetworkParameters, DatabaseParameters, ComputeParameters],
    outputs = PlatformOutputs
)]
pub struct TapStack {
    #[stack(nested, deletion_policy = Delete, update_replace_policy = Delete)]
    network: NetworkStack,
    #[stack(nested, deletion_policy = Delete, update_replace_policy = Delete)]
    storage: StorageStack,
    #[stack(nested, deletion_policy = Delete, update_replace_policy = Delete)]
    database: DatabaseStack,
    #[stack(nested, deletion_policy = Delete, update_replace_policy = Delete)]
    compute: ComputeStack,
}

/// What a deployment of the platform tells. Nothing is exported here: the nested stacks export what is theirs.
#[derive(Outputs)]
pub struct PlatformOutputs {
    /// VPC that hosts the platform.
    #[output(Output(NetworkOutputs::vpc_id))]
    pub vpc_id: VpcId,

    /// Address that accepts writes to the database.
    #[output(Output(DatabaseOutputs::cluster_endpoint))]
    pub database_endpoint: String,

    /// Table of the sessions.
    #[output(Output(StorageOutputs::sessions_table_name))]
    pub sessions_table: String,

    /// Bucket of the audit log.
    #[output(Output(StorageOutputs::audit_bucket_name))]
    pub audit_bucket: String,

    /// Function that validates transactions.
    #[output(Output(ComputeOutputs::validator_function_arn))]
    pub validator_arn: String,

    /// Queue that takes transactions in.
    #[output(Output(ComputeOutputs::intake_queue_url))]
    pub intake_url: String,
}
