//! The cluster, and what it can't be made without.

use std::marker::PhantomData;

use tap_core::prelude::*;

use super::{AuditLog, ClusterLogs, Database, ENGINE, ErrorLog, SlowQueryLog};
use crate::environment::Environment;

/// The subnets in which members may run.
#[derive(Resource)]
#[resource("AWS::RDS::DBSubnetGroup")]
#[properties {
    DBSubnetGroupName: Sub("${name}-subnets-${Environment::suffix}", name = D::NAME),
    DBSubnetGroupDescription: Sub("Private subnets of ${database}", database = D::DESCRIPTION),
    SubnetIds: D::SUBNETS,
    Tags: [{ Key: "Name", Value: Sub("${name}-subnets-${Environment::suffix}", name = D::NAME) }],
}]
pub struct SubnetGroup<D: Database>(PhantomData<D>);

/// How the engine runs: TLS or nothing, and an audit of connections and of changes to rights and schema.
#[derive(Resource)]
#[resource("AWS::RDS::DBClusterParameterGroup")]
#[properties {
    DBClusterParameterGroupName: Sub("${name}-parameters-${Environment::suffix}", name = D::NAME),
    Description: Sub("How ${database} runs: TLS only, audited", database = D::DESCRIPTION),
    Family: "aurora-mysql8.0",
    Parameters: {
        require_secure_transport: "ON",
        server_audit_logging: "1",
        server_audit_events: "CONNECT,QUERY_DCL,QUERY_DDL",
        slow_query_log: "1",
        long_query_time: "1",
        time_zone: "UTC",
    },
    Tags: [{ Key: "Name", Value: Sub("${name}-parameters-${Environment::suffix}", name = D::NAME) }],
}]
pub struct ClusterParameters<D: Database>(PhantomData<D>);

/// The cluster.
///
/// Of a deleted cluster, automated backups stay for [`Database::BACKUP_DAYS`] and a final snapshot until it is swept away; tags
/// are copied to snapshots so that the sweeper finds them. Its log groups come first, or RDS makes them, keeps them forever,
/// and leaves them behind.
#[derive(Resource)]
#[resource(
    "AWS::RDS::DBCluster",
    deletion_policy = Snapshot,
    update_replace_policy = Snapshot,
    depends_on = [ClusterLogs<D, AuditLog>, ClusterLogs<D, ErrorLog>, ClusterLogs<D, SlowQueryLog>]
)]
#[properties {
    DBClusterIdentifier: Sub("${cluster}-${Environment::suffix}", cluster = D::CLUSTER),
    Engine: ENGINE,
    EngineVersion: D::ENGINE_VERSION,
    DatabaseName: D::SCHEMA,
    MasterUsername: D::USERNAME,
    MasterUserPassword: D::PASSWORD,
    DBSubnetGroupName: Ref(SubnetGroup<D>),
    DBClusterParameterGroupName: Ref(ClusterParameters<D>),
    VpcSecurityGroupIds: D::SECURITY_GROUPS,
    ServerlessV2ScalingConfiguration: {
        MinCapacity: D::MIN_CAPACITY,
        MaxCapacity: D::MAX_CAPACITY,
    },
    EnableIAMDatabaseAuthentication: true,
    StorageEncrypted: true,
    KmsKeyId: D::KEY,
    BackupRetentionPeriod: D::BACKUP_DAYS,
    DeleteAutomatedBackups: false,
    CopyTagsToSnapshot: true,
    DeletionProtection: false,
    PreferredBackupWindow: "02:00-03:00",
    PreferredMaintenanceWindow: "sun:03:30-sun:04:30",
    EnableCloudwatchLogsExports: ["audit", "error", "slowquery"],
    Tags: [
        { Key: "Name", Value: Sub("${cluster}-${Environment::suffix}", cluster = D::CLUSTER) },
        { Key: "EnvironmentSuffix", Value: Ref(Environment::suffix) },
    ],
}]
pub struct AuroraCluster<D: Database>(PhantomData<D>);

/// Where functions find the cluster when they run, so that they are built while the cluster, the slowest thing of all, comes up.
#[derive(Resource)]
#[resource("AWS::SSM::Parameter")]
#[properties {
    Name: Sub("/tap/${Environment::suffix}/${name}/endpoint", name = D::NAME),
    Description: Sub("Address that accepts writes to ${database}", database = D::DESCRIPTION),
    Type: "String",
    Value: GetAtt(AuroraCluster<D>.Endpoint.Address),
}]
pub struct EndpointParameter<D: Database>(PhantomData<D>);
