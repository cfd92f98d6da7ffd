//! Many lives, each with faults of its own.

use super::{Options, Scene};
use crate::Outcome;
use serde_json::json;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use tap_core::simulate::{Fault, Violation, live};

/// Seeds that a thread takes at once.
const SHARE: u64 = 16;

/// What all lives have shown.
#[derive(Default)]
struct Summary {
    ended: BTreeMap<&'static str, usize>,
    faults: BTreeMap<&'static str, usize>,
    /// Why lives could not be lived.
    failed: Option<String>,
    /// The lowest seed with which something did not hold.
    violation: Option<(u64, Violation)>,
}

/// Lives through all seeds from the first one on, on every core.
pub fn run(scene: &Scene<'_>, options: &Options, count: u64, json: bool) -> Result<Outcome, String> {
    let first = options.seed.unwrap_or(0);
    // What is wrong with the answers is said before anything begins.
    options.answers()?;
    let summary = Mutex::new(Summary::default());
    let next = AtomicU64::new(0);
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| work(scene, options, count, &next, &summary));
        }
    });
    let summary = summary.into_inner().map_err(|_| "a run did not end".to_string())?;
    if let Some(message) = summary.failed {
        return Err(message);
    }
    let code = u8::from(summary.violation.is_some());
    Ok(Outcome { text: if json { to_json(scene, first, count, &summary) } else { to_text(scene, first, count, &summary) }, code })
}

fn work(scene: &Scene<'_>, options: &Options, count: u64, next: &AtomicU64, summary: &Mutex<Summary>) {
    let first = options.seed.unwrap_or(0);
    let mut simulation = scene.simulation(None);
    let mut own = Summary::default();
    loop {
        let start = next.fetch_add(SHARE, Ordering::Relaxed);
        if start >= count {
            break;
        }
        for seed in start..count.min(start + SHARE) {
            let seed = first.wrapping_add(seed);
            match options.answers() {
                Ok(None) => simulation.reset(),
                // A script counts what it has answered: each life has its own.
                Ok(answers) => simulation = scene.simulation(answers),
                Err(message) => {
                    own.failed = Some(message);
                    break;
                }
            }
            let lived = live(&mut simulation, seed, &scene.creations, &scene.updates);
            for fault in simulation.faults.struck() {
                *own.faults.entry(kind(fault)).or_default() += 1;
            }
            match lived {
                Ok(life) => life.ended.into_iter().for_each(|(status, count)| *own.ended.entry(status).or_default() += count),
                Err(violation) => {
                    if own.violation.as_ref().is_none_or(|(lowest, _)| seed < *lowest) {
                        own.violation = Some((seed, violation));
                    }
                }
            }
        }
    }
    let Ok(mut all) = summary.lock() else { return };
    own.ended.into_iter().for_each(|(status, count)| *all.ended.entry(status).or_default() += count);
    own.faults.into_iter().for_each(|(fault, count)| *all.faults.entry(fault).or_default() += count);
    all.failed = all.failed.take().or(own.failed);
    if let Some((seed, violation)) = own.violation
        && all.violation.as_ref().is_none_or(|(lowest, _)| seed < *lowest)
    {
        all.violation = Some((seed, violation));
    }
}

fn kind(fault: &Fault) -> &'static str {
    match fault {
        Fault::Fail { action, .. } => match action.name() {
            "CREATE" => "creation fails",
            "UPDATE" => "update fails",
            _ => "deletion fails",
        },
        Fault::Hang { .. } => "custom resource hangs",
        Fault::Alarm(_) => "alarm",
        Fault::Cancel(_) => "update cancelled",
    }
}

fn to_text(scene: &Scene<'_>, first: u64, count: u64, summary: &Summary) -> String {
    let mut out = format!("{}, {count} runs from seed {first}\n\nfaults:\n", scene.name);
    summary.faults.iter().for_each(|(fault, count)| _ = writeln!(out, "  {count:>8}  {fault}"));
    out.push_str("\noperations ended:\n");
    summary.ended.iter().for_each(|(status, count)| _ = writeln!(out, "  {count:>8}  {status}"));
    match &summary.violation {
        None => out.push_str(
            "\nafter every rollback all was as before, after every deletion only what policies keep was left, and everything was owned\n",
        ),
        Some((seed, violation)) => {
            _ = writeln!(out, "\nerror: seed {seed}: {violation}\nhelp: the same options with --seed {seed} --runs 1 show it again");
        }
    }
    out
}

fn to_json(scene: &Scene<'_>, first: u64, count: u64, summary: &Summary) -> String {
    let violation = summary
        .violation
        .as_ref()
        .map(|(seed, violation)| json!({ "seed": seed, "after": violation.after, "problems": violation.problems }));
    let report = json!({
        "name": scene.name, "firstSeed": first, "runs": count,
        "faults": summary.faults, "ended": summary.ended, "violation": violation,
    });
    format!("{report}\n")
}
