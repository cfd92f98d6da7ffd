//! What other stacks may know of storage.

use tap_core::prelude::*;

use super::{AuditBucket, DataKey, DataKeyAlias, Sessions, SessionsThrottled};
use crate::environment::Environment;

/// Names and ARNs of what is kept.
#[derive(Outputs)]
pub struct StorageOutputs {
    /// ARN of the key for data at rest.
    #[output(GetAtt(DataKey.Arn), export = Sub("data-key-arn-${Environment::suffix}"))]
    pub data_key_arn: String,

    /// Alias of the key for data at rest.
    #[output(Ref(DataKeyAlias), export = Sub("data-key-alias-${Environment::suffix}"))]
    pub data_key_alias: String,

    /// Name of the sessions table.
    #[output(Ref(Sessions), export = Sub("sessions-table-name-${Environment::suffix}"))]
    pub sessions_table_name: String,

    /// ARN of the sessions table.
    #[output(GetAtt(Sessions.Arn), export = Sub("sessions-table-arn-${Environment::suffix}"))]
    pub sessions_table_arn: String,

    /// Name of the audit bucket.
    #[output(Ref(AuditBucket), export = Sub("audit-bucket-name-${Environment::suffix}"))]
    pub audit_bucket_name: String,

    /// ARN of the audit bucket.
    #[output(GetAtt(AuditBucket.Arn), export = Sub("audit-bucket-arn-${Environment::suffix}"))]
    pub audit_bucket_arn: String,

    /// Alarm of throttled writes to the sessions table.
    #[output(GetAtt(SessionsThrottled.Arn), export = Sub("sessions-throttled-alarm-arn-${Environment::suffix}"))]
    pub sessions_throttled_alarm_arn: String,
}
