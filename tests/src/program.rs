//! The command lines of the workspace as users run them: whole processes.

use crate::workspace_root;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// What a process has said, and how it ended.
#[derive(Clone, Debug)]
pub struct Said {
    /// The exit code; none if a signal ended it.
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Said {
    /// Runs a command to its end.
    ///
    /// # Panics
    ///
    /// If it cannot be started, does not say text, or has panicked.
    ///
    /// ```no_run
    /// use tap_tests::program::{Said, tap};
    ///
    /// assert_eq!(Said::by(tap().arg("--version")).code, Some(0));
    /// ```
    pub fn by(command: &mut Command) -> Self {
        let output = command.output().unwrap_or_else(|error| panic!("cannot start {command:?}: {error}"));
        let text = |bytes| String::from_utf8(bytes).unwrap_or_else(|error| panic!("{command:?} says no text: {error}"));
        let said = Said { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) };
        assert!(said.code.is_some_and(|code| code < 100) && !said.err.contains("panicked"), "{command:?}: {said:?}");
        said
    }

    /// Standard output, if the exit code is this one.
    ///
    /// # Panics
    ///
    /// If it is another.
    pub fn ended(self, code: i32) -> String {
        assert_eq!(self.code, Some(code), "{self:?}");
        self.out
    }

    /// Standard error, if the exit code is this one and nothing was printed.
    ///
    /// # Panics
    ///
    /// If it is not so.
    pub fn refused(self, code: i32) -> String {
        assert_eq!((self.code, self.out.as_str()), (Some(code), ""), "{self:?}");
        self.err
    }

    /// Standard output as JSON, if the exit code is this one.
    ///
    /// # Panics
    ///
    /// If it is another, or standard output is no JSON.
    pub fn json(self, code: i32) -> Value {
        let text = self.ended(code);
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}\n{text}"))
    }
}

/// `tap`, the command line that has no app, to be run in the workspace.
///
/// # Panics
///
/// If it cannot be built.
pub fn tap() -> Command {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    command(BUILT.get_or_init(|| build(&["--package", "tap-cli", "--bin", "tap"])))
}

/// The platform's command line, to be run in the workspace.
///
/// # Panics
///
/// If it cannot be built.
pub fn tapstack() -> Command {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    command(BUILT.get_or_init(|| build(&["--package", "tap-examples", "--example", "tapstack"])))
}

fn command(executable: &Path) -> Command {
    let mut command = Command::new(executable);
    command.current_dir(workspace_root());
    command
}

/// Has Cargo build a program, and asks it where that is.
fn build(which: &[&str]) -> PathBuf {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--quiet", "--locked", "--message-format", "json"]).args(which).current_dir(workspace_root());
    let said = Said::by(&mut cargo);
    let messages = said.out.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let built = messages.filter_map(|message| message["executable"].as_str().map(PathBuf::from)).next_back();
    built.unwrap_or_else(|| panic!("{cargo:?} has built no program: {said:?}"))
}
