//! What is watched in storage.

use tap_core::prelude::*;

use crate::constructs::Watch;

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

/// The alarms of the storage stack, watched together.
#[derive(Identity)]
pub struct StorageAlarms;

impl Watch for StorageAlarms {
    const NAME: &'static str = "storage";
    const DESCRIPTION: &'static str = "DynamoDB throttles writes to the sessions table";
    const RULE: Fragment = fragment!(Sub("ALARM(\"${SessionsThrottled}\")"));
}
