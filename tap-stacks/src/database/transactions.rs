//! The database of the transactions.

use tap_core::prelude::*;

use super::When;
use crate::constructs::Database;
use crate::environment::{DatabaseParameters, Environment, Logging};
use crate::network::NetworkOutputs;
use crate::registry::RegistryOutputs;

/// Accounts, transactions and their audit trail.
///
/// The administrator's password is put into Parameter Store before the deployment, and RDS gets it from there.
#[derive(Identity)]
pub struct Transactions;

impl Database for Transactions {
    const NAME: &'static str = "database";
    const CLUSTER: &'static str = "aurora";
    const DESCRIPTION: &'static str = "the transaction database";

    const ENGINE_VERSION: &'static str = "8.0.mysql_aurora.3.10.4";
    const INSTANCE_CLASS: Fragment = fragment!(Ref(DatabaseParameters::instance_class));
    const MIN_CAPACITY: Fragment = fragment!(Ref(DatabaseParameters::min_capacity));
    const MAX_CAPACITY: Fragment = fragment!(Ref(DatabaseParameters::max_capacity));
    const HAS_READER: &'static Condition = When::has_reader;

    const SCHEMA: Fragment = fragment!(Ref(DatabaseParameters::database_name));
    const USERNAME: Fragment = fragment!(Ref(DatabaseParameters::username));
    const PASSWORD: Fragment = fragment!(SsmSecure("/tap/${Environment::suffix}/database/password"));

    const SUBNETS: Fragment = fragment!(Output(NetworkOutputs::database_subnet_ids));
    const SECURITY_GROUPS: Fragment = fragment!([Output(NetworkOutputs::database_security_group_id)]);
    const KEY: Fragment = fragment!(ImportValue(RegistryOutputs::data_key_arn));

    const LOG_DAYS: Fragment = fragment!(Ref(Logging::retention_days));
    const CONNECTIONS: Fragment = fragment!(Ref(DatabaseParameters::connections_threshold));
    const CPU_PERCENT: Fragment = fragment!(Ref(DatabaseParameters::cpu_threshold));
    const CAPACITY_PERCENT: Fragment = fragment!(Ref(DatabaseParameters::capacity_threshold));
    const FREE_BYTES: Fragment = fragment!(Ref(DatabaseParameters::free_memory_threshold));
    const DEADLOCKS: Fragment = fragment!(Ref(DatabaseParameters::deadlocks_threshold));
}
