//! What other stacks may know of storage.

use tap_core::prelude::*;

use super::{AuditLog, BucketEmptier, RollbackGate, Sessions, SessionsThrottled, StorageAlarms};
use crate::constructs::{Health, PrivateBucket};
use crate::environment::Environment;
use crate::operations::OperationCode;

/// Names and ARNs of what is kept.
#[derive(Outputs)]
pub struct StorageOutputs {
    /// Name of the sessions table.
    #[output(Ref(Sessions), export = Sub("sessions-table-name-${Environment::suffix}"))]
    pub sessions_table_name: String,

    /// ARN of the sessions table.
    #[output(GetAtt(Sessions.Arn), export = Sub("sessions-table-arn-${Environment::suffix}"))]
    pub sessions_table_arn: String,

    /// Name of the audit bucket.
    #[output(Ref(PrivateBucket<AuditLog>), export = Sub("audit-bucket-name-${Environment::suffix}"))]
    pub audit_bucket_name: String,

    /// ARN of the audit bucket.
    #[output(GetAtt(PrivateBucket<AuditLog>.Arn), export = Sub("audit-bucket-arn-${Environment::suffix}"))]
    pub audit_bucket_arn: String,

    /// Alarm of throttled writes to the sessions table.
    #[output(GetAtt(SessionsThrottled.Arn), export = Sub("sessions-throttled-alarm-arn-${Environment::suffix}"))]
    pub sessions_throttled_alarm_arn: String,

    /// ARN of the function that empties the audit bucket.
    #[output(GetAtt(OperationCode<BucketEmptier>.Arn), export = Sub("bucket-emptier-function-arn-${Environment::suffix}"))]
    pub bucket_emptier_function_arn: String,

    /// ARN of the function that decides whether a deployment stays.
    #[output(GetAtt(OperationCode<RollbackGate>.Arn), export = Sub("rollback-gate-function-arn-${Environment::suffix}"))]
    pub rollback_gate_function_arn: String,

    /// Name of the alarm of everything in the storage.
    #[output(Ref(Health<StorageAlarms>), export = Sub("storage-health-alarm-name-${Environment::suffix}"))]
    pub health_alarm_name: String,

    /// ARN of the alarm of everything in the storage.
    #[output(GetAtt(Health<StorageAlarms>.Arn), export = Sub("storage-health-alarm-arn-${Environment::suffix}"))]
    pub health_alarm_arn: String,
}
