//! The cluster's log groups. RDS fixes their names: `/aws/rds/cluster/CLUSTER/LOG`.

use std::marker::PhantomData;

use tap_core::prelude::*;

use super::Database;
use crate::environment::Environment;

/// A log that Aurora MySQL sends to CloudWatch.
pub trait DatabaseLog: Identity {
    /// What RDS calls it.
    const NAME: &'static str;
}

/// Who connected, and who changed rights or schema.
#[derive(Identity)]
pub struct AuditLog;

impl DatabaseLog for AuditLog {
    const NAME: &'static str = "audit";
}

/// What went wrong.
#[derive(Identity)]
pub struct ErrorLog;

impl DatabaseLog for ErrorLog {
    const NAME: &'static str = "error";
}

/// What took longer than a second.
#[derive(Identity)]
pub struct SlowQueryLog;

impl DatabaseLog for SlowQueryLog {
    const NAME: &'static str = "slowquery";
}

/// The log group of one log. It has no reference to the cluster, since it has to come before.
#[derive(Resource)]
#[resource("AWS::Logs::LogGroup", deletion_policy = Delete, update_replace_policy = Delete)]
#[properties {
    LogGroupName: Sub("/aws/rds/cluster/${cluster}-${Environment::suffix}/${log}", cluster = D::CLUSTER, log = L::NAME),
    RetentionInDays: D::LOG_DAYS,
    KmsKeyId: D::KEY,
}]
pub struct ClusterLogs<D: Database, L: DatabaseLog>(PhantomData<(D, L)>);
