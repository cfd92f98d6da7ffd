//! The queue that takes transactions in.

use tap_core::prelude::*;

use super::Validator;
use crate::constructs::Function;
use crate::environment::Environment;
use crate::registry::RegistryOutputs;

/// Seconds after which a message that was taken and not deleted is seen again. AWS advises six times what a call may take.
const VISIBILITY_SECONDS: u32 = 6 * Validator::TIMEOUT;
/// Seconds that a transaction waits at most: 4 days.
const INTAKE_SECONDS: u32 = 4 * 24 * 60 * 60;
/// Seconds that a dead letter is kept: 14 days, the most that SQS allows.
const DEAD_LETTER_SECONDS: u32 = 14 * 24 * 60 * 60;

/// Transactions that wait to be validated.
#[derive(Resource)]
#[resource("AWS::SQS::Queue", deletion_policy = Delete, update_replace_policy = Delete)]
#[properties {
    QueueName: Sub("intake-${Environment::suffix}"),
    KmsMasterKeyId: ImportValue(RegistryOutputs::data_key_arn),
    MessageRetentionPeriod: INTAKE_SECONDS,
    VisibilityTimeout: VISIBILITY_SECONDS,
    RedrivePolicy: { deadLetterTargetArn: GetAtt(DeadLetters.Arn), maxReceiveCount: 5 },
    Tags: [{ Key: "Name", Value: Sub("intake-${Environment::suffix}") }],
}]
pub struct Intake;

/// Transactions that could not be validated in five attempts.
#[derive(Resource)]
#[resource("AWS::SQS::Queue", deletion_policy = Delete, update_replace_policy = Delete)]
#[properties {
    QueueName: Sub("dead-letters-${Environment::suffix}"),
    KmsMasterKeyId: ImportValue(RegistryOutputs::data_key_arn),
    MessageRetentionPeriod: DEAD_LETTER_SECONDS,
    Tags: [{ Key: "Name", Value: Sub("dead-letters-${Environment::suffix}") }],
}]
pub struct DeadLetters;

/// A transaction was given up.
#[derive(Resource)]
#[resource("AWS::CloudWatch::Alarm")]
#[properties {
    AlarmName: Sub("dead-letters-${Environment::suffix}"),
    AlarmDescription: "A transaction could not be validated and was put aside",
    Namespace: "AWS/SQS",
    MetricName: "ApproximateNumberOfMessagesVisible",
    Dimensions: [{ Name: "QueueName", Value: GetAtt(DeadLetters.QueueName) }],
    Statistic: "Maximum",
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 0,
    ComparisonOperator: "GreaterThanThreshold",
    TreatMissingData: "notBreaching",
}]
pub struct DeadLettersArrived;
