//! The database: an Aurora MySQL cluster that scales by itself.
//!
//! The platform that this one replaces had a cycle: functions named the cluster's endpoint, and the cluster's security
//! group named the functions. Here neither stack names the other. The cluster's address goes to Parameter Store, where
//! functions read it when they run; the rules between the two groups are resources of the network. So compute is
//! built while the cluster, the slowest thing of all, comes up. **Nothing here may name a type of [`compute`](crate::compute).**

mod outputs;
mod transactions;

pub use outputs::*;
pub use transactions::*;

use tap_core::prelude::*;

use crate::constructs::{AuroraServerless, DatabaseAlarms, Health};
use crate::environment::{DatabaseParameters, Environment, Logging, Monitoring, Watched};
use crate::supported::SupportedClasses;

/// What the database has only if it is asked for.
#[derive(Conditions)]
pub struct When {
    /// A reader beside the writer.
    #[condition(Equals(Ref(DatabaseParameters::reader), "true"))]
    pub has_reader: Condition,
}

/// Cluster, members, logs and alarms.
#[derive(Stack)]
#[stack(
    name = "database-stack",
    description = "Transaction platform: Aurora MySQL Serverless v2 cluster, its logs and its alarms",
    parameters = [Environment, Logging, Monitoring, DatabaseParameters],
    conditions = [When, Watched],
    assertions = [SupportedClasses],
    outputs = DatabaseOutputs
)]
pub struct DatabaseStack {
    aurora: AuroraServerless<Transactions>,
    health: Health<DatabaseAlarms<Transactions>>,
}
