//! Runs a verb to its end, or until the user interrupts it.

use super::failure::Failure;
use crate::Outcome;
use std::future::Future;
use tokio::runtime::Builder;

/// As shells have it: 128 and the number of the signal.
const INTERRUPTED: u8 = 130;

/// Whether a verb changes anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It only looks.
    Reads,
    /// It changes what is at AWS.
    Changes,
}

/// Runs a verb. The first interruption ends it: what AWS does goes on without it.
///
/// # Errors
///
/// What the verb fails with.
pub fn run(kind: Kind, verb: impl Future<Output = Result<Outcome, Failure>>) -> Result<Outcome, String> {
    let runtime = Builder::new_current_thread().enable_all().build().map_err(|error| format!("cannot begin: {error}"))?;
    runtime.block_on(async {
        tokio::select! {
            biased;
            // Without a handler the signal ends the program, which is as well.
            Ok(()) = tokio::signal::ctrl_c() => Ok(interrupted(kind)),
            done = verb => done.map_err(String::from),
        }
    })
}

fn interrupted(kind: Kind) -> Outcome {
    let said = match kind {
        Kind::Reads => "interrupted; nothing was changed",
        Kind::Changes => {
            "interrupted; what CloudFormation has begun goes on at AWS\nhelp: the same command goes on from there; `status` says how far it is"
        }
    };
    crate::complain(said);
    Outcome { text: String::new(), code: INTERRUPTED }
}

#[cfg(test)]
mod tests {
    use super::{Kind, interrupted, run};
    use crate::Outcome;
    use crate::aws::failure::Failure;

    #[test]
    fn a_verb_gives_its_outcome_or_its_failure() {
        let done =
            run(Kind::Reads, async { Ok(Outcome { text: "there".into(), code: 3 }) }).map(|outcome| (outcome.text, outcome.code));
        assert_eq!(done, Ok(("there".to_string(), 3)));
        let failed = run(Kind::Changes, async { Err(Failure::from("no region is set".to_string())) }).map(|outcome| outcome.code);
        assert_eq!(failed, Err("no region is set".to_string()));
        assert_eq!(interrupted(Kind::Changes).code, 130);
    }
}
