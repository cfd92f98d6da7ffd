//! What comes last: the schema, then the flow of transactions.
//!
//! Transactions wait in the queue until the database has the schema that the validator's image expects. On an update the
//! mapping stays, so migrations are made such that the version before and the version after both work with the schema.

use tap_core::prelude::*;

use crate::constructs::{Health, Watch};

use crate::compute::ComputeOutputs;
use crate::database::DatabaseOutputs;
use crate::environment::{ComputeParameters, Environment, Monitoring, Watched};

/// Schema and flow of transactions.
#[derive(Stack)]
#[stack(
    name = "release-stack",
    description = "Transaction platform: schema migration, then the flow of transactions",
    parameters = [Environment, Monitoring, ComputeParameters],
    conditions = [Watched],
    outputs = ReleaseOutputs
)]
pub struct ReleaseStack {
    schema_migration: SchemaMigration,
    flow: TransactionFlow,
    intake_stalled: IntakeStalled,
    health: Health<ReleaseAlarms>,
}

/// Brings the schema up to date. The migrations are part of the migrator's image, so that its digest is the hash of them: it is
/// called when one of them has changed, and not else. It names the writer, and so comes after it.
#[derive(Resource)]
#[resource(
    "Custom::SchemaMigration",
    attributes = ["SchemaVersion"],
    estimate = "45s",
    allow = { drift_detectable: "the brief asks for a custom resource; the schema's history tells what differs" }
)]
#[properties {
    ServiceToken: Output(ComputeOutputs::migrator_function_arn),
    ServiceTimeout: 300,
    MigratorImage: Ref(ComputeParameters::migrator_image),
    DatabaseName: Output(DatabaseOutputs::transactions_database),
    Writer: Output(DatabaseOutputs::writer_identifier),
}]
pub struct SchemaMigration;

/// Gives the validator what waits in the queue. What fails of a batch comes again, the rest doesn't.
#[derive(Resource)]
#[resource("AWS::Lambda::EventSourceMapping", depends_on = [SchemaMigration])]
#[properties {
    EventSourceArn: Output(ComputeOutputs::intake_queue_arn),
    FunctionName: Output(ComputeOutputs::validator_function_arn),
    BatchSize: 10,
    MaximumBatchingWindowInSeconds: 1,
    FunctionResponseTypes: ["ReportBatchItemFailures"],
    ScalingConfig: { MaximumConcurrency: 50 },
    Tags: [{ Key: "Name", Value: Sub("transaction-flow-${Environment::suffix}") }],
}]
pub struct TransactionFlow;

/// Transactions wait longer than they should.
#[derive(Resource)]
#[resource("AWS::CloudWatch::Alarm")]
#[properties {
    AlarmName: Sub("intake-stalled-${Environment::suffix}"),
    AlarmDescription: "Transactions wait too long to be validated",
    Namespace: "AWS/SQS",
    MetricName: "ApproximateAgeOfOldestMessage",
    Dimensions: [{ Name: "QueueName", Value: Output(ComputeOutputs::intake_queue_name) }],
    Statistic: "Maximum",
    Period: 60,
    EvaluationPeriods: 3,
    Threshold: Ref(ComputeParameters::intake_age),
    ComparisonOperator: "GreaterThanThreshold",
    TreatMissingData: "notBreaching",
}]
pub struct IntakeStalled;

/// The alarms of the release stack, watched together.
#[derive(Identity)]
pub struct ReleaseAlarms;

impl Watch for ReleaseAlarms {
    const NAME: &'static str = "release";
    const DESCRIPTION: &'static str = "Transactions wait too long";
    const RULE: Fragment = fragment!(Sub("ALARM(\"${IntakeStalled}\")"));
}

/// What the release has done.
#[derive(Outputs)]
pub struct ReleaseOutputs {
    /// Version of the database's schema.
    #[output(GetAtt(SchemaMigration.SchemaVersion), export = Sub("schema-version-${Environment::suffix}"))]
    pub schema_version: String,

    /// Id of the mapping from queue to validator.
    #[output(Ref(TransactionFlow), export = Sub("transaction-flow-id-${Environment::suffix}"))]
    pub transaction_flow_id: String,

    /// Alarm of transactions that wait.
    #[output(GetAtt(IntakeStalled.Arn), export = Sub("intake-stalled-alarm-arn-${Environment::suffix}"))]
    pub intake_stalled_alarm_arn: String,

    /// Name of the alarm of everything in the release.
    #[output(Ref(Health<ReleaseAlarms>), export = Sub("release-health-alarm-name-${Environment::suffix}"))]
    pub health_alarm_name: String,

    /// ARN of the alarm of everything in the release.
    #[output(GetAtt(Health<ReleaseAlarms>.Arn), export = Sub("release-health-alarm-arn-${Environment::suffix}"))]
    pub health_alarm_arn: String,
}
