//! What is watched in storage.

use tap_core::prelude::*;

use super::Sessions;
use crate::environment::Environment;

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
