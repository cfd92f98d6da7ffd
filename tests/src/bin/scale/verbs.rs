//! The verbs that work on templates, each as a whole process: on the platform, and on the app of 5,000 resources.

use std::io;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tap_tests::edited::Edited;

use crate::cargo::{cargo, folder, median, time};
use crate::report::line;
use crate::warm;

const RUNS: usize = 11;

/// Times each verb on both apps.
pub fn measure() -> io::Result<()> {
    let root = tap_tests::workspace_root();
    eprintln!("building the platform in release");
    time(&mut cargo(root, "target-platform", &["build", "--quiet", "--release", "--example", "tapstack"]))?;
    let platform = folder().join("target-platform").join("release").join("examples").join("tapstack");
    line("", "measured", "goal");
    verbs("platform", &platform, "50 ms", edit_platform)?;
    verbs("5000 resources", &warm::large_program()?, "500 ms", edit_large)
}

/// In another release, a function has new code, a queue waits longer, and a role has another name.
fn edit_platform(release: &mut Edited) {
    let compute = &mut release.template("compute-stack")["Resources"];
    compute["Intake"]["Properties"]["VisibilityTimeout"] = 900.into();
    compute["ValidatorRole"]["Properties"]["RoleName"] = "validator".into();
}

/// In another release, every topic has another name, and so is replaced.
fn edit_large(release: &mut Edited) {
    for name in release.names() {
        for resource in release.template(&name)["Resources"].as_object_mut().into_iter().flatten().map(|(_, resource)| resource) {
            if let Some(Value::String(text)) = resource.pointer_mut("/Properties/TopicName/Fn::Sub") {
                text.push_str("-two");
            }
        }
    }
}

fn verbs(app: &str, program: &Path, goal: &str, edit: impl Fn(&mut Edited)) -> io::Result<()> {
    let emitted = folder().join("verbs");
    let old = folder().join("verbs-old");
    for folder in [&emitted, &old] {
        // What another app has left here is none of this one's.
        if folder.exists() {
            std::fs::remove_dir_all(folder)?;
        }
    }
    let emit = ["emit".as_ref(), "--out".as_ref(), emitted.as_os_str()];
    time(Command::new(program).args(emit))?;
    let mut release = Edited::read(&emitted);
    edit(&mut release);
    release.write(&old)?;
    let page = folder().join("verbs.html");
    let old = old.as_os_str();
    let verbs: [(&str, Vec<&std::ffi::OsStr>); 8] = [
        ("emit", emit.to_vec()),
        ("graph, Mermaid", vec!["graph".as_ref()]),
        ("graph, SVG", vec!["graph".as_ref(), "--format".as_ref(), "svg".as_ref()]),
        ("graph, page", vec!["graph".as_ref(), "--format".as_ref(), "html".as_ref(), "--out".as_ref(), page.as_os_str()]),
        ("plan", vec!["plan".as_ref()]),
        ("plan of an update", vec!["plan".as_ref(), "--against".as_ref(), old]),
        ("plan, page", vec!["plan".as_ref(), "--html".as_ref(), page.as_os_str()]),
        ("diff", vec!["diff".as_ref(), "--against".as_ref(), old]),
    ];
    let mut times = vec![Vec::new(); verbs.len()];
    // Interleaved, so that a slow minute of the machine does not fall on one verb alone.
    for _ in 0..RUNS {
        for (times, (_, arguments)) in times.iter_mut().zip(&verbs) {
            times.push(run(program, arguments)?);
        }
    }
    for ((verb, _), times) in verbs.iter().zip(times) {
        line(&format!("{verb}, {app}, whole process"), &format!("{:.1} ms", median(times).as_secs_f64() * 1e3), goal);
    }
    Ok(())
}

/// Times a verb; that data would be lost, as `diff` says by its exit code, is no failure.
fn run(program: &Path, arguments: &[&std::ffi::OsStr]) -> io::Result<Duration> {
    let start = Instant::now();
    let output = Command::new(program).args(arguments).stdout(Stdio::null()).stderr(Stdio::piped()).output()?;
    let time = start.elapsed();
    match output.status.code() {
        Some(0 | 3) => Ok(time),
        _ => Err(io::Error::other(format!("{arguments:?} failed: {}", String::from_utf8_lossy(&output.stderr)))),
    }
}
