//! The whole command line with faults at every call: throttling, failures of AWS, connections that end, and the client killed.
//!
//! However a command is interrupted, the same command again leads to what one run without faults leads to, and nothing is done twice.

#[path = "faults/bench.rs"]
mod bench;
#[path = "faults/done.rs"]
mod done;
#[path = "faults/script.rs"]
mod script;
#[path = "faults/secrets.rs"]
mod secrets;
#[path = "faults/state.rs"]
mod state;

use bench::{Bench, Scene};
use script::{STRIDE, every_eighth};
use std::collections::BTreeSet;
use std::thread;
use tap_tests::program::Said;
use tap_tests::proxy::{Call, Treatment, at, pass};

const DEPLOY: bench::Verb = ("deploy", &["--via", "direct", "--region", "us-east-1", "--yes"]);

static CREATION: Scene = Scene { once: &[], is_from_nothing: true, before: &[], commands: &[DEPLOY] };

static UPDATE: Scene = Scene {
    once: &[DEPLOY],
    is_from_nothing: false,
    before: &[],
    commands: &[
        ("deploy", &["--via", "direct", "--region", "us-east-1", "--yes", "--parameter", "IntakeAgeThreshold=400"]),
        ("deploy", &["--via", "direct", "--region", "us-east-1", "--yes", "--parameter", "IntakeAgeThreshold=500"]),
    ],
};

static DELETION: Scene = Scene {
    once: &[],
    is_from_nothing: true,
    before: &[DEPLOY],
    commands: &[("destroy", &["--region", "us-east-1", "--bootstrap", "--yes"])],
};

/// So many emulators work side by side on a scene.
const WORKERS: usize = 2;

/// What the workers have found.
#[derive(Default)]
struct Found {
    /// Calls that met a fault.
    met: Vec<Call>,
    /// What went wrong, with the position.
    wrong: Vec<String>,
    /// Calls of a run without faults.
    calls: Vec<Call>,
}

#[test]
fn a_creation_is_interrupted_at_every_call() {
    everywhere(&CREATION, kills);
}

#[test]
fn a_creation_meets_faults_at_every_call() {
    everywhere(&CREATION, faults);
}

#[test]
fn an_update_is_interrupted_at_every_call() {
    everywhere(&UPDATE, kills);
}

#[test]
fn an_update_meets_faults_at_every_call() {
    everywhere(&UPDATE, faults);
}

#[test]
fn a_deletion_is_interrupted_at_every_call() {
    everywhere(&DELETION, kills);
}

#[test]
fn a_deletion_meets_faults_at_every_call() {
    everywhere(&DELETION, faults);
}

/// Has workers try a scene, each a part of the positions, and shows what they found.
fn everywhere(scene: &'static Scene, try_part: fn(&mut Bench, usize) -> Found) {
    let found: Vec<Found> = thread::scope(|scope| {
        let workers: Vec<_> = (0..WORKERS).map(|part| scope.spawn(move || try_part(&mut Bench::start(scene), part))).collect();
        workers.into_iter().map(|worker| worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    });
    let wrong: Vec<&str> = found.iter().flat_map(|found| &found.wrong).map(String::as_str).collect();
    assert!(wrong.is_empty(), "{} positions go wrong:\n{}", wrong.len(), wrong.join("\n"));
    for treatment in
        found.iter().flat_map(|found| &found.met).map(|call| format!("{:?}", call.treatment)).collect::<BTreeSet<_>>()
    {
        let met: Vec<&Call> =
            found.iter().flat_map(|found| &found.met).filter(|call| format!("{:?}", call.treatment) == treatment).collect();
        println!("{treatment} at {} calls", met.len());
        let kinds =
            |calls: &[&Call]| calls.iter().map(|call| format!("{}:{}", call.service, call.action)).collect::<BTreeSet<_>>();
        let all: Vec<&Call> = found[0].calls.iter().collect();
        assert_eq!(kinds(&met), kinds(&all), "{treatment}");
    }
}

/// The client is killed at each call, then the same command runs again.
///
/// Where it takes long to get to the start, and nothing was changed yet, the account is compared with the start instead: the same command
/// again is the run without faults.
fn kills(bench: &mut Bench, part: usize) -> Found {
    let mut found = Found { calls: bench.calls().to_vec(), ..Found::default() };
    for treatment in [Treatment::KillBefore, Treatment::KillAfter] {
        for number in (part + 1..).step_by(WORKERS) {
            bench.next();
            let (said, calls) = bench.run(at(number, treatment));
            let Some(call) = calls.get(number - 1).cloned() else { break };
            let is_changed = calls.iter().any(|call| call.changes() && call.status == Some(200));
            if bench.is_dear() && !is_changed {
                let wrong = bench.traces(&[said], &[calls]);
                found.take(bench, &call.to_string(), wrong);
                found.met.push(call);
                continue;
            }
            let (again, more) = bench.run(pass());
            let mut wrong = Vec::new();
            if again.code != Some(0) {
                wrong.push(format!("the same command again ends with {:?}: {}", again.code, again.err));
            }
            wrong.extend(bench.differences(&[said, again], &[calls, more]));
            found.take(bench, &call.to_string(), wrong);
            found.met.push(call);
        }
    }
    found
}

/// Calls are throttled, fail or get lost; the command goes on.
fn faults(bench: &mut Bench, part: usize) -> Found {
    let mut found = Found { calls: bench.calls().to_vec(), ..Found::default() };
    for treatment in [Treatment::Throttle, Treatment::Fail, Treatment::CutBefore, Treatment::CutAfter] {
        for first in (part + 1..=STRIDE).step_by(WORKERS) {
            bench.next();
            let (said, calls) = bench.run(every_eighth(first, treatment));
            let met: Vec<Call> = calls.iter().filter(|call| call.treatment == treatment).cloned().collect();
            let mut wrong = Vec::new();
            let (mut all_said, mut runs) = (vec![said], vec![calls]);
            if all_said[0].code != Some(0) {
                wrong.extend(unclear(&all_said[0]));
                let (again, more) = bench.run(pass());
                if again.code != Some(0) {
                    wrong.push(format!("the same command again ends with {:?}: {}", again.code, again.err));
                }
                all_said.push(again);
                runs.push(more);
            }
            wrong.extend(bench.differences(&all_said, &runs));
            let places: Vec<String> = met.iter().map(ToString::to_string).collect();
            found.take(bench, &places.join("; "), wrong);
            found.met.extend(met);
        }
    }
    found
}

/// Why a command that failed has not said one clear sentence.
fn unclear(said: &Said) -> Option<String> {
    let errors: Vec<&str> = said.err.lines().filter(|line| line.starts_with("error: ")).collect();
    let is_clear = errors.len() == 1 && !["Error {", "Error(", "Output {"].iter().any(|debug| said.err.contains(debug));
    (!is_clear).then(|| format!("it ends with {:?}, and not with one clear sentence: {}", said.code, said.err))
}

impl Found {
    /// Keeps what went wrong at a position; the next one does not start from that.
    fn take(&mut self, bench: &mut Bench, position: &str, wrong: Vec<String>) {
        if !wrong.is_empty() {
            self.wrong.push(format!("{position}:\n    {}", wrong.join("\n    ")));
            bench.restart();
        }
    }
}
