//! What is watched in the database.

use std::marker::PhantomData;

use tap_core::prelude::*;

use super::{AuroraCluster, Database};
use crate::constructs::Watch;
use crate::environment::Environment;

/// Connections come near the limit: functions will soon be refused.
#[derive(Resource)]
#[resource("AWS::CloudWatch::Alarm")]
#[properties {
    AlarmName: Sub("${name}-connections-${Environment::suffix}", name = D::NAME),
    AlarmDescription: Sub("Too many connections are open to ${database}", database = D::DESCRIPTION),
    Namespace: "AWS/RDS",
    MetricName: "DatabaseConnections",
    Dimensions: [{ Name: "DBClusterIdentifier", Value: Ref(AuroraCluster<D>) }],
    Statistic: "Maximum",
    Period: 60,
    EvaluationPeriods: 3,
    Threshold: D::CONNECTIONS,
    ComparisonOperator: "GreaterThanThreshold",
    TreatMissingData: "notBreaching",
}]
pub struct ConnectionsAlarm<D: Database>(PhantomData<D>);

/// The cluster works at its limit.
#[derive(Resource)]
#[resource("AWS::CloudWatch::Alarm")]
#[properties {
    AlarmName: Sub("${name}-cpu-${Environment::suffix}", name = D::NAME),
    AlarmDescription: Sub("The processors of ${database} are busy", database = D::DESCRIPTION),
    Namespace: "AWS/RDS",
    MetricName: "CPUUtilization",
    Dimensions: [{ Name: "DBClusterIdentifier", Value: Ref(AuroraCluster<D>) }],
    Statistic: "Average",
    Period: 60,
    EvaluationPeriods: 5,
    Threshold: D::CPU_PERCENT,
    ComparisonOperator: "GreaterThanThreshold",
    TreatMissingData: "notBreaching",
}]
pub struct CpuAlarm<D: Database>(PhantomData<D>);

/// The cluster has grown nearly as far as it may.
#[derive(Resource)]
#[resource("AWS::CloudWatch::Alarm")]
#[properties {
    AlarmName: Sub("${name}-capacity-${Environment::suffix}", name = D::NAME),
    AlarmDescription: Sub("The capacity of ${database} is nearly at its maximum", database = D::DESCRIPTION),
    Namespace: "AWS/RDS",
    MetricName: "ACUUtilization",
    Dimensions: [{ Name: "DBClusterIdentifier", Value: Ref(AuroraCluster<D>) }],
    Statistic: "Average",
    Period: 60,
    EvaluationPeriods: 5,
    Threshold: D::CAPACITY_PERCENT,
    ComparisonOperator: "GreaterThanThreshold",
    TreatMissingData: "notBreaching",
}]
pub struct CapacityAlarm<D: Database>(PhantomData<D>);

/// The cluster runs out of memory.
#[derive(Resource)]
#[resource("AWS::CloudWatch::Alarm")]
#[properties {
    AlarmName: Sub("${name}-memory-${Environment::suffix}", name = D::NAME),
    AlarmDescription: Sub("The memory of ${database} is nearly full", database = D::DESCRIPTION),
    Namespace: "AWS/RDS",
    MetricName: "FreeableMemory",
    Dimensions: [{ Name: "DBClusterIdentifier", Value: Ref(AuroraCluster<D>) }],
    Statistic: "Minimum",
    Period: 60,
    EvaluationPeriods: 5,
    Threshold: D::FREE_BYTES,
    ComparisonOperator: "LessThanThreshold",
    TreatMissingData: "notBreaching",
}]
pub struct MemoryAlarm<D: Database>(PhantomData<D>);

/// Transactions stop each other.
#[derive(Resource)]
#[resource("AWS::CloudWatch::Alarm")]
#[properties {
    AlarmName: Sub("${name}-deadlocks-${Environment::suffix}", name = D::NAME),
    AlarmDescription: Sub("Transactions of ${database} end in deadlocks", database = D::DESCRIPTION),
    Namespace: "AWS/RDS",
    MetricName: "Deadlocks",
    Dimensions: [{ Name: "DBClusterIdentifier", Value: Ref(AuroraCluster<D>) }],
    Statistic: "Average",
    Period: 60,
    EvaluationPeriods: 3,
    Threshold: D::DEADLOCKS,
    ComparisonOperator: "GreaterThanThreshold",
    TreatMissingData: "notBreaching",
}]
pub struct DeadlocksAlarm<D: Database>(PhantomData<D>);

/// The alarms of a database, watched together.
#[derive(Identity)]
pub struct DatabaseAlarms<D: Database>(PhantomData<D>);

impl<D: Database> Watch for DatabaseAlarms<D> {
    const NAME: &'static str = D::NAME;
    const DESCRIPTION: &'static str = "The database is short of connections, processors, capacity or memory, or deadlocked";
    const RULE: Fragment = fragment!(Join(
        " OR ",
        [
            Sub("ALARM(\"${ConnectionsAlarm<D>}\")"),
            Sub("ALARM(\"${CpuAlarm<D>}\")"),
            Sub("ALARM(\"${CapacityAlarm<D>}\")"),
            Sub("ALARM(\"${MemoryAlarm<D>}\")"),
            Sub("ALARM(\"${DeadlocksAlarm<D>}\")"),
        ]
    ));
}
