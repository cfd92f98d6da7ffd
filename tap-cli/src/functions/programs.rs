//! Programs that answer for custom resources: each gets CloudFormation's request on its standard input, and puts its answer to the address
//! in it.

use super::response::{self, Expected, LIMIT};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::fmt;
use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};
use tap_core::simulate::{Action, Answers, CustomAnswer, CustomRequest};
use tiny_http::{Method, Request, Response, Server};

/// How long CloudFormation waits for an answer, in seconds, if the template does not say.
const PATIENCE: f64 = 3600.0;
/// How long a program may go on when it has answered.
const FAREWELL: Duration = Duration::from_secs(10);
/// How often it is looked whether a program has ended.
const PAUSE: Duration = Duration::from_millis(20);
/// How much of what a program said is shown.
const SHOWN: usize = 2000;

/// Programs by the types of custom resources that they answer for.
///
/// A program is told in its environment what it could ask CloudFormation's `DescribeStacks`: `TAP_STACK_STATUS` and `TAP_ROOT_STATUS`.
pub struct Programs {
    commands: BTreeMap<String, Vec<String>>,
    /// Takes the answers.
    server: Server,
    address: String,
    scale: f64,
    /// Requests so far.
    count: u64,
}

impl fmt::Debug for Programs {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Programs").field("commands", &self.commands).field("address", &self.address).finish_non_exhaustive()
    }
}

impl Programs {
    /// Programs as types and commands: words as in a shell, without anything else of one. A server on 127.0.0.1 takes their answers for as
    /// long as this lives.
    ///
    /// ```
    /// use tap_cli::functions::Programs;
    ///
    /// let programs = Programs::new(vec![("Custom::Gate".to_string(), "python3 'the gate.py'".to_string())]).unwrap();
    /// assert!(format!("{programs:?}").contains("the gate.py"));
    /// let wrong = Programs::new(vec![("Custom::Gate".to_string(), "python3 'gate.py".to_string())]).unwrap_err();
    /// assert_eq!(wrong, "the command of Custom::Gate has a quote that does not end");
    /// ```
    ///
    /// # Errors
    ///
    /// A type that is no custom resource's or stands there twice, a command without words, no port for the server.
    pub fn new(commands: Vec<(String, String)>) -> Result<Self, String> {
        let mut words = BTreeMap::new();
        for (kind, command) in commands {
            if !tap_schema::is_custom(&kind) {
                return Err(format!("`{kind}` is no type of a custom resource\nhelp: it is `Custom::…`"));
            }
            let split = shlex::split(&command).ok_or_else(|| format!("the command of {kind} has a quote that does not end"))?;
            if split.is_empty() {
                return Err(format!("the command of {kind} is empty"));
            }
            if words.insert(kind.clone(), split).is_some() {
                return Err(format!("{kind} has two commands"));
            }
        }
        let server = Server::http("127.0.0.1:0").map_err(|error| format!("no server for answers: {error}"))?;
        let address = format!("http://{}", server.server_addr());
        Ok(Programs { commands: words, server, address, scale: 1.0, count: 0 })
    }

    /// Ends a program that does not answer after so much of its `ServiceTimeout` in real time: 0.1 is a tenth.
    pub fn waiting(mut self, scale: f64) -> Self {
        self.scale = scale.max(0.0);
        self
    }

    /// The answer of the program of the type, if it has one.
    pub(super) fn run(&mut self, request: &CustomRequest) -> Option<CustomAnswer> {
        let command = self.commands.get(&request.kind)?;
        self.count += 1;
        let request_id = format!("{:08x}-0000-4000-8000-000000000000", self.count);
        let text = event(request, &request_id, &format!("{}/{request_id}", self.address)).to_string();
        let started = Command::new(&command[0])
            .args(&command[1..])
            .env("TAP_STACK_STATUS", request.stack_status.name())
            .env("TAP_ROOT_STATUS", request.root_status.name())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn();
        let mut program = match started {
            Ok(child) => Running::new(child, text),
            Err(error) => return Some(CustomAnswer::failed(format!("`{}` cannot be run: {error}", command[0]))),
        };
        let expected = Expected { stack_id: &request.stack_id, request_id: &request_id, logical_id: &request.logical_id };
        let deadline = Instant::now() + Duration::from_secs_f64(patience(&request.properties) * self.scale);
        let answer = self.await_answer(&mut program, &expected, deadline);
        if answer.is_some() {
            program.end_by(Instant::now() + FAREWELL);
        } else {
            let said = program.end_by(Instant::now());
            eprintln!("{} of {}: `{}` ended without an answer: {said}", request.action.name(), request.path, command[0]);
        }
        Some(answer.unwrap_or(CustomAnswer::Hangs))
    }

    /// What the program answers before the deadline. One that ends without an answer leaves CloudFormation waiting for it in vain.
    fn await_answer(&self, program: &mut Running, expected: &Expected<'_>, deadline: Instant) -> Option<CustomAnswer> {
        loop {
            // An answer may arrive after the end of its program is seen.
            let has_ended = program.has_ended();
            while let Ok(Some(request)) = self.server.recv_timeout(PAUSE) {
                if let Some(body) = accepted(request, expected.request_id) {
                    return Some(response::read(&body, expected));
                }
            }
            if has_ended || Instant::now() >= deadline {
                return None;
            }
        }
    }
}

impl Answers for Programs {
    fn answer(&mut self, request: &CustomRequest) -> CustomAnswer {
        self.run(request).unwrap_or_else(CustomAnswer::success)
    }
}

/// The body of a PUT to the address of this request; everything else is turned away.
fn accepted(mut request: Request, request_id: &str) -> Option<Vec<u8>> {
    let is_it = *request.method() == Method::Put && request.url().strip_prefix('/') == Some(request_id);
    let mut body = Vec::new();
    let is_whole = request.as_reader().take(LIMIT as u64 + 1).read_to_end(&mut body).is_ok();
    // Whoever is not there any more needs no response.
    let _ = request.respond(Response::empty(if is_it && is_whole { 200 } else { 403 }));
    (is_it && is_whole).then_some(body)
}

/// `ServiceTimeout` in seconds.
fn patience(properties: &Value) -> f64 {
    let written = properties.get("ServiceTimeout");
    written.and_then(|value| value.as_f64().or_else(|| value.as_str()?.parse().ok())).filter(|s| *s >= 0.0).unwrap_or(PATIENCE)
}

/// The request as CloudFormation sends it.
fn event(request: &CustomRequest, request_id: &str, url: &str) -> Value {
    let kind = match request.action {
        Action::Create => "Create",
        Action::Update => "Update",
        Action::Delete => "Delete",
    };
    let mut event = json!({
        "RequestType": kind,
        "ServiceToken": request.properties.get("ServiceToken"),
        "ResponseURL": url,
        "StackId": request.stack_id,
        "RequestId": request_id,
        "ResourceType": request.kind,
        "LogicalResourceId": request.logical_id,
        "ResourceProperties": in_text(&request.properties),
    });
    if let Some(id) = &request.physical_id {
        event["PhysicalResourceId"] = id.as_str().into();
    }
    if let Some(old) = &request.old_properties {
        event["OldResourceProperties"] = in_text(old);
    }
    event
}

/// CloudFormation sends numbers and truth values as text.
fn in_text(value: &Value) -> Value {
    match value {
        Value::Number(_) | Value::Bool(_) => Value::String(value.to_string()),
        Value::Array(items) => items.iter().map(in_text).collect(),
        Value::Object(members) => {
            Value::Object(members.iter().map(|(name, value)| (name.clone(), in_text(value))).collect::<Map<_, _>>())
        }
        other => other.clone(),
    }
}

/// A program that runs; it is ended when this goes.
struct Running {
    child: Child,
    /// The end of what it said, when it has said all.
    said: Receiver<String>,
}

impl Running {
    /// Gives the program its input, and listens to its complaints.
    fn new(mut child: Child, input: String) -> Self {
        if let Some(mut stdin) = child.stdin.take() {
            // A program that reads nothing is not waited for.
            thread::spawn(move || _ = stdin.write_all(input.as_bytes()));
        }
        let (sender, said) = mpsc::channel();
        if let Some(mut stderr) = child.stderr.take() {
            thread::spawn(move || {
                let mut end = Vec::new();
                let mut chunk = [0; 4096];
                while let Ok(count @ 1..) = stderr.read(&mut chunk) {
                    end.extend_from_slice(&chunk[..count]);
                    end.drain(..end.len().saturating_sub(SHOWN));
                }
                _ = sender.send(String::from_utf8_lossy(&end).trim().to_string());
            });
        }
        Running { child, said }
    }

    fn has_ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }

    /// Waits for its end, ends it if it has not come by then, and gives the end of what it said.
    fn end_by(mut self, deadline: Instant) -> String {
        while !self.has_ended() && Instant::now() < deadline {
            thread::sleep(PAUSE);
        }
        _ = self.child.kill();
        _ = self.child.wait();
        // A child of the program's own may hold the pipe open.
        self.said.recv_timeout(Duration::from_millis(500)).unwrap_or_default()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It has ended already if all went well.
        _ = self.child.kill();
        _ = self.child.wait();
    }
}
