//! A large app with its dependencies built: `cargo check` after an edit, and the emission.

use std::io;
use std::process::Command;
use std::time::Duration;

use crate::cargo::{cargo, folder, median, time};
use crate::generate::App;
use crate::report::{line, seconds};

const SMALL: usize = 500;
const LARGE: usize = 5_000;
const CHECKS: usize = 3;
const EMISSIONS: usize = 20;

/// A way to compile. Each builds into its own folder: in one they would rebuild each other's crates.
struct Mode {
    incremental: &'static str,
    target: &'static str,
    goal: &'static str,
}

const MODES: [Mode; 2] = [
    Mode { incremental: "0", target: "target-plain", goal: "10 s" },
    Mode { incremental: "1", target: "target-incremental", goal: "6 s" },
];

pub fn measure() -> io::Result<()> {
    let apps = [App::write(SMALL)?, App::write(LARGE)?];
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
            eprintln!("checking {} resources, {} of {CHECKS}", app.resources, round + 1);
            app.edit(1 + round * cases.len() + index)?;
            times[index].push(check(mode, app)?);
        }
    }
    let medians: Vec<Duration> = times.into_iter().map(median).collect();

    line("", "measured", "goal");
    for (mode, pair) in MODES.iter().zip(medians.chunks(2)) {
        let how = format!("CARGO_INCREMENTAL={}", mode.incremental);
        let ratio = format!("{:.1}", pair[1].as_secs_f64() / pair[0].as_secs_f64());
        line(&format!("cargo check, {SMALL} resources, {how}"), &seconds(pair[0]), "");
        line(&format!("cargo check, {LARGE} resources, {how}"), &seconds(pair[1]), mode.goal);
        line(&format!("{LARGE} over {SMALL}, {how}"), &ratio, "12");
    }
    let emission = format!("{:.1} ms", emission(&apps[1])?.as_secs_f64() * 1e3);
    line(&format!("emit, {LARGE} resources, whole process"), &emission, "25 ms");
    Ok(())
}

fn check(mode: &Mode, app: &App) -> io::Result<Duration> {
    let mut command = cargo(&app.folder, mode.target, &["check", "--quiet"]);
    time(command.env("CARGO_INCREMENTAL", mode.incremental))
}

fn emission(app: &App) -> io::Result<Duration> {
    eprintln!("building {} resources in release", app.resources);
    let target = "target-release";
    time(&mut cargo(&app.folder, target, &["build", "--quiet", "--release"]))?;
    let program = folder().join(target).join("release").join(&app.name);
    let mut emit = Command::new(program);
    emit.arg("emit").arg("--out").arg(folder().join("out"));
    // The first run creates the folder and brings the program into memory.
    time(&mut emit)?;
    eprintln!("emitting {EMISSIONS} times");
    let times: io::Result<_> = (0..EMISSIONS).map(|_| time(&mut emit)).collect();
    times.map(median)
}
