//! Bootstrap, after the images: ends the retention of snapshots that would stay forever.
//!
//! A final snapshot of a deleted cluster never expires by itself. This stack outlives the environment that left it.

use tap_core::prelude::*;

use crate::constructs::Named;

use crate::environment::{Environment, Logging, OperationsParameters};
use crate::operations::{Operation, OperationCode, OperationsFunction};
use crate::supported::SupportedRegions;

/// Days that a final snapshot is kept.
const RETENTION_DAYS: u32 = 30;

/// Deletes final snapshots of this environment's cluster that are older than they need be.
#[derive(Identity)]
pub struct SnapshotSweeper;

impl Named for SnapshotSweeper {
    const NAME: &'static str = "snapshot-sweeper";
}

impl Operation for SnapshotSweeper {
    const COMMAND: &'static [&'static str] = &["app.sweep"];

    const POLICY: Fragment = fragment!({
        Version: "2012-10-17",
        Statement: [
            {
                Sid: "FindSnapshots",
                Effect: "Allow",
                Action: ["rds:DescribeDBClusterSnapshots", "rds:DescribeDBClusters"],
                Resource: [
                    Sub("arn:${AWS::Partition}:rds:${AWS::Region}:${AWS::AccountId}:cluster:*"),
                    Sub("arn:${AWS::Partition}:rds:${AWS::Region}:${AWS::AccountId}:cluster-snapshot:*"),
                ],
            },
            {
                Sid: "DeleteSnapshots",
                Effect: "Allow",
                Action: "rds:DeleteDBClusterSnapshot",
                Resource: Sub("arn:${AWS::Partition}:rds:${AWS::Region}:${AWS::AccountId}:cluster-snapshot:*"),
                Condition: { StringEquals: { "aws:ResourceTag/EnvironmentSuffix": Ref(Environment::suffix) } },
            },
        ],
    });

    const VARIABLES: Fragment = fragment!({
        ENVIRONMENT_SUFFIX: Ref(Environment::suffix),
        RETENTION_DAYS: Sub("${days}", days = RETENTION_DAYS),
        DRY_RUN: "false",
    });
    const TIMEOUT: u32 = 300;
}

/// Calls the sweeper once a day.
#[derive(Resource)]
#[resource("AWS::Events::Rule")]
#[properties {
    Name: Sub("daily-sweep-${Environment::suffix}"),
    Description: "Deletes expired final snapshots of the transaction database",
    ScheduleExpression: "rate(1 day)",
    State: "ENABLED",
    Targets: [{ Id: "sweeper", Arn: GetAtt(OperationCode<SnapshotSweeper>.Arn) }],
}]
pub struct DailySweep;

/// Lets the rule call it.
#[derive(Resource)]
#[resource("AWS::Lambda::Permission")]
#[properties {
    Action: "lambda:InvokeFunction",
    FunctionName: Ref(OperationCode<SnapshotSweeper>),
    Principal: "events.amazonaws.com",
    SourceArn: GetAtt(DailySweep.Arn),
}]
pub struct SweepPermission;

/// A sweep failed: snapshots stay longer than they should, and cost.
#[derive(Resource)]
#[resource("AWS::CloudWatch::Alarm")]
#[properties {
    AlarmName: Sub("sweep-failed-${Environment::suffix}"),
    AlarmDescription: "Expired snapshots of the transaction database could not be deleted",
    Namespace: "AWS/Lambda",
    MetricName: "Errors",
    Dimensions: [{ Name: "FunctionName", Value: Ref(OperationCode<SnapshotSweeper>) }],
    Statistic: "Sum",
    Period: 3600,
    EvaluationPeriods: 1,
    Threshold: 0,
    ComparisonOperator: "GreaterThanThreshold",
    TreatMissingData: "notBreaching",
}]
pub struct SweepFailed;

/// The sweeper, its schedule and its alarm.
#[derive(Stack)]
#[stack(
    name = "retention-stack",
    description = "Transaction platform, bootstrap: deletes final snapshots after 30 days",
    parameters = [Environment, Logging, OperationsParameters],
    assertions = [SupportedRegions],
    outputs = RetentionOutputs
)]
pub struct RetentionStack {
    sweeper: OperationsFunction<SnapshotSweeper>,
    daily_sweep: DailySweep,
    permission: SweepPermission,
    failed: SweepFailed,
}

/// Names of the retention's parts.
#[derive(Outputs)]
pub struct RetentionOutputs {
    /// ARN of the function that deletes expired snapshots.
    #[output(GetAtt(OperationCode<SnapshotSweeper>.Arn), export = Sub("snapshot-sweeper-function-arn-${Environment::suffix}"))]
    pub sweeper_function_arn: String,

    /// Alarm of failed sweeps.
    #[output(GetAtt(SweepFailed.Arn), export = Sub("sweep-failed-alarm-arn-${Environment::suffix}"))]
    pub sweep_failed_alarm_arn: String,
}
