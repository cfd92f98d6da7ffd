//! A large app with its dependencies built: `cargo check` after an edit, and the emission.

use std::io;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use crate::cargo::{cargo, folder, median, time};
use crate::generate::{App, Shape};
use crate::report::{line, seconds};

/// Stacks of 500 topics, each of which refers to up to three others.
const APPS: [Shape; 2] = [
    Shape { name: "scale-500", stacks: 1, distances: &[1, 7, 31], crossings: 0 },
    Shape { name: "scale-5000", stacks: 10, distances: &[1, 7, 31], crossings: 0 },
];
/// Stacks with 2,000 references each, and one app of such stacks that use each other's outputs.
const GRAPHS: [Shape; 2] = [
    Shape { name: "graph-500", stacks: 1, distances: &[1, 7, 31, 61, 400], crossings: 0 },
    Shape { name: "graph-10000", stacks: 20, distances: &[1, 7, 31, 61, 400], crossings: 200 },
];
const CHECKS: usize = 3;
const EMISSIONS: usize = 20;

/// A way to compile. Each builds into its own folder: in one they would rebuild each other's crates.
struct Mode {
    incremental: &'static str,
    target: &'static str,
    /// Most seconds for 5,000 resources; other numbers in proportion.
    goal: usize,
}

const MODES: [Mode; 2] = [
    Mode { incremental: "0", target: "target-plain", goal: 10 },
    Mode { incremental: "1", target: "target-incremental", goal: 6 },
];

impl Mode {
    /// The goal for an app, at the pace of 5,000 resources.
    fn goal(&self, shape: &Shape) -> String {
        format!("{} s", (self.goal * shape.resources()).div_ceil(5_000))
    }
}

/// Two apps of few references, and the emission of the larger one.
pub fn measure() -> io::Result<()> {
    let [_, large] = checks(&APPS, "12")?;
    let emitted = format!("{:.1} ms", emission(&large)?.as_secs_f64() * 1e3);
    line(&format!("emit, {} resources, whole process", large.shape.resources()), &emitted, "25 ms");
    Ok(())
}

/// A stack and an app of many references.
pub fn measure_graphs() -> io::Result<()> {
    for shape in &GRAPHS {
        let (resources, references, crossings) = (shape.resources(), shape.references(), shape.crossings);
        println!("{resources} resources: {references} references in their stacks, {crossings} between them");
    }
    // Twice as many resources as in the other pair, and so twice the ratio.
    checks(&GRAPHS, "24")?;
    Ok(())
}

/// Times `cargo check` of a small app and a large one after an edit.
fn checks(shapes: &'static [Shape; 2], ratio_goal: &str) -> io::Result<[App; 2]> {
    let [small, large] = shapes;
    let apps = [App::write(small)?, App::write(large)?];
    let cases = MODES.each_ref().map(|mode| apps.each_ref().map(|app| (mode, app)));
    let cases = cases.as_flattened();

    eprintln!("building dependencies");
    for (mode, app) in cases {
        check(mode, app)?;
    }
    let mut times = vec![Vec::new(); cases.len()];
    // Interleaved, so that a slow minute of the machine does not fall on one case alone. The cases
    // of an app share its sources, so every edit is one that none of them has seen.
    for round in 0..CHECKS {
        for (index, (mode, app)) in cases.iter().enumerate() {
            eprintln!("checking {} resources, {} of {CHECKS}", app.shape.resources(), round + 1);
            app.edit(1 + round * cases.len() + index)?;
            times[index].push(check(mode, app)?);
        }
    }
    let medians: Vec<Duration> = times.into_iter().map(median).collect();

    let (few, many) = (small.resources(), large.resources());
    line("", "measured", "goal");
    for (mode, pair) in MODES.iter().zip(medians.chunks(2)) {
        let how = format!("CARGO_INCREMENTAL={}", mode.incremental);
        let ratio = format!("{:.1}", pair[1].as_secs_f64() / pair[0].as_secs_f64());
        line(&format!("cargo check, {few} resources, {how}"), &seconds(pair[0]), &mode.goal(small));
        line(&format!("cargo check, {many} resources, {how}"), &seconds(pair[1]), &mode.goal(large));
        line(&format!("{many} over {few}, {how}"), &ratio, ratio_goal);
    }
    Ok(apps)
}

fn check(mode: &Mode, app: &App) -> io::Result<Duration> {
    let mut command = cargo(&app.folder, mode.target, &["check", "--quiet"]);
    time(command.env("CARGO_INCREMENTAL", mode.incremental))
}

/// The larger app of few references, built for speed: its program.
pub fn large_program() -> io::Result<PathBuf> {
    program(&App::write(&APPS[1])?)
}

fn program(app: &App) -> io::Result<PathBuf> {
    eprintln!("building {} resources in release", app.shape.resources());
    let target = "target-release";
    time(&mut cargo(&app.folder, target, &["build", "--quiet", "--release"]))?;
    Ok(folder().join(target).join("release").join(app.shape.name))
}

fn emission(app: &App) -> io::Result<Duration> {
    let mut emit = Command::new(program(app)?);
    emit.arg("emit").arg("--out").arg(folder().join("out"));
    // The first run creates the folder and brings the program into memory.
    time(&mut emit)?;
    eprintln!("emitting {EMISSIONS} times");
    let times: io::Result<_> = (0..EMISSIONS).map(|_| time(&mut emit)).collect();
    times.map(median)
}
