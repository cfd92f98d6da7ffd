//! What is watched in the database.

use tap_core::prelude::*;

use crate::constructs::Watch;

use super::AuroraCluster;
use crate::environment::{DatabaseParameters, Environment};

/// Per cent of the processors above which the cluster has no reserve left.
const CPU_PERCENT: u32 = 80;
/// Per cent of the maximum capacity above which the cluster can hardly grow.
const CAPACITY_PERCENT: u32 = 90;
/// Bytes of free memory below which the cluster begins to swap: 256 MiB.
const FREE_BYTES: u32 = 256 * 1024 * 1024;
/// Deadlocks a second above which transactions wait for each other more than they work.
const DEADLOCKS: u32 = 1;

/// Connections come near the limit: functions will soon be refused.
#[derive(Resource)]
#[resource("AWS::CloudWatch::Alarm")]
#[properties {
    AlarmName: Sub("database-connections-${Environment::suffix}"),
    AlarmDescription: "The database has too many open connections",
    Namespace: "AWS/RDS",
    MetricName: "DatabaseConnections",
    Dimensions: [{ Name: "DBClusterIdentifier", Value: Ref(AuroraCluster) }],
    Statistic: "Maximum",
    Period: 60,
    EvaluationPeriods: 3,
    Threshold: Ref(DatabaseParameters::connections_threshold),
    ComparisonOperator: "GreaterThanThreshold",
    TreatMissingData: "notBreaching",
}]
pub struct ConnectionsAlarm;

/// The cluster works at its limit.
#[derive(Resource)]
#[resource("AWS::CloudWatch::Alarm")]
#[properties {
    AlarmName: Sub("database-cpu-${Environment::suffix}"),
    AlarmDescription: "The database's processors are busy",
    Namespace: "AWS/RDS",
    MetricName: "CPUUtilization",
    Dimensions: [{ Name: "DBClusterIdentifier", Value: Ref(AuroraCluster) }],
    Statistic: "Average",
    Period: 60,
    EvaluationPeriods: 5,
    Threshold: CPU_PERCENT,
    ComparisonOperator: "GreaterThanThreshold",
    TreatMissingData: "notBreaching",
}]
pub struct CpuAlarm;

/// The cluster has grown nearly as far as it may.
#[derive(Resource)]
#[resource("AWS::CloudWatch::Alarm")]
#[properties {
    AlarmName: Sub("database-capacity-${Environment::suffix}"),
    AlarmDescription: "The database is near its maximum capacity",
    Namespace: "AWS/RDS",
    MetricName: "ACUUtilization",
    Dimensions: [{ Name: "DBClusterIdentifier", Value: Ref(AuroraCluster) }],
    Statistic: "Average",
    Period: 60,
    EvaluationPeriods: 5,
    Threshold: CAPACITY_PERCENT,
    ComparisonOperator: "GreaterThanThreshold",
    TreatMissingData: "notBreaching",
}]
pub struct CapacityAlarm;

/// The cluster runs out of memory.
#[derive(Resource)]
#[resource("AWS::CloudWatch::Alarm")]
#[properties {
    AlarmName: Sub("database-memory-${Environment::suffix}"),
    AlarmDescription: "The database has little free memory",
    Namespace: "AWS/RDS",
    MetricName: "FreeableMemory",
    Dimensions: [{ Name: "DBClusterIdentifier", Value: Ref(AuroraCluster) }],
    Statistic: "Minimum",
    Period: 60,
    EvaluationPeriods: 5,
    Threshold: FREE_BYTES,
    ComparisonOperator: "LessThanThreshold",
    TreatMissingData: "notBreaching",
}]
pub struct MemoryAlarm;

/// Transactions stop each other.
#[derive(Resource)]
#[resource("AWS::CloudWatch::Alarm")]
#[properties {
    AlarmName: Sub("database-deadlocks-${Environment::suffix}"),
    AlarmDescription: "Transactions of the database end in deadlocks",
    Namespace: "AWS/RDS",
    MetricName: "Deadlocks",
    Dimensions: [{ Name: "DBClusterIdentifier", Value: Ref(AuroraCluster) }],
    Statistic: "Average",
    Period: 60,
    EvaluationPeriods: 3,
    Threshold: DEADLOCKS,
    ComparisonOperator: "GreaterThanThreshold",
    TreatMissingData: "notBreaching",
}]
pub struct DeadlocksAlarm;

/// The alarms of the database stack, watched together.
#[derive(Identity)]
pub struct DatabaseAlarms;

impl Watch for DatabaseAlarms {
    const NAME: &'static str = "database";
    const DESCRIPTION: &'static str = "The database is short of connections, processors, capacity or memory, or deadlocked";
    const RULE: Fragment = fragment!(Join(
        " OR ",
        [
            Sub("ALARM(\"${ConnectionsAlarm}\")"),
            Sub("ALARM(\"${CpuAlarm}\")"),
            Sub("ALARM(\"${CapacityAlarm}\")"),
            Sub("ALARM(\"${MemoryAlarm}\")"),
            Sub("ALARM(\"${DeadlocksAlarm}\")"),
        ]
    ));
}
