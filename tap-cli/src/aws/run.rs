//! Runs a verb to its end, or until the user interrupts it.

use super::failure::Failure;
use super::progress::Event;
use crate::Outcome;
use std::collections::BTreeSet;
use std::future::Future;
use std::io::{IsTerminal, Write};
use std::sync::{Mutex, PoisonError};
use tokio::runtime::{Builder, Runtime};

/// As shells have it: 128 and the number of the signal.
const INTERRUPTED: i32 = 130;

/// What CloudFormation works on, as far as it was told: stacks and their regions. An interruption comes from another thread.
static WORK: Mutex<BTreeSet<(String, String)>> = Mutex::new(BTreeSet::new());

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
    crate::complain(&said(kind, &WORK.lock().unwrap_or_else(PoisonError::into_inner)));
    std::process::exit(INTERRUPTED);
}

/// Keeps in mind what an interruption leaves to AWS.
pub fn note(event: &Event) {
    let mut work = WORK.lock().unwrap_or_else(PoisonError::into_inner);
    match event {
        Event::Begun { region, stack, .. } => {
            work.insert((stack.clone(), region.clone()));
        }
        Event::Ended { region, stack, .. } => {
            work.remove(&(stack.clone(), region.clone()));
        }
        Event::Said { .. } | Event::Changed { .. } => {}
    }
}

fn said(kind: Kind, work: &BTreeSet<(String, String)>) -> String {
    let stacks: Vec<String> = work.iter().map(|(stack, region)| format!("{stack} in {region}")).collect();
    let on = match (kind, stacks.as_slice()) {
        (Kind::Reads, _) => return "interrupted; nothing was changed".to_string(),
        (Kind::Changes, []) => "what CloudFormation has begun goes on at AWS".to_string(),
        (Kind::Changes, stacks) => format!("CloudFormation goes on with {}", stacks.join(", ")),
    };
    format!("interrupted; {on}\nhelp: the same command goes on from there; `status` says how far it is")
}

#[cfg(test)]
mod tests {
    use super::{Kind, run, said};
    use crate::Outcome;
    use crate::aws::failure::Failure;

    #[test]
    fn an_interruption_says_what_goes_on() {
        let work = [("tap-dev".to_string(), "eu-west-1".to_string())].into();
        assert_eq!(said(Kind::Reads, &work), "interrupted; nothing was changed");
        assert!(said(Kind::Changes, &work).starts_with("interrupted; CloudFormation goes on with tap-dev in eu-west-1\n"));
        assert!(
            said(Kind::Changes, &[].into())
                .starts_with("interrupted; what CloudFormation has begun goes on at AWS\nhelp: the same")
        );
    }

    #[test]
    fn a_verb_gives_its_outcome_or_its_failure() {
        let done = run(Kind::Reads, async { Ok(Outcome { text: "there".into(), code: 3 }) });
        assert_eq!(done.map(|outcome| (outcome.text, outcome.code)), Ok(("there".to_string(), 3)));
        let failed = run(Kind::Changes, async { Err(Failure::from("no region is set".to_string())) });
        assert_eq!(failed.map(|outcome| outcome.code), Err("no region is set".to_string()));
    }
}
