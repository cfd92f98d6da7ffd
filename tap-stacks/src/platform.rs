//! The root stack: five nested stacks, the gate that decides whether a deployment stays, and what an operator wants to see.

use tap_core::prelude::*;

use crate::compute::{ComputeOutputs, ComputeStack};
use crate::database::{DatabaseOutputs, DatabaseStack};
use crate::environment::{
    ComputeParameters, DatabaseParameters, Environment, Logging, Monitoring, NetworkParameters, OperationsParameters,
    ReleaseParameters, StorageParameters,
};
use crate::network::{NetworkOutputs, NetworkStack};
use crate::release::{ReleaseOutputs, ReleaseStack};
use crate::storage::{StorageOutputs, StorageStack};
use crate::supported::{SupportedClasses, SupportedRegions};

/// The platform's root. Its children never name it, and each says what it needs of its siblings by their outputs: the
/// parameters between them, their values and the order of creation follow from that.
#[derive(Stack)]
#[stack(
    name = "TapStack",
    description = "Transaction platform: root of the network, storage, database, compute and release stacks",
    parameters = [
        Environment,
        Logging,
        Monitoring,
        NetworkParameters,
        StorageParameters,
        DatabaseParameters,
        ComputeParameters,
        OperationsParameters,
        ReleaseParameters,
    ],
    assertions = [SupportedRegions, SupportedClasses],
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
    #[stack(nested, deletion_policy = Delete, update_replace_policy = Delete)]
    release: ReleaseStack,
    gate: Gate,
}

/// Decides, when everything is in place, whether it stays: an alarm that is on fails the deployment, and CloudFormation rolls all
/// of it back. On a first creation and in stack sets nothing else could: a rollback trigger has to exist before the operation.
#[derive(Resource)]
#[resource(
    "Custom::RollbackGate",
    attributes = ["Outcome"],
    estimate = "75s",
    allow = { drift_detectable: "it makes nothing that could drift" }
)]
#[properties {
    ServiceToken: Output(StorageOutputs::rollback_gate_function_arn),
    ServiceTimeout: 300,
    AlarmNames: [
        Output(NetworkOutputs::health_alarm_name),
        Output(StorageOutputs::health_alarm_name),
        Output(DatabaseOutputs::health_alarm_name),
        Output(ComputeOutputs::health_alarm_name),
        Output(ReleaseOutputs::health_alarm_name),
    ],
    ValidatorFunctionName: Output(ComputeOutputs::validator_function_name),
    WindowSeconds: Ref(ReleaseParameters::gate_window),
    Bypass: Ref(ReleaseParameters::gate_bypass),
    DeploymentId: Ref(ReleaseParameters::deployment_id),
    Schema: Output(ReleaseOutputs::schema_version),
}]
pub struct Gate;

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
