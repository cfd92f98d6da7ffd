//! What an account has, read past the proxy.

use serde_json::Value;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use tap_tests::cloud::Cloud;
use tap_tests::{python, workspace_root};

/// Everything, each under a name of its own, without what is made up at random.
pub type State = BTreeMap<String, String>;

/// A process that reads an account as often as it is asked to.
pub struct Reader {
    child: Child,
    ask: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Reader {
    pub fn start(cloud: &Cloud) -> Self {
        let mut command = Command::new(python::emulators());
        cloud.behind.dress(&mut command);
        command.arg(workspace_root().join("tests/deployment/state.py")).arg(cloud.server.emulator.name()).arg(cloud.server.url());
        command.env("PYTHONDONTWRITEBYTECODE", "1").stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("Python starts");
        let (ask, answers) = (child.stdin.take().expect("it is piped"), child.stdout.take().expect("it is piped"));
        Self { child, ask, answers: BufReader::new(answers) }
    }

    /// What there is, and the values of secure parameters.
    pub fn read(&mut self) -> (State, Vec<String>) {
        self.ask.write_all(b"\n").expect("the reader reads");
        let mut line = String::new();
        self.answers.read_line(&mut line).expect("the reader answers");
        let said: Value = serde_json::from_str(&line).unwrap_or_else(|error| panic!("the state cannot be read: {error} {line}"));
        let texts = |member: &str| {
            let members = said[member].as_object().expect("it is an object").iter();
            members.map(|(name, value)| (name.clone(), value.as_str().expect("it is text").to_string())).collect::<State>()
        };
        (texts("state"), texts("secrets").into_values().collect())
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        // It has ended if this fails.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Everything in which one state differs from what it should be, a line each.
pub fn differences(is: &State, should: &State) -> Vec<String> {
    let names: std::collections::BTreeSet<&String> = is.keys().chain(should.keys()).collect();
    let shown = |value: Option<&String>| value.map_or_else(|| "not there".to_string(), |value| format!("`{value}`"));
    let different = names.into_iter().filter(|name| is.get(*name) != should.get(*name));
    different.map(|name| format!("{name} is {}, without faults {}", shown(is.get(name)), shown(should.get(name)))).collect()
}
