//! Every verb, when nobody reads what it prints or it cannot write.

use super::scene::{CYCLE, argument, file, names, scratch};
use std::fs::{self, File, OpenOptions};
use std::io::{PipeWriter, pipe};
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Stdio};
use tap_tests::program::{Said, tapstack};

/// Every verb with what it needs, in text and as JSON. Files are written to a folder.
fn verbs(folder: &Path) -> Vec<Vec<String>> {
    let emission = argument(&folder.join("emission"));
    let queue = "Resources:\n  Jobs: { Type: AWS::SQS::Queue }\n";
    let small = file(folder, "small.yaml", queue);
    let verbs: [&[&str]; 12] = [
        &["--help"],
        &["emit", "--out", &emission],
        &["check"],
        &["diff", "--against", "lib"],
        &["graph"],
        &["graph", "--format", "dot"],
        &["graph", "--format", "svg"],
        &["graph", "--format", "html"],
        &["plan"],
        &["simulate", "--templates", &small],
        &["simulate", "--templates", &small, "--events"],
        &["simulate", "--templates", &small, "--runs", "3"],
    ];
    let owned = |verb: &[&str]| verb.iter().map(ToString::to_string).collect::<Vec<String>>();
    let json = |verb: &[&str]| owned(&[verb, &["--json"]].concat());
    verbs.iter().flat_map(|verb| [owned(verb), json(verb)]).collect()
}

/// A pipe of which the other end is closed.
fn closed() -> PipeWriter {
    let (reader, writer) = pipe().expect("a pipe");
    drop(reader);
    writer
}

/// What it says on standard error, and its exit code, with this as standard output.
fn into(out: impl Into<Stdio>, command: &mut Command) -> (Option<i32>, String) {
    let child = command.stdout(out).stderr(Stdio::piped()).spawn().expect("it starts");
    let output = child.wait_with_output().expect("it ends");
    (output.status.code(), String::from_utf8(output.stderr).expect("text"))
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let folder = scratch("closed");
    for verb in verbs(&folder) {
        assert_eq!(into(closed(), tapstack().args(&verb)), (Some(0), String::new()), "{verb:?}");
    }
    assert_eq!(names(&folder.join("emission")).len(), 9, "the templates are written all the same");

    // What is wrong is told by the exit code even if nobody reads that.
    let template = file(&folder, "loop.yaml", CYCLE);
    for arguments in [&["graph", "--templates", &template][..], &["graph", "--stack", "nowhere"], &["plan", "--stack", "nowhere"]]
    {
        let status = tapstack().args(arguments).stdout(closed()).stderr(closed()).status().expect("it starts");
        assert_eq!(status.code(), Some(1), "{arguments:?}");
    }
}

#[test]
fn what_cannot_be_printed_is_an_error() {
    let folder = scratch("full");
    for verb in verbs(&folder).into_iter().filter(|verb| verb[0] != "--help") {
        let full = OpenOptions::new().write(true).open("/dev/full").expect("a full device");
        let (code, said) = into(full, tapstack().args(&verb));
        assert!(code == Some(1) && said.starts_with("error: can't print: "), "{verb:?}: {code:?} {said}");
    }
}

/// The verbs that write a file, which comes last.
const WRITERS: [&[&str]; 3] = [&["graph", "--out"], &["graph", "--format", "html", "--json", "--out"], &["plan", "--html"]];

#[test]
fn a_file_that_cannot_be_written_leaves_nothing_behind() {
    let folder = scratch("unwritable");
    let taken = argument(&folder.join("taken"));
    fs::create_dir(&taken).expect("a folder");
    let below = format!("{}/graph", file(&folder, "file", "in the way"));
    let missing = argument(&folder.join("missing/graph"));
    for writer in WRITERS {
        for out in [&taken, &below, &missing] {
            let message = Said::by(tapstack().args(writer).arg(out)).refused(1);
            assert!(message.starts_with(&format!("error: can't write {out}: ")), "{writer:?}: {message}");
        }
    }
    assert_eq!((names(&folder), names(Path::new(&taken))), (vec!["file".to_string(), "taken".to_string()], Vec::new()));
    assert_eq!(fs::read_to_string(folder.join("file")).expect("it is still there"), "in the way");
}

#[test]
fn a_full_disk_leaves_what_was_there_before() {
    let folder = scratch("full-disk");
    let before = folder.join("before.html");
    // Files may have four kilobytes, and the signal that says otherwise is ignored.
    let limited = |arguments: &[&str]| {
        let mut command = Command::new("sh");
        let program = tapstack();
        command.args(["-c", "trap '' XFSZ; ulimit -f 8; exec \"$0\" \"$@\""]).arg(program.get_program()).args(arguments);
        Said::by(command.current_dir(tap_tests::workspace_root()))
    };
    for writer in WRITERS {
        fs::write(&before, "before").expect("a file");
        let message = limited(&[writer, &[&argument(&before)]].concat()).refused(1);
        assert!(message.starts_with(&format!("error: can't write {}: ", before.display())), "{writer:?}: {message}");
        assert_eq!(
            (names(&folder), fs::read_to_string(&before).expect("it is there")),
            (vec!["before.html".to_string()], "before".into())
        );
    }
    let emission = folder.join("emission");
    let message = limited(&["emit", "--out", &argument(&emission)]).refused(1);
    assert!(message.starts_with("error: can't write "), "{message}");
    assert!(!emission.exists(), "{:?}", names(&emission));
}

#[test]
fn links_and_devices_are_written_to_and_stay_what_they_are() {
    let folder = scratch("links");
    let (link, target) = (folder.join("link.dot"), folder.join("target"));
    symlink("target", &link).expect("a link");
    Said::by(tapstack().args(["graph", "--out"]).arg(&link)).ended(0);
    assert!(fs::symlink_metadata(&link).expect("it is there").is_symlink());
    assert!(fs::read_to_string(&target).expect("it is written").starts_with("digraph"));
    // A device behind a link, so that a mistake does not replace the device.
    let full = folder.join("full");
    symlink("/dev/full", &full).expect("a link");
    let message = Said::by(tapstack().args(["graph", "--out"]).arg(&full)).refused(1);
    assert!(message.starts_with(&format!("error: can't write {}: ", full.display())), "{message}");
    assert_eq!(names(&folder), ["full", "link.dot", "target"]);

    let out = File::create(folder.join("printed")).expect("a file");
    let (code, said) = into(out, tapstack().args(["graph", "--format", "svg", "--out", "/dev/stderr"]));
    assert!(code == Some(0) && said.starts_with("<svg"), "{code:?} {}", &said[..said.len().min(200)]);
}
