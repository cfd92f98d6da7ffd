//! What computes: the queue that takes transactions in and the function that decides on them.
//!
//! Compute never names the [`database`](crate::database): the function gets the *names* of the parameters that hold the
//! cluster's address and password, which follow from the environment's suffix, and reads them when it runs. So there is no cycle to
//! break, and both stacks are built at the same time.

mod alarms;
mod intake;
mod migrator;
mod outputs;
mod validator;

pub use alarms::*;
pub use intake::*;
pub use migrator::*;
pub use outputs::*;
pub use validator::*;

use tap_core::prelude::*;

use crate::constructs::{ContainerFunction, Health};
use crate::environment::{ComputeParameters, DatabaseParameters, Environment, Logging, Monitoring, Watched};

/// Queue and functions.
#[derive(Stack)]
#[stack(
    name = "compute-stack",
    description = "Transaction platform: intake queue and functions from container images",
    parameters = [Environment, Logging, Monitoring, DatabaseParameters, ComputeParameters],
    conditions = [Watched],
    outputs = ComputeOutputs
)]
pub struct ComputeStack {
    intake: Intake,
    dead_letters: DeadLetters,
    dead_letters_arrived: DeadLettersArrived,
    validator: ContainerFunction<Validator>,
    migrator: ContainerFunction<Migrator>,
    health: Health<ComputeAlarms>,
}
