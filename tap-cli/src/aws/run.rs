//! Runs a verb to its end, or until the user interrupts it.

use super::failure::Failure;
use crate::Outcome;
use std::future::Future;
use std::io::{IsTerminal, Write};
use tokio::runtime::{Builder, Runtime};

/// As shells have it: 128 and the number of the signal.
const INTERRUPTED: i32 = 130;

/// Whether a verb changes anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It only looks.
    Reads,
    /// It changes what is at AWS.
    Changes,
}

/// Runs a verb. An interruption ends the program with exit code 130: what AWS does goes on without it.
///
/// # Errors
///
/// What the verb fails with.
pub fn run(kind: Kind, verb: impl Future<Output = Result<Outcome, Failure>>) -> Result<Outcome, String> {
    // On a thread of its own, since the verb's waits while a question is open. Without it the signal ends the program, which is as well.
    let watch = std::thread::Builder::new().name("interruption".to_string()).spawn(move || interruption(kind));
    drop(watch);
    let runtime = runtime()?;
    let done = runtime.block_on(verb);
    // A name that is still being looked up is not waited for.
    runtime.shutdown_background();
    Ok(done?)
}

fn runtime() -> Result<Runtime, String> {
    Builder::new_current_thread().enable_all().build().map_err(|error| format!("cannot begin: {error}"))
}

fn interruption(kind: Kind) {
    let Ok(runtime) = runtime() else { return };
    if runtime.block_on(tokio::signal::ctrl_c()).is_err() {
        return;
    }
    // Below the bars or the question that may be there.
    if std::io::stderr().is_terminal() {
        let _ = writeln!(std::io::stderr());
    }
    crate::complain(said(kind));
    std::process::exit(INTERRUPTED);
}

fn said(kind: Kind) -> &'static str {
    match kind {
        Kind::Reads => "interrupted; nothing was changed",
        Kind::Changes => {
            "interrupted; what CloudFormation has begun goes on at AWS\nhelp: the same command goes on from there; `status` says how far it is"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, run};
    use crate::Outcome;
    use crate::aws::failure::Failure;

    #[test]
    fn a_verb_gives_its_outcome_or_its_failure() {
        let done = run(Kind::Reads, async { Ok(Outcome { text: "there".into(), code: 3 }) });
        assert_eq!(done.map(|outcome| (outcome.text, outcome.code)), Ok(("there".to_string(), 3)));
        let failed = run(Kind::Changes, async { Err(Failure::from("no region is set".to_string())) });
        assert_eq!(failed.map(|outcome| outcome.code), Err("no region is set".to_string()));
    }
}
