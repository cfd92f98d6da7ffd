//! What other stacks may know of compute.

use tap_core::prelude::*;

use super::{ComputeAlarms, DeadLetters, DeadLettersArrived, Intake, Migrator, Validator};
use crate::constructs::{FunctionCode, FunctionDuration, FunctionErrors, FunctionLogs, FunctionRole, FunctionThrottles, Health};
use crate::environment::Environment;

/// Names and ARNs of queues and functions.
#[derive(Outputs)]
pub struct ComputeOutputs {
    /// ARN of the function that validates transactions.
    #[output(GetAtt(FunctionCode<Validator>.Arn), export = Sub("validator-function-arn-${Environment::suffix}"))]
    pub validator_function_arn: String,

    /// Name of the function that validates transactions.
    #[output(Ref(FunctionCode<Validator>), export = Sub("validator-function-name-${Environment::suffix}"))]
    pub validator_function_name: String,

    /// ARN of the validator's role.
    #[output(GetAtt(FunctionRole<Validator>.Arn), export = Sub("validator-role-arn-${Environment::suffix}"))]
    pub validator_role_arn: String,

    /// Name of the validator's log group.
    #[output(Ref(FunctionLogs<Validator>), export = Sub("validator-logs-name-${Environment::suffix}"))]
    pub validator_logs_name: String,

    /// Alarm of the validator's errors.
    #[output(GetAtt(FunctionErrors<Validator>.Arn), export = Sub("validator-errors-alarm-arn-${Environment::suffix}"))]
    pub validator_errors_alarm_arn: String,

    /// Address of the queue that takes transactions in.
    #[output(Ref(Intake), export = Sub("intake-queue-url-${Environment::suffix}"))]
    pub intake_queue_url: String,

    /// ARN of the queue that takes transactions in.
    #[output(GetAtt(Intake.Arn), export = Sub("intake-queue-arn-${Environment::suffix}"))]
    pub intake_queue_arn: String,

    /// ARN of the queue of transactions that were given up.
    #[output(GetAtt(DeadLetters.Arn), export = Sub("dead-letters-queue-arn-${Environment::suffix}"))]
    pub dead_letters_queue_arn: String,

    /// Alarm of transactions that were given up.
    #[output(GetAtt(DeadLettersArrived.Arn), export = Sub("dead-letters-alarm-arn-${Environment::suffix}"))]
    pub dead_letters_alarm_arn: String,

    /// Alarm of the validator's throttled calls.
    #[output(GetAtt(FunctionThrottles<Validator>.Arn), export = Sub("validator-throttles-alarm-arn-${Environment::suffix}"))]
    pub validator_throttles_alarm_arn: String,

    /// Alarm of the validator's slow calls.
    #[output(GetAtt(FunctionDuration<Validator>.Arn), export = Sub("validator-duration-alarm-arn-${Environment::suffix}"))]
    pub validator_duration_alarm_arn: String,

    /// ARN of the function that brings the schema up to date.
    #[output(GetAtt(FunctionCode<Migrator>.Arn), export = Sub("migrator-function-arn-${Environment::suffix}"))]
    pub migrator_function_arn: String,

    /// Name of the function that brings the schema up to date.
    #[output(Ref(FunctionCode<Migrator>), export = Sub("migrator-function-name-${Environment::suffix}"))]
    pub migrator_function_name: String,

    /// ARN of the migrator's role.
    #[output(GetAtt(FunctionRole<Migrator>.Arn), export = Sub("migrator-role-arn-${Environment::suffix}"))]
    pub migrator_role_arn: String,

    /// Name of the migrator's log group.
    #[output(Ref(FunctionLogs<Migrator>), export = Sub("migrator-logs-name-${Environment::suffix}"))]
    pub migrator_logs_name: String,

    /// Alarm of the migrator's errors.
    #[output(GetAtt(FunctionErrors<Migrator>.Arn), export = Sub("migrator-errors-alarm-arn-${Environment::suffix}"))]
    pub migrator_errors_alarm_arn: String,

    /// Alarm of the migrator's throttled calls.
    #[output(GetAtt(FunctionThrottles<Migrator>.Arn), export = Sub("migrator-throttles-alarm-arn-${Environment::suffix}"))]
    pub migrator_throttles_alarm_arn: String,

    /// Alarm of the migrator's slow calls.
    #[output(GetAtt(FunctionDuration<Migrator>.Arn), export = Sub("migrator-duration-alarm-arn-${Environment::suffix}"))]
    pub migrator_duration_alarm_arn: String,

    /// Name of the queue that takes transactions in.
    #[output(GetAtt(Intake.QueueName), export = Sub("intake-queue-name-${Environment::suffix}"))]
    pub intake_queue_name: String,

    /// Name of the alarm of everything in compute.
    #[output(Ref(Health<ComputeAlarms>), export = Sub("compute-health-alarm-name-${Environment::suffix}"))]
    pub health_alarm_name: String,

    /// ARN of the alarm of everything in compute.
    #[output(GetAtt(Health<ComputeAlarms>.Arn), export = Sub("compute-health-alarm-arn-${Environment::suffix}"))]
    pub health_alarm_arn: String,
}
