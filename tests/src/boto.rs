//! Somebody else's client: boto3, of the same environment as the emulators.

use crate::program::{Account, Said};
use crate::{python, workspace_root};
use serde_json::{Value, json};
use std::process::Command;

/// A call: service and method as boto3 names them, region, arguments.
pub type Ask = (&'static str, &'static str, &'static str, Value);

/// An answer, or the code and the message of an error.
pub type Answer = Result<Value, (String, String)>;

impl Account {
    /// A process that makes these calls one after the other, each tried once.
    ///
    /// # Panics
    ///
    /// As [`python::emulators`].
    pub fn boto(&self, asks: &[Ask]) -> Command {
        let calls: Vec<Value> =
            asks.iter().map(|(service, region, method, arguments)| json!([service, region, method, arguments])).collect();
        let mut command = Command::new(python::emulators());
        self.dress(&mut command);
        command.env("PYTHONDONTWRITEBYTECODE", "1").env("AWS_MAX_ATTEMPTS", "1").env("AWS_RETRY_MODE", "standard");
        command.arg(workspace_root().join("tests/deployment/wire.py")).arg(self.url()).arg(Value::from(calls).to_string());
        command
    }

    /// The answers to these calls.
    ///
    /// # Panics
    ///
    /// As [`python::emulators`], and if boto3 knows no such call.
    pub fn ask(&self, asks: &[Ask]) -> Vec<Answer> {
        answers(Said::by(&mut self.boto(asks)).ended(0).as_str())
    }
}

/// What such a process has printed.
///
/// # Panics
///
/// If it is something else.
pub fn answers(printed: &str) -> Vec<Answer> {
    let read = |line: &str| {
        let said: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        let text = |member: &str| said[member].as_str().unwrap_or_default().to_string();
        said.get("answer").cloned().ok_or_else(|| (text("code"), text("message")))
    };
    printed.lines().map(read).collect()
}
