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
use script::{Place, STRIDE, at_places, kind, places};
use std::collections::{BTreeMap, BTreeSet};
use std::thread;
use tap_tests::program::Said;
use tap_tests::proxy::{Call, Treatment, pass};

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

/// Has workers try a scene, each a part of the calls of a run without faults, and shows what they found.
fn everywhere(scene: &'static Scene, try_part: fn(&mut Bench, &[Place], usize) -> Found) {
    let mut first = Bench::start(scene);
    let all = places(first.calls());
    let found: Vec<Found> = thread::scope(|scope| {
        let others = (1..WORKERS).map(|part| {
            scope.spawn({
                let all = &all;
                move || try_part(&mut Bench::start(scene), all, part)
            })
        });
        let others: Vec<_> = others.collect();
        let mut found = vec![try_part(&mut first, &all, 0)];
        found.extend(others.into_iter().map(|other| other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))));
        found
    });
    let wrong: Vec<&str> = found.iter().flat_map(|found| &found.wrong).map(String::as_str).collect();
    assert!(wrong.is_empty(), "{} positions go wrong:\n{}", wrong.len(), wrong.join("\n"));
    let mut met = BTreeMap::<String, Vec<&Call>>::new();
    for call in found.iter().flat_map(|found| &found.met) {
        met.entry(format!("{:?}", call.treatment)).or_default().push(call);
    }
    let kinds: BTreeSet<String> = all.iter().map(|(kind, _)| kind.clone()).collect();
    for (treatment, met) in met {
        println!("{treatment} at {} of {} calls", met.len(), all.len());
        assert_eq!(met.iter().map(|call| kind(call)).collect::<BTreeSet<_>>(), kinds, "{treatment}");
        // How often the client looks whether something has ended differs from run to run.
        assert!(met.len() * 10 >= all.len() * 9, "{treatment} at {} of {} calls only", met.len(), all.len());
    }
}

/// The client is killed at each call, then the same command runs again.
///
/// Where it takes long to get to the start, and nothing was changed yet, the account is compared with the start instead: the same command
/// again is the run without faults.
fn kills(bench: &mut Bench, all: &[Place], part: usize) -> Found {
    let mut found = Found::default();
    for treatment in [Treatment::KillBefore, Treatment::KillAfter] {
        for place in all.iter().skip(part).step_by(WORKERS) {
            bench.next();
            let (said, calls) = bench.run(at_places(vec![place.clone()], treatment));
            let Some(call) = calls.iter().find(|call| call.treatment == treatment).cloned() else { continue };
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
fn faults(bench: &mut Bench, all: &[Place], part: usize) -> Found {
    let mut found = Found::default();
    for treatment in [Treatment::Throttle, Treatment::Fail, Treatment::CutBefore, Treatment::CutAfter] {
        for first in (part..STRIDE).step_by(WORKERS) {
            bench.next();
            let chosen = all.iter().skip(first).step_by(STRIDE).cloned().collect();
            let (said, calls) = bench.run(at_places(chosen, treatment));
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
