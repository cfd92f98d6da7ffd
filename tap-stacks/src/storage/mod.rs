//! What is kept outside the database: sessions and the audit log; and the functions that operate the platform.

mod alarms;
mod audit;
mod emptier;
mod gate;
mod outputs;
mod sessions;

pub use alarms::*;
pub use audit::*;
pub use emptier::*;
pub use gate::*;
pub use outputs::*;
pub use sessions::*;

use tap_core::prelude::*;

use crate::constructs::{Health, OnlyTls, PrivateBucket};
use crate::environment::{Environment, Logging, Monitoring, OperationsParameters, StorageParameters, Watched};
use crate::operations::OperationsFunction;

/// What storage has only if it is asked for.
#[derive(Conditions)]
pub struct When {
    /// The audit log is deleted with the stack.
    #[condition(Not(Equals(Ref(StorageParameters::audit_protected), "true")))]
    pub audit_goes_with_the_stack: Condition,
}

/// Sessions table, audit bucket and operations functions.
#[derive(Stack)]
#[stack(
    name = "storage-stack",
    description = "Transaction platform: DynamoDB sessions table, audit bucket, operations functions",
    parameters = [Environment, Logging, Monitoring, OperationsParameters, StorageParameters],
    conditions = [When, Watched],
    outputs = StorageOutputs
)]
pub struct StorageStack {
    sessions: Sessions,
    sessions_throttled: SessionsThrottled,
    audit_bucket: PrivateBucket<AuditLog>,
    audit_bucket_policy: OnlyTls<AuditLog>,
    bucket_emptier: OperationsFunction<BucketEmptier>,
    empty_audit_bucket: EmptyAuditBucket,
    rollback_gate: OperationsFunction<RollbackGate>,
    health: Health<StorageAlarms>,
}
