//! An Aurora MySQL cluster that scales by itself, with everything it can't do without.
//!
//! Nothing here names whoever speaks to the database. The cluster's address goes to Parameter Store, where functions read it when
//! they run, so what uses the database is built while the cluster, the slowest thing of all, comes up.

mod alarms;
mod cluster;
mod logs;
mod members;

pub use alarms::*;
pub use cluster::*;
pub use logs::*;
pub use members::*;

use tap_core::prelude::*;

/// The engine; cluster and members must agree on it.
const ENGINE: &str = "aurora-mysql";

/// What tells one database from another. [`Transactions`](crate::database::Transactions) is one.
///
/// Two databases of one environment differ in [`NAME`](Database::NAME) and in [`CLUSTER`](Database::CLUSTER). Whoever speaks to
/// one reads its address from the parameter `/tap/SUFFIX/NAME/endpoint`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a database",
    label = "not a database",
    note = "`impl Database for {Self}` says what tells it from others"
)]
pub trait Database: Identity {
    /// What it is called in the names of all that belongs to it, without the suffix of the environment.
    const NAME: &'static str;
    /// What begins the identifiers of cluster and members, without the suffix of the environment.
    const CLUSTER: &'static str;
    /// What descriptions call it, amid a sentence: `the transaction database`.
    const DESCRIPTION: &'static str;

    /// Version of the engine: one of Aurora 3, which is MySQL 8.0.
    const ENGINE_VERSION: &'static str;
    /// Instance class of the members: `db.serverless`, or one of a fixed size.
    const INSTANCE_CLASS: Fragment;
    /// Aurora capacity units that a serverless member never goes below.
    const MIN_CAPACITY: Fragment;
    /// Aurora capacity units that a serverless member never goes above.
    const MAX_CAPACITY: Fragment;
    /// Whether there is a reader beside the writer.
    const HAS_READER: &'static Condition;

    /// Name of the first database in the cluster.
    const SCHEMA: Fragment;
    /// Name of the administrator.
    const USERNAME: Fragment;
    /// The administrator's password: a dynamic reference, so that it never stands in a template.
    const PASSWORD: Fragment;

    /// The list of subnets in which members may run, in two availability zones at least.
    const SUBNETS: Fragment;
    /// The list of security groups that the members are in.
    const SECURITY_GROUPS: Fragment;
    /// ARN of the key that encrypts data, snapshots and logs.
    const KEY: Fragment;

    /// Days that automated backups are kept, also after the cluster is gone.
    const BACKUP_DAYS: u32 = 30;
    /// Days that log events are kept.
    const LOG_DAYS: Fragment;

    /// Open connections above which an alarm fires.
    const CONNECTIONS: Fragment;
    /// Per cent of the processors above which the cluster has no reserve left.
    const CPU_PERCENT: Fragment = fragment!(80);
    /// Per cent of the maximum capacity above which the cluster can hardly grow.
    const CAPACITY_PERCENT: Fragment = fragment!(90);
    /// Bytes of free memory below which the cluster begins to swap: 256 MiB.
    const FREE_BYTES: Fragment = fragment!(268_435_456);
    /// Deadlocks a second above which transactions wait for each other more than they work.
    const DEADLOCKS: Fragment = fragment!(1);
}

/// A cluster with its members, its logs and its alarms.
///
/// A stack that takes it declares [`Environment`](crate::Environment), [`Monitoring`](crate::environment::Monitoring),
/// [`Watched`](crate::environment::Watched), and what the [`Database`] names. One alarm for all of its alarms is
/// [`Health`](super::Health) of its [`DatabaseAlarms`].
///
/// ```
/// use tap_core::prelude::*;
/// use tap_stacks::Environment;
/// use tap_stacks::constructs::{AuroraServerless, Database, DatabaseAlarms, Health};
/// use tap_stacks::environment::{Monitoring, Watched};
///
/// /// Where the ledger lives, and what encrypts it.
/// #[derive(Parameters)]
/// pub struct Surroundings {
///     /// Private subnets in two zones at least.
///     pub subnets: Vec<SubnetId>,
///     /// Security group of databases.
///     pub group: SecurityGroupId,
///     /// ARN of a key.
///     pub key: String,
/// }
///
/// #[derive(Conditions)]
/// pub struct When {
///     #[condition(Equals(Ref(Environment::suffix), "production"))]
///     pub in_production: Condition,
/// }
///
/// #[derive(Identity)]
/// pub struct Ledger;
///
/// impl Database for Ledger {
///     const NAME: &'static str = "ledger";
///     const CLUSTER: &'static str = "ledger";
///     const DESCRIPTION: &'static str = "the ledger";
///     const ENGINE_VERSION: &'static str = "8.0.mysql_aurora.3.10.4";
///     const INSTANCE_CLASS: Fragment = fragment!("db.serverless");
///     const MIN_CAPACITY: Fragment = fragment!(0.5);
///     const MAX_CAPACITY: Fragment = fragment!(4);
///     const HAS_READER: &'static Condition = When::in_production;
///     const SCHEMA: Fragment = fragment!("ledger");
///     const USERNAME: Fragment = fragment!("bookkeeper");
///     const PASSWORD: Fragment = fragment!(Secret("ledger:SecretString:password"));
///     const SUBNETS: Fragment = fragment!(Ref(Surroundings::subnets));
///     const SECURITY_GROUPS: Fragment = fragment!([Ref(Surroundings::group)]);
///     const KEY: Fragment = fragment!(Ref(Surroundings::key));
///     const LOG_DAYS: Fragment = fragment!(30);
///     const CONNECTIONS: Fragment = fragment!(200);
/// }
///
/// #[derive(Stack)]
/// #[stack(
///     name = "ledger-database",
///     parameters = [Environment, Monitoring, Surroundings],
///     conditions = [When, Watched]
/// )]
/// pub struct LedgerDatabase {
///     ledger: AuroraServerless<Ledger>,
///     health: Health<DatabaseAlarms<Ledger>>,
/// }
/// # fn main() {}
/// ```
#[derive(Construct)]
pub struct AuroraServerless<D: Database> {
    subnet_group: SubnetGroup<D>,
    cluster_parameters: ClusterParameters<D>,
    audit_logs: ClusterLogs<D, AuditLog>,
    error_logs: ClusterLogs<D, ErrorLog>,
    slow_query_logs: ClusterLogs<D, SlowQueryLog>,
    cluster: AuroraCluster<D>,
    monitoring_role: MonitoringRole<D>,
    writer: Writer<D>,
    reader: Reader<D>,
    endpoint_parameter: EndpointParameter<D>,
    connections: ConnectionsAlarm<D>,
    cpu: CpuAlarm<D>,
    capacity: CapacityAlarm<D>,
    memory: MemoryAlarm<D>,
    deadlocks: DeadlocksAlarm<D>,
}
