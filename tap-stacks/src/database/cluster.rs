//! The cluster and its members.

use tap_core::prelude::*;

use super::{AuditLog, ClusterLogs, ErrorLog, SlowQueryLog, When};
use crate::environment::{DatabaseParameters, Environment, Watched};
use crate::network::NetworkOutputs;
use crate::registry::RegistryOutputs;

/// The engine; cluster and members must agree on it.
const ENGINE: &str = "aurora-mysql";
/// The engine's version, Aurora 3 (MySQL 8.0).
const ENGINE_VERSION: &str = "8.0.mysql_aurora.3.10.4";
/// Days that automated backups are kept, also after the cluster is gone.
const BACKUP_DAYS: u32 = 30;

/// The subnets in which members may run.
#[derive(Resource)]
#[resource("AWS::RDS::DBSubnetGroup")]
#[properties {
    DBSubnetGroupName: Sub("database-subnets-${Environment::suffix}"),
    DBSubnetGroupDescription: "Private subnets of the transaction database",
    SubnetIds: Output(NetworkOutputs::database_subnet_ids),
    Tags: [{ Key: "Name", Value: Sub("database-subnets-${Environment::suffix}") }],
}]
pub struct SubnetGroup;

/// How the engine runs: TLS or nothing, and an audit of connections and of changes to rights and schema.
#[derive(Resource)]
#[resource("AWS::RDS::DBClusterParameterGroup")]
#[properties {
    DBClusterParameterGroupName: Sub("cluster-parameters-${Environment::suffix}"),
    Description: "Transaction database: TLS only, audited",
    Family: "aurora-mysql8.0",
    Parameters: {
        require_secure_transport: "ON",
        server_audit_logging: "1",
        server_audit_events: "CONNECT,QUERY_DCL,QUERY_DDL",
        slow_query_log: "1",
        long_query_time: "1",
        time_zone: "UTC",
    },
    Tags: [{ Key: "Name", Value: Sub("cluster-parameters-${Environment::suffix}") }],
}]
pub struct ClusterParameters;

/// The cluster. Its password never stands in a template: it is put into Parameter Store before the deployment, and RDS
/// gets it from there.
///
/// Of a deleted cluster, automated backups stay for 30 days and a final snapshot until it is swept away; tags are copied
/// to snapshots so that the sweeper finds them. Its log groups come first, or RDS makes them, keeps them forever, and
/// leaves them behind.
#[derive(Resource)]
#[resource(
    "AWS::RDS::DBCluster",
    deletion_policy = Snapshot,
    update_replace_policy = Snapshot,
    depends_on = [ClusterLogs<AuditLog>, ClusterLogs<ErrorLog>, ClusterLogs<SlowQueryLog>]
)]
#[properties {
    DBClusterIdentifier: Sub("aurora-${Environment::suffix}"),
    Engine: ENGINE,
    EngineVersion: ENGINE_VERSION,
    DatabaseName: Ref(DatabaseParameters::database_name),
    MasterUsername: Ref(DatabaseParameters::username),
    MasterUserPassword: SsmSecure("/tap/${Environment::suffix}/database/password"),
    DBSubnetGroupName: Ref(SubnetGroup),
    DBClusterParameterGroupName: Ref(ClusterParameters),
    VpcSecurityGroupIds: [Output(NetworkOutputs::database_security_group_id)],
    ServerlessV2ScalingConfiguration: {
        MinCapacity: Ref(DatabaseParameters::min_capacity),
        MaxCapacity: Ref(DatabaseParameters::max_capacity),
    },
    EnableIAMDatabaseAuthentication: true,
    StorageEncrypted: true,
    KmsKeyId: ImportValue(RegistryOutputs::data_key_arn),
    BackupRetentionPeriod: BACKUP_DAYS,
    DeleteAutomatedBackups: false,
    CopyTagsToSnapshot: true,
    DeletionProtection: false,
    PreferredBackupWindow: "02:00-03:00",
    PreferredMaintenanceWindow: "sun:03:30-sun:04:30",
    EnableCloudwatchLogsExports: ["audit", "error", "slowquery"],
    Tags: [
        { Key: "Name", Value: Sub("aurora-${Environment::suffix}") },
        { Key: "EnvironmentSuffix", Value: Ref(Environment::suffix) },
    ],
}]
pub struct AuroraCluster;

/// Lets RDS write what the members' operating systems do, if the platform is watched in detail.
#[derive(Resource)]
#[resource("AWS::IAM::Role", condition = Watched::in_detail)]
#[properties {
    RoleName: Sub("database-monitoring-role-${Environment::suffix}-${AWS::Region}"),
    Description: "Lets RDS write enhanced monitoring",
    AssumeRolePolicyDocument: {
        Version: "2012-10-17",
        Statement: [{
            Effect: "Allow",
            Principal: { Service: "monitoring.rds.amazonaws.com" },
            Action: "sts:AssumeRole",
            Condition: { StringEquals: { "aws:SourceAccount": Ref(AWS::AccountId) } },
        }],
    },
    ManagedPolicyArns: [Sub("arn:${AWS::Partition}:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole")],
    Tags: [{ Key: "Name", Value: Sub("database-monitoring-role-${Environment::suffix}") }],
}]
pub struct MonitoringRole;

/// The member that takes writes. The data is the cluster's, so a member goes without a snapshot.
///
/// AWS publishes 595 seconds for an average instance. A serverless member has no storage to prepare: 420 seconds are what the
/// platform plans with, to be measured by who deploys it.
#[derive(Resource)]
#[resource(
    "AWS::RDS::DBInstance",
    deletion_policy = Delete,
    update_replace_policy = Delete,
    estimate = "420s",
    metadata = { checkov: { skip: [{ id: "CKV_AWS_118", comment: "On where MonitoringLevel is detailed: it costs" }] } }
)]
#[properties {
    DBInstanceIdentifier: Sub("aurora-writer-${Environment::suffix}"),
    DBClusterIdentifier: Ref(AuroraCluster),
    DBInstanceClass: Ref(DatabaseParameters::instance_class),
    Engine: ENGINE,
    MonitoringInterval: If(Watched::in_detail, 60, 0),
    MonitoringRoleArn: If(Watched::in_detail, GetAtt(MonitoringRole.Arn), Ref(AWS::NoValue)),
    EnablePerformanceInsights: If(Watched::in_detail, true, false),
    PerformanceInsightsKMSKeyId: If(Watched::in_detail, ImportValue(RegistryOutputs::data_key_arn), Ref(AWS::NoValue)),
    PromotionTier: 0,
    PubliclyAccessible: false,
    AutoMinorVersionUpgrade: false,
    Tags: [{ Key: "Name", Value: Sub("aurora-writer-${Environment::suffix}") }],
}]
pub struct Writer;

/// The member that takes reads, and writes if the writer fails. It comes after the writer, or it might become it.
#[derive(Resource)]
#[resource(
    "AWS::RDS::DBInstance",
    deletion_policy = Delete,
    update_replace_policy = Delete,
    condition = When::has_reader,
    depends_on = [Writer],
    metadata = { checkov: { skip: [{ id: "CKV_AWS_118", comment: "On where MonitoringLevel is detailed: it costs" }] } }
)]
#[properties {
    DBInstanceIdentifier: Sub("aurora-reader-${Environment::suffix}"),
    DBClusterIdentifier: Ref(AuroraCluster),
    DBInstanceClass: Ref(DatabaseParameters::instance_class),
    Engine: ENGINE,
    MonitoringInterval: If(Watched::in_detail, 60, 0),
    MonitoringRoleArn: If(Watched::in_detail, GetAtt(MonitoringRole.Arn), Ref(AWS::NoValue)),
    EnablePerformanceInsights: If(Watched::in_detail, true, false),
    PerformanceInsightsKMSKeyId: If(Watched::in_detail, ImportValue(RegistryOutputs::data_key_arn), Ref(AWS::NoValue)),
    PromotionTier: 1,
    PubliclyAccessible: false,
    AutoMinorVersionUpgrade: false,
    Tags: [{ Key: "Name", Value: Sub("aurora-reader-${Environment::suffix}") }],
}]
pub struct Reader;

/// Where functions find the cluster when they run; see the [module](super) for why not before.
#[derive(Resource)]
#[resource("AWS::SSM::Parameter")]
#[properties {
    Name: Sub("/tap/${Environment::suffix}/database/endpoint"),
    Description: "Address of the transaction database that accepts writes",
    Type: "String",
    Value: GetAtt(AuroraCluster.Endpoint.Address),
}]
pub struct EndpointParameter;
