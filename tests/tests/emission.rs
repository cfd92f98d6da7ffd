//! What the command line of the platform writes: the committed templates, the same bytes each time, and all or nothing.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tap_tests::{target_dir, workspace_root};

/// The platform's command line with the given arguments, as a user runs it.
fn tapstack<A: AsRef<OsStr>>(arguments: impl IntoIterator<Item = A>) -> Command {
    let mut command = Command::new(env!("CARGO"));
    command
        .args(["run", "--quiet", "--locked", "--package", "tap-examples", "--example", "tapstack", "--"])
        .args(arguments)
        .current_dir(workspace_root());
    command
}

fn emit(out: &Path) -> Command {
    tapstack([OsStr::new("emit"), OsStr::new("--out"), out.as_os_str()])
}

fn output(mut command: Command) -> Output {
    command.output().expect("cargo starts")
}

/// The output of a command that must succeed.
fn succeed(command: Command) -> Output {
    let output = output(command);
    assert!(output.status.success(), "{}\n{}", output.status, String::from_utf8_lossy(&output.stderr));
    output
}

/// What a command says on standard error when it refuses, by exit code and not by a panic.
fn refuse(command: Command) -> String {
    let output = output(command);
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(matches!(output.status.code(), Some(1..=100)), "{}, not a refusal:\n{message}", output.status);
    message
}

/// An empty folder of this test's own.
fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("emission").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("the last run's folder is removed");
    }
    fs::create_dir_all(&folder).expect("a scratch folder is created");
    folder
}

/// The names in a folder, hidden ones included, sorted.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("cannot list {}: {error}", folder.display()))
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("a name in UTF-8"))
        .collect();
    names.sort();
    names
}

/// The files of a folder with their content, by name.
fn files(folder: &Path, wanted: impl Fn(&str) -> bool) -> BTreeMap<String, Vec<u8>> {
    let read = |name: String| {
        let content = fs::read(folder.join(&name)).unwrap_or_else(|error| panic!("cannot read {name}: {error}"));
        (name, content)
    };
    names(folder).into_iter().filter(|name| wanted(name)).map(read).collect()
}

/// What a command wrote into a new folder.
fn emitted(name: &str, adapt: impl FnOnce(&mut Command)) -> BTreeMap<String, Vec<u8>> {
    let out = scratch(name);
    let mut command = emit(&out);
    adapt(&mut command);
    succeed(command);
    let files = files(&out, |_| true);
    assert!(!files.is_empty(), "nothing was emitted");
    files
}

/// Compares names first, then bytes, so that a failure prints names and not whole templates.
fn assert_same(left: &BTreeMap<String, Vec<u8>>, right: &BTreeMap<String, Vec<u8>>, help: &str) {
    assert_eq!(left.keys().collect::<Vec<_>>(), right.keys().collect::<Vec<_>>(), "other files; {help}");
    let different: Vec<&String> = left.keys().filter(|name| left[*name] != right[*name]).collect();
    assert!(different.is_empty(), "other content in {different:?}; {help}");
}

#[test]
fn committed_templates_are_what_the_app_emits() {
    // What templates cannot say is written by hand, and held to them by `tests/platform`.
    let committed = files(&workspace_root().join("lib"), |name| name.ends_with(".json") && name != "deployment.json");
    let emitted = emitted("committed", |_| ());
    assert_same(&committed, &emitted, "run `cargo run --example tapstack` and commit lib/");
}

#[test]
fn emitting_twice_gives_the_same_bytes() {
    assert_same(&emitted("first", |_| ()), &emitted("second", |_| ()), "the emission is not deterministic");
}

#[test]
fn emitting_over_an_emission_changes_nothing() {
    let out = scratch("over");
    succeed(emit(&out));
    let first = files(&out, |_| true);
    succeed(emit(&out));
    assert_same(&first, &files(&out, |_| true), "emitting again is not a no-op");
}

#[test]
fn a_build_elsewhere_emits_the_same_bytes() {
    let elsewhere = emitted("elsewhere", |command| {
        command.env("CARGO_TARGET_DIR", target_dir().join("second"));
    });
    assert_same(&emitted("here", |_| ()), &elsewhere, "the emission depends on where it was built");
}

#[test]
fn a_folder_that_cannot_be_made_is_refused() {
    let folder = scratch("under-a-file");
    let file = folder.join("file");
    fs::write(&file, "in the way").expect("a file is written");
    let out = file.join("out");

    let message = refuse(emit(&out));

    assert!(message.contains(out.to_str().expect("UTF-8")), "the message does not name the path:\n{message}");
    assert_eq!(names(&folder), ["file"]);
    assert_eq!(fs::read_to_string(&file).expect("the file is still one"), "in the way");
}

#[test]
fn a_file_in_place_of_the_folder_is_refused() {
    let folder = scratch("a-file");
    let out = folder.join("out");
    fs::write(&out, "in the way").expect("a file is written");

    let message = refuse(emit(&out));

    assert!(message.contains(out.to_str().expect("UTF-8")), "the message does not name the path:\n{message}");
    assert_eq!(names(&folder), ["out"]);
    assert_eq!(fs::read_to_string(&out).expect("the file is still one"), "in the way");
}

/// Permissions do not bind a privileged user, so what cannot be written here is a template whose name a folder has.
#[test]
fn a_template_that_cannot_be_written_leaves_nothing_behind() {
    let out = scratch("a-folder-in-the-way");
    let blocked = out.join("TapStack.json");
    fs::create_dir(&blocked).expect("a folder is created");

    let message = refuse(emit(&out));

    assert!(message.contains(blocked.to_str().expect("UTF-8")), "the message does not name the path:\n{message}");
    assert_eq!(names(&out), ["TapStack.json"]);
    assert!(names(&blocked).is_empty());
}

#[test]
fn check_accepts_the_platform() {
    succeed(tapstack(["check"]));
}

#[test]
fn json_is_valid_on_every_verb() {
    let out = scratch("json");
    let emit = [OsStr::new("emit"), OsStr::new("--json"), OsStr::new("--out"), out.as_os_str()];
    for command in [tapstack(["check", "--json"]), tapstack(emit)] {
        let stdout = succeed(command).stdout;
        serde_json::from_slice::<serde_json::Value>(&stdout)
            .unwrap_or_else(|error| panic!("no JSON: {error}\n{}", String::from_utf8_lossy(&stdout)));
    }
}

#[test]
fn an_unknown_verb_is_a_usage_error() {
    let output = output(tapstack(["emti"]));
    let message = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{message}");
    assert!(message.contains("emti"), "the message does not name the verb:\n{message}");
    assert!(output.stdout.is_empty(), "a usage error belongs on standard error alone");
}
