//! What is watched in the database.

use tap_core::prelude::*;

use super::AuroraCluster;
use crate::environment::{DatabaseParameters, Environment};

/// Per cent of the processors above which the cluster has no reserve left.
const CPU_PERCENT: u32 = 80;

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
