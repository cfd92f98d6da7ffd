//! Whether compute is well.

use tap_core::prelude::*;

use super::{DeadLettersArrived, Migrator, Validator};
use crate::constructs::{FunctionDuration, FunctionErrors, FunctionThrottles, Watch};

/// The alarms of the compute stack, watched together.
///
/// The migrator's duration is not part of it: a long migration is no fault.
#[derive(Identity)]
pub struct ComputeAlarms;

impl Watch for ComputeAlarms {
    const NAME: &'static str = "compute";
    const DESCRIPTION: &'static str = "Functions fail, are throttled or slow, or transactions were put aside";
    const RULE: Fragment = fragment!(Join(
        " OR ",
        [
            Sub("ALARM(\"${DeadLettersArrived}\")"),
            Sub("ALARM(\"${FunctionErrors<Validator>}\")"),
            Sub("ALARM(\"${FunctionThrottles<Validator>}\")"),
            Sub("ALARM(\"${FunctionDuration<Validator>}\")"),
            Sub("ALARM(\"${FunctionErrors<Migrator>}\")"),
            Sub("ALARM(\"${FunctionThrottles<Migrator>}\")"),
        ]
    ));
}
