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

use bench::{Bench, Known, Scene, Verb};
use script::{Place, STRIDE, places};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::PoisonError;
use std::thread;
use tap_tests::program::Said;
use tap_tests::proxy::{Treatment, pass};
use tap_tests::servers::Emulator;

const DIRECT: Verb = ("deploy", &["--via", "direct", "--region", "us-east-1", "--yes"]);
const BY_SET: Verb = ("deploy", &["--via", "stack-set", "--yes"]);

static CREATION: Scene =
    Scene { emulator: Emulator::MiniStack, once: &[], is_from_nothing: true, before: &[], commands: &[DIRECT], templates: None };

static UPDATE: Scene = Scene {
    emulator: Emulator::MiniStack,
    once: &[DIRECT],
    is_from_nothing: false,
    before: &[],
    commands: &[
        ("deploy", &["--via", "direct", "--region", "us-east-1", "--yes", "--parameter", "IntakeAgeThreshold=400"]),
        ("deploy", &["--via", "direct", "--region", "us-east-1", "--yes", "--parameter", "IntakeAgeThreshold=500"]),
    ],
    templates: None,
};

static DELETION: Scene = Scene {
    emulator: Emulator::MiniStack,
    once: &[],
    is_from_nothing: true,
    before: &[DIRECT],
    commands: &[("destroy", &["--region", "us-east-1", "--bootstrap", "--yes"])],
    templates: None,
};

/// With the bootstrap of both regions, from nothing.
static CREATION_BY_SET: Scene =
    Scene { emulator: Emulator::Moto, once: &[], is_from_nothing: true, before: &[], commands: &[BY_SET], templates: None };

/// Of the set in one region, with other overrides in the other beside it.
static UPDATE_BY_SET: Scene = Scene {
    emulator: Emulator::Moto,
    once: &[BY_SET],
    is_from_nothing: false,
    before: &[],
    commands: &[BY_SET, BY_SET],
    templates: Some(|cloud, turn| cloud.override_the_window(["30", "45"][turn])),
};

/// Of the set and its stacks; the bootstrap, whose deletion is that of [`DELETION`], stays.
static DELETION_BY_SET: Scene = Scene {
    emulator: Emulator::Moto,
    once: &[],
    is_from_nothing: false,
    before: &[BY_SET],
    commands: &[("destroy", &["--yes"])],
    templates: None,
};

/// So many emulators work side by side on a scene.
const WORKERS: usize = 2;

/// How often a fault is tried at a call that the client did not come to.
const TRIES: usize = 4;

/// What the workers have found.
#[derive(Default)]
struct Found {
    /// Calls that met a fault.
    met: Vec<(Treatment, Place)>,
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

#[test]
fn a_creation_by_a_stack_set_is_interrupted_at_every_call() {
    everywhere(&CREATION_BY_SET, kills);
}

#[test]
fn a_creation_by_a_stack_set_meets_faults_at_every_call() {
    everywhere(&CREATION_BY_SET, faults);
}

#[test]
fn an_update_by_a_stack_set_is_interrupted_at_every_call() {
    everywhere(&UPDATE_BY_SET, kills);
}

#[test]
fn an_update_by_a_stack_set_meets_faults_at_every_call() {
    everywhere(&UPDATE_BY_SET, faults);
}

#[test]
fn a_deletion_of_a_stack_set_is_interrupted_at_every_call() {
    everywhere(&DELETION_BY_SET, kills);
}

#[test]
fn a_deletion_of_a_stack_set_meets_faults_at_every_call() {
    everywhere(&DELETION_BY_SET, faults);
}

/// Has workers try a scene, each a part of the calls of a run without faults, and shows what they found.
fn everywhere(scene: &'static Scene, try_part: fn(&mut Bench, &[Place], usize, &Known) -> Found) {
    let mut first = Bench::start(scene);
    let all = places(first.calls());
    let known = Known::default();
    let found: Vec<Found> = thread::scope(|scope| {
        let others = (1..WORKERS).map(|part| {
            scope.spawn({
                let (all, known) = (&all, &known);
                move || try_part(&mut Bench::start(scene), all, part, known)
            })
        });
        let others: Vec<_> = others.collect();
        let mut found = vec![try_part(&mut first, &all, 0, &known)];
        found.extend(others.into_iter().map(|other| other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))));
        found
    });
    let wrong: Vec<&str> = found.iter().flat_map(|found| &found.wrong).map(String::as_str).collect();
    assert!(wrong.is_empty(), "{} positions go wrong:\n{}", wrong.len(), wrong.join("\n"));
    let mut met = BTreeMap::<String, BTreeSet<&Place>>::new();
    for (treatment, place) in found.iter().flat_map(|found| &found.met) {
        met.entry(format!("{treatment:?}")).or_default().insert(place);
    }
    for (treatment, met) in met {
        println!("{treatment} at {} of {} calls", met.len(), all.len());
        // Whether the client looks once more if something has ended is up to how long that takes, so a run may have a look less than the
        // one that the calls are counted in. Every run makes all other calls.
        let missed: Vec<&Place> = all.iter().filter(|place| !met.contains(place)).collect();
        assert!(missed.iter().all(|place| place.again > 0), "{treatment} not at {missed:?}");
        assert!(met.len() * 10 >= all.len() * 9, "{treatment} at {} of {} calls only", met.len(), all.len());
    }
}

/// The client is killed at each call, then the same command runs again.
///
/// Where it takes long to get to the start, and nothing was changed yet, the account is compared with the start instead: the same command
/// again is the run without faults. So it is with what an earlier kill has left, where operations are over when they are answered.
fn kills(bench: &mut Bench, all: &[Place], part: usize, known: &Known) -> Found {
    let mut found = Found::default();
    for treatment in [Treatment::KillBefore, Treatment::KillAfter] {
        for place in all.iter().skip(part).step_by(WORKERS) {
            (0..TRIES).any(|_| is_killed_at(bench, place, treatment, (known, &mut found)));
        }
    }
    found
}

/// Tries a kill; whether the client came to that call.
fn is_killed_at(bench: &mut Bench, place: &Place, treatment: Treatment, (known, found): (&Known, &mut Found)) -> bool {
    bench.next();
    let (said, calls, met) = bench.run_at(vec![place.clone()], treatment);
    let Some(call) = calls.iter().find(|call| call.treatment == treatment).cloned() else { return false };
    found.met.extend(met.into_iter().map(|place| (treatment, place)));
    let is_changed = calls.iter().any(|call| call.changes() && call.status == Some(200));
    if bench.is_dear() && !is_changed {
        let wrong = bench.traces(&[said], &[calls]);
        found.take(bench, &call.to_string(), wrong);
        return true;
    }
    let left = bench.left(&said, &calls);
    let known = || known.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((left, with)) = &left
        && known().contains(left)
    {
        found.take(bench, &call.to_string(), with.clone());
        return true;
    }
    let (again, more) = bench.run(pass());
    let mut wrong = Vec::new();
    if again.code != Some(0) {
        wrong.push(format!("the same command again ends with {:?}: {}", again.code, again.err));
    }
    wrong.extend(bench.differences(&[said, again], &[calls, more]));
    if wrong.is_empty() {
        known().extend(left.map(|(left, _)| left));
    }
    found.take(bench, &call.to_string(), wrong);
    true
}

/// Calls are throttled, fail or get lost; the command goes on.
fn faults(bench: &mut Bench, all: &[Place], part: usize, _: &Known) -> Found {
    let mut found = Found::default();
    for treatment in [Treatment::Throttle, Treatment::Fail, Treatment::CutBefore, Treatment::CutAfter] {
        for first in (part..STRIDE).step_by(WORKERS) {
            let mut chosen: Vec<Place> = all.iter().skip(first).step_by(STRIDE).cloned().collect();
            for _ in 0..TRIES {
                let met = try_faults(bench, &chosen, treatment, &mut found);
                chosen.retain(|place| !met.contains(place));
                if chosen.is_empty() {
                    break;
                }
            }
        }
    }
    found
}

/// Tries a fault at each of these calls; those that the client came to.
fn try_faults(bench: &mut Bench, chosen: &[Place], treatment: Treatment, found: &mut Found) -> Vec<Place> {
    bench.next();
    let (said, calls, met) = bench.run_at(chosen.to_vec(), treatment);
    let treated = calls.iter().filter(|call| call.treatment == treatment);
    let position = treated.map(ToString::to_string).collect::<Vec<_>>().join("; ");
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
    found.take(bench, &position, wrong);
    found.met.extend(met.iter().map(|place| (treatment, place.clone())));
    met
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
