//! The functions of custom resources in a simulation: programs of the user's that are run, and answers from a file.

mod programs;
mod response;
mod script;
#[cfg(test)]
mod tests;

pub use programs::Programs;
pub use script::{Script, script};

use tap_core::simulate::{Answers, CustomAnswer, CustomRequest};

/// Programs where there is one for the type, else the script where it has an answer, else success.
///
/// ```
/// use tap_cli::functions::Chain;
/// use tap_core::simulate::Simulation;
///
/// // Without either, every custom resource succeeds.
/// let simulation = Simulation::new().answered_by(Chain::default());
/// assert_eq!(simulation.cloud.clock(), 0);
/// ```
#[derive(Debug, Default)]
pub struct Chain {
    /// What is run.
    pub programs: Option<Programs>,
    /// What is answered for types without a program.
    pub script: Option<Script>,
}

impl Answers for Chain {
    fn answer(&mut self, request: &CustomRequest) -> CustomAnswer {
        let run = self.programs.as_mut().and_then(|programs| programs.run(request));
        let told = || self.script.as_mut().and_then(|script| script.tell(request));
        run.or_else(told).unwrap_or_else(CustomAnswer::success)
    }
}
