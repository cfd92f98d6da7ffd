//! What other stacks may know of compute.

use tap_core::prelude::*;

use super::{DeadLetters, DeadLettersArrived, Intake, Validator};
use crate::constructs::{FunctionCode, FunctionErrors, FunctionLogs, FunctionRole};
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
}
