//! Whether compute is well.

use tap_core::prelude::*;

use super::{DeadLettersArrived, Migrator, Validator};
use crate::constructs::{FunctionDuration, FunctionErrors, FunctionThrottles};
use crate::environment::{Environment, Monitoring, Watched};

/// On while anything of compute is not well. A deployment that turns it on is rolled back.
///
/// The migrator's duration is not part of it: a long migration is no fault.
#[derive(Resource)]
#[resource("AWS::CloudWatch::CompositeAlarm")]
#[properties {
    AlarmName: Sub("compute-health-${Environment::suffix}"),
    AlarmDescription: "Functions fail, are throttled or slow, or transactions were put aside",
    AlarmRule: Join(" OR ", [
        Sub("ALARM(\"${DeadLettersArrived}\")"),
        Sub("ALARM(\"${FunctionErrors<Validator>}\")"),
        Sub("ALARM(\"${FunctionThrottles<Validator>}\")"),
        Sub("ALARM(\"${FunctionDuration<Validator>}\")"),
        Sub("ALARM(\"${FunctionErrors<Migrator>}\")"),
        Sub("ALARM(\"${FunctionThrottles<Migrator>}\")"),
    ]),
    AlarmActions: If(Watched::by_somebody, [Ref(Monitoring::notification_topic)], Ref(AWS::NoValue)),
    OKActions: If(Watched::by_somebody, [Ref(Monitoring::notification_topic)], Ref(AWS::NoValue)),
}]
pub struct ComputeHealth;
