//! What other stacks may know of the database. Compute takes none of it: see the [module](super).

use tap_core::prelude::*;

use super::{Transactions, When};
use crate::constructs::{
    AuditLog, AuroraCluster, CapacityAlarm, ClusterLogs, ConnectionsAlarm, CpuAlarm, DatabaseAlarms, DeadlocksAlarm,
    EndpointParameter, ErrorLog, Health, MemoryAlarm, Reader, SlowQueryLog, SubnetGroup, Writer,
};
use crate::environment::{DatabaseParameters, Environment};

/// Endpoints, names and ARNs of the database.
#[derive(Outputs)]
pub struct DatabaseOutputs {
    /// Address of the cluster that accepts writes.
    #[output(GetAtt(AuroraCluster<Transactions>.Endpoint.Address), export = Sub("cluster-endpoint-${Environment::suffix}"))]
    pub cluster_endpoint: String,

    /// Address of the cluster that spreads reads.
    #[output(
        GetAtt(AuroraCluster<Transactions>.ReadEndpoint.Address),
        export = Sub("cluster-reader-endpoint-${Environment::suffix}")
    )]
    pub cluster_reader_endpoint: String,

    /// Port of both addresses.
    #[output(GetAtt(AuroraCluster<Transactions>.Endpoint.Port), export = Sub("cluster-port-${Environment::suffix}"))]
    pub cluster_port: String,

    /// Identifier of the cluster.
    #[output(Ref(AuroraCluster<Transactions>), export = Sub("cluster-identifier-${Environment::suffix}"))]
    pub cluster_identifier: String,

    /// ARN of the cluster.
    #[output(GetAtt(AuroraCluster<Transactions>.DBClusterArn), export = Sub("cluster-arn-${Environment::suffix}"))]
    pub cluster_arn: String,

    /// Name of the database that holds the transactions.
    #[output(Ref(DatabaseParameters::database_name), export = Sub("database-name-${Environment::suffix}"))]
    pub transactions_database: String,

    /// Identifier of the member that takes writes.
    #[output(Ref(Writer<Transactions>), export = Sub("writer-identifier-${Environment::suffix}"))]
    pub writer_identifier: String,

    /// Name of the group of the database's subnets.
    #[output(Ref(SubnetGroup<Transactions>), export = Sub("database-subnet-group-${Environment::suffix}"))]
    pub database_subnet_group: String,

    /// Name of the parameter that holds the cluster's address.
    #[output(Ref(EndpointParameter<Transactions>), export = Sub("endpoint-parameter-name-${Environment::suffix}"))]
    pub endpoint_parameter_name: String,

    /// ARN of the log group of the audit log.
    #[output(GetAtt(ClusterLogs<Transactions, AuditLog>.Arn), export = Sub("audit-logs-arn-${Environment::suffix}"))]
    pub audit_logs_arn: String,

    /// ARN of the log group of the error log.
    #[output(GetAtt(ClusterLogs<Transactions, ErrorLog>.Arn), export = Sub("error-logs-arn-${Environment::suffix}"))]
    pub error_logs_arn: String,

    /// ARN of the log group of slow queries.
    #[output(GetAtt(ClusterLogs<Transactions, SlowQueryLog>.Arn), export = Sub("slow-query-logs-arn-${Environment::suffix}"))]
    pub slow_query_logs_arn: String,

    /// Alarm of too many connections.
    #[output(GetAtt(ConnectionsAlarm<Transactions>.Arn), export = Sub("database-connections-alarm-arn-${Environment::suffix}"))]
    pub connections_alarm_arn: String,

    /// Alarm of busy processors.
    #[output(GetAtt(CpuAlarm<Transactions>.Arn), export = Sub("database-cpu-alarm-arn-${Environment::suffix}"))]
    pub cpu_alarm_arn: String,

    /// Identifier of the member that takes reads, if there is one.
    #[output(Ref(Reader<Transactions>), export = Sub("reader-identifier-${Environment::suffix}"), condition = When::has_reader)]
    pub reader_identifier: String,

    /// Alarm of nearly exhausted capacity.
    #[output(GetAtt(CapacityAlarm<Transactions>.Arn), export = Sub("database-capacity-alarm-arn-${Environment::suffix}"))]
    pub capacity_alarm_arn: String,

    /// Alarm of little free memory.
    #[output(GetAtt(MemoryAlarm<Transactions>.Arn), export = Sub("database-memory-alarm-arn-${Environment::suffix}"))]
    pub memory_alarm_arn: String,

    /// Alarm of deadlocks.
    #[output(GetAtt(DeadlocksAlarm<Transactions>.Arn), export = Sub("database-deadlocks-alarm-arn-${Environment::suffix}"))]
    pub deadlocks_alarm_arn: String,

    /// Name of the alarm of everything in the database.
    #[output(Ref(Health<DatabaseAlarms<Transactions>>), export = Sub("database-health-alarm-name-${Environment::suffix}"))]
    pub health_alarm_name: String,

    /// ARN of the alarm of everything in the database.
    #[output(GetAtt(Health<DatabaseAlarms<Transactions>>.Arn), export = Sub("database-health-alarm-arn-${Environment::suffix}"))]
    pub health_alarm_arn: String,
}
