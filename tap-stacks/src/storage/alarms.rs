//! What is watched in storage.

use tap_core::prelude::*;

use super::Sessions;
use crate::environment::{Environment, Monitoring, Watched};

/// DynamoDB refuses writes of sessions: transactions can't be told from replays.
#[derive(Resource)]
#[resource("AWS::CloudWatch::Alarm")]
#[properties {
    AlarmName: Sub("sessions-throttled-${Environment::suffix}"),
    AlarmDescription: "DynamoDB throttles writes to the sessions table",
    Namespace: "AWS/DynamoDB",
    MetricName: "WriteThrottleEvents",
    Dimensions: [{ Name: "TableName", Value: Ref(Sessions) }],
    Statistic: "Sum",
    Period: 60,
    EvaluationPeriods: 3,
    Threshold: 0,
    ComparisonOperator: "GreaterThanThreshold",
    TreatMissingData: "notBreaching",
}]
pub struct SessionsThrottled;

/// On while anything of the storage is not well. A deployment that turns it on is rolled back.
#[derive(Resource)]
#[resource("AWS::CloudWatch::CompositeAlarm")]
#[properties {
    AlarmName: Sub("storage-health-${Environment::suffix}"),
    AlarmDescription: "DynamoDB throttles writes to the sessions table",
    AlarmRule: Sub("ALARM(\"${SessionsThrottled}\")"),
    AlarmActions: If(Watched::by_somebody, [Ref(Monitoring::notification_topic)], Ref(AWS::NoValue)),
    OKActions: If(Watched::by_somebody, [Ref(Monitoring::notification_topic)], Ref(AWS::NoValue)),
}]
pub struct StorageHealth;
