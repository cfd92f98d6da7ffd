//! What is kept outside the database: sessions, the audit log, and the key that encrypts all data at rest.

mod alarms;
mod audit;
mod key;
mod outputs;
mod sessions;

pub use alarms::*;
pub use audit::*;
pub use key::*;
pub use outputs::*;
pub use sessions::*;

use tap_core::prelude::*;

use crate::environment::Environment;

/// Key, sessions table and audit bucket.
#[derive(Stack)]
#[stack(
    name = "storage-stack",
    description = "Transaction platform: encryption key, DynamoDB sessions table, audit bucket",
    parameters = [Environment],
    outputs = StorageOutputs
)]
pub struct StorageStack {
    data_key: DataKey,
    data_key_alias: DataKeyAlias,
    sessions: Sessions,
    sessions_throttled: SessionsThrottled,
    audit_bucket: AuditBucket,
    audit_bucket_policy: AuditBucketPolicy,
}
