//! The verb, as a user runs it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tap_tests::program::{self, Said};

use super::platform::{platform, rename, texts};

fn tap(arguments: &[&str], folder: &Path) -> Said {
    Said::by(program::tap().args(arguments).current_dir(folder))
}

/// What a command says on standard error when it refuses.
fn refused(arguments: &[&str], folder: &Path) -> String {
    let said = tap(arguments, folder);
    assert!(matches!(said.code, Some(1 | 2)), "{said:?}");
    said.err
}

/// An empty folder of this test's own.
fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("diff").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("the last run's folder is removed");
    }
    fs::create_dir_all(&folder).expect("a folder");
    folder
}

fn write(folder: &Path, templates: &BTreeMap<String, Value>) {
    fs::create_dir_all(folder).expect("a folder");
    for (name, text) in texts(templates) {
        fs::write(folder.join(format!("{name}.json")), text).expect("a template is written");
    }
}

/// The platform before and after its table of sessions got another logical id.
fn renamed(folder: &Path) {
    let mut templates = platform();
    write(&folder.join("old"), &templates);
    rename(templates.get_mut("storage-stack").expect("it"), "Sessions", "SessionsTable");
    write(&folder.join("new"), &templates);
}

#[test]
fn what_would_be_lost_stands_first_and_sets_the_exit_code() {
    let folder = scratch("lost");
    renamed(&folder);
    let output = tap(&["diff", "old", "new"], &folder);
    let text = output.out.clone();
    assert_eq!(output.code, Some(3), "{text}");
    let start = "data would be lost: 1\n  TapStack/Storage.Sessions (AWS::DynamoDB::Table): its items\n";
    assert!(text.starts_with(start), "{text}");
    assert!(text.contains("help: to keep it, keep its logical id: `#[stack(id = \"Sessions\")]`"), "{text}");
    assert!(!text.contains('\u{1b}'), "colours in a pipe");
    assert_eq!(tap(&["diff", "old", "new"], &folder).out, text, "the same again");

    let output = tap(&["diff", "old", "new", "--json"], &folder);
    assert_eq!(output.code, Some(3));
    let json: Value = serde_json::from_str(&output.out).expect("JSON");
    assert_eq!(json["losses"], serde_json::json!(["TapStack/Storage.Sessions"]));
    assert_eq!(json["moves"][0]["to"], "TapStack/Storage.SessionsTable");

    let output = tap(&["diff", "--against", "old", "--templates", "old"], &folder);
    assert_eq!((output.code, output.out.as_str()), (Some(0), "no differences\n"));
}

#[test]
fn templates_of_a_revision_are_read_from_git() {
    let folder = scratch("revision");
    renamed(&folder);
    // So that the repository around is not found.
    let git = |arguments: &[&str]| {
        let output = Command::new("git")
            .args(["-c", "user.name=Tap", "-c", "user.email=tap@example.com", "-c", "init.defaultBranch=main"])
            .args(arguments)
            .current_dir(&folder)
            .output()
            .expect("git starts");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    git(&["init", "--quiet"]);
    git(&["add", "old"]);
    git(&["commit", "--quiet", "-m", "Templates"]);
    let output = tap(&["diff", "--rev", "HEAD", "--dir", "old", "--templates", "new"], &folder);
    assert_eq!(output.code, Some(3), "{}", output.err);
    assert_eq!(output.out, tap(&["diff", "old", "new"], &folder).out);
    let output = tap(&["diff", "--rev", "main", "--dir", "old", "--templates", "old"], &folder);
    assert_eq!(output.out, "no differences\n");

    let message = refused(&["diff", "--rev", "nowhere", "--templates", "new"], &folder);
    assert!(message.contains("there is no revision `nowhere` in this git repository"), "{message}");
    let message = refused(&["diff", "--rev", "HEAD", "--templates", "new"], &folder);
    assert!(message.contains("there are no templates in lib in revision HEAD\nhelp: "), "{message}");
    fs::write(folder.join("old/TapStack.json"), "{ \"Resources\": ").expect("a file");
    git(&["commit", "--quiet", "-a", "-m", "Broken"]);
    let message = refused(&["diff", "--rev", "HEAD", "--dir", "old", "--templates", "new"], &folder);
    assert!(message.contains("in revision HEAD: old/TapStack.json:1:"), "{message}");
}

#[test]
fn a_wrong_command_line_says_what_is_wrong() {
    let folder = scratch("wrong");
    renamed(&folder);
    let refusals: [(&[&str], &str); 6] = [
        (&["diff"], "the following required arguments were not provided"),
        (&["diff", "old"], "NEW"),
        (&["diff", "old", "new", "--parameter", "Reader"], "it takes NAME=VALUE"),
        (&["diff", "old", "new", "--parameter", "Nothing=1"], "no root stack has a parameter `Nothing`"),
        (&["diff", "old", "new", "--region", "nowhere-1"], "there is no region `nowhere-1`"),
        (&["diff", "old", "missing"], "missing: cannot be read"),
    ];
    for (arguments, wanted) in refusals {
        let message = refused(arguments, &folder);
        assert!(message.contains(wanted), "{arguments:?}: {message}");
    }
    let message = refused(&["diff", "--against", "old"], &folder);
    assert!(message.contains("no app is linked into this program"), "{message}");
}
