//! The command lines of the workspace as users run them: whole processes.

use crate::workspace_root;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use tempfile::TempDir;

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

/// The platform's command line with the verbs that speak to AWS, to be run in the workspace with this process's own environment; [`Account`] has
/// another.
///
/// # Panics
///
/// If it cannot be built.
pub fn tapstack_on_aws() -> Command {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    command(BUILT.get_or_init(|| build(&["--package", "tap-examples", "--example", "tapstack", "--features", "aws"])))
}

/// Somebody who has credentials, and a home of their own with nothing else in it.
pub struct Account {
    home: TempDir,
    url: String,
}

impl Account {
    /// Somebody whose AWS is at this address.
    ///
    /// # Panics
    ///
    /// If no folder can be made.
    pub fn at(url: &str) -> Self {
        let home = tempfile::tempdir().unwrap_or_else(|error| panic!("cannot make a folder: {error}"));
        Self { home, url: url.to_string() }
    }

    /// The platform's command line as they run it: with credentials and the address, and with nothing of the environment of the tests.
    ///
    /// ```no_run
    /// use tap_tests::program::{Account, Said};
    ///
    /// let account = Account::at("http://127.0.0.1:4566");
    /// assert_eq!(Said::by(account.tapstack().args(["status", "--json"])).code, Some(0));
    /// ```
    ///
    /// # Panics
    ///
    /// If it cannot be built.
    pub fn tapstack(&self) -> Command {
        let mut command = tapstack_on_aws();
        self.dress(&mut command);
        command.env("AWS_ENDPOINT_URL", &self.url);
        command
    }

    /// Gives a command their credentials and their home, and nothing else but where programs are found.
    pub fn dress(&self, command: &mut Command) {
        command.env_clear();
        let path = std::env::var("PATH").unwrap_or_default();
        // Programs of their own go first.
        command.env("PATH", format!("{}:{path}", self.home.path().join("bin").display()));
        command.env("HOME", self.home.path());
        command.env("AWS_CONFIG_FILE", self.home.path().join("config"));
        command.env("AWS_SHARED_CREDENTIALS_FILE", self.home.path().join("credentials"));
        command.env("AWS_EC2_METADATA_DISABLED", "true");
        command.env("AWS_ACCESS_KEY_ID", "testing").env("AWS_SECRET_ACCESS_KEY", SECRET_KEY);
    }

    /// The address of their AWS.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Their home: where configuration files are looked for.
    pub fn home(&self) -> &Path {
        self.home.path()
    }
}

/// The secret of the credentials of [`Account`]: told from everything else, so that a test finds it wherever it is said.
pub const SECRET_KEY: &str = "a-secret-key-that-nobody-may-print";

fn command(executable: &Path) -> Command {
    let mut command = Command::new(executable);
    command.current_dir(workspace_root());
    command
}

/// Has Cargo build a program, and asks it where that is.
fn build(which: &[&str]) -> PathBuf {
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .args(["build", "--quiet", "--locked", "--message-format", "json-render-diagnostics"])
        .args(which)
        .current_dir(workspace_root());
    let output = cargo.output().unwrap_or_else(|error| panic!("cannot start {cargo:?}: {error}"));
    assert!(output.status.success(), "{cargo:?} fails: {}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8_lossy(&output.stdout);
    let messages = said.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let built = messages.filter_map(|message| message["executable"].as_str().map(PathBuf::from)).next_back();
    built.unwrap_or_else(|| panic!("{cargo:?} has built no program"))
}
