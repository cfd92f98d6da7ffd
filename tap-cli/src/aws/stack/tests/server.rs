//! A server that plays one root stack and what is nested in it, from a script.

use crate::aws::progress::{Event, Progress, Reporter};
use crate::aws::session::Clients;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_sts::config::Credentials;
use aws_sdk_sts::config::SharedCredentialsProvider;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use tap_schema::STACK;
use tiny_http::{Response, Server};

/// Something that happens: the stack, the logical id (that of the stack for the stack as a whole), its type, status and reason.
pub type Line = (&'static str, &'static str, &'static str, &'static str, &'static str);

/// What there is.
#[derive(Default)]
pub struct World {
    /// The status of the root.
    status: &'static str,
    /// Events by stack, the oldest first.
    events: BTreeMap<&'static str, Vec<String>>,
    /// What happens when the root is next looked at: its status then, and events.
    script: Vec<(&'static str, Vec<Line>)>,
    /// What follows from a call of this name.
    pub after: BTreeMap<&'static str, Vec<(&'static str, Vec<Line>)>>,
    /// The calls, but for those that only look at the stack.
    calls: Vec<String>,
    at: usize,
}

impl World {
    pub fn new(status: &'static str) -> Self {
        World { status, ..World::default() }
    }

    /// Lets something happen.
    pub fn happen(&mut self, (stack, id, kind, status, reason): Line) {
        self.at += 1;
        // As AWS has it, a stack is a resource of the one around, and tells of itself, too.
        let physical = if kind == STACK { arn(id) } else { format!("{id}-1") };
        let at = self.at;
        let event = format!(
            "<member><EventId>e{at}</EventId><StackId>{}</StackId><StackName>{stack}</StackName><LogicalResourceId>{id}</LogicalResourceId>\
             <PhysicalResourceId>{physical}</PhysicalResourceId><ResourceType>{kind}</ResourceType>\
             <Timestamp>2026-01-01T00:{:02}:{:02}Z</Timestamp><ResourceStatus>{status}</ResourceStatus>\
             <ResourceStatusReason>{reason}</ResourceStatusReason></member>",
            arn(stack),
            at / 60,
            at % 60
        );
        self.events.entry(stack).or_default().push(event);
    }

    fn answer(&mut self, action: &str, form: &BTreeMap<String, String>) -> String {
        let of = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
        match action {
            "DescribeStacks" => {
                if !self.script.is_empty() {
                    let (status, lines) = self.script.remove(0);
                    self.status = status;
                    lines.into_iter().for_each(|line| self.happen(line));
                }
                format!(
                    "<Stacks><member><StackName>tap</StackName><StackId>{}</StackId><StackStatus>{}</StackStatus>\
                     <CreationTime>2026-01-01T00:00:00Z</CreationTime></member></Stacks>",
                    arn("tap"),
                    self.status
                )
            }
            "DescribeStackEvents" => {
                let stack = of("StackName").split('/').nth(1).unwrap_or_default();
                let events = self.events.get(stack).map(Vec::as_slice).unwrap_or_default();
                // Two on a page, the newest first.
                let from: usize = of("NextToken").parse().unwrap_or_default();
                let page: String = events.iter().rev().skip(from).take(2).cloned().collect();
                let next = if events.len() > from + 2 { format!("<NextToken>{}</NextToken>", from + 2) } else { String::new() };
                self.calls.push(format!("{action} {stack} {from}"));
                format!("<StackEvents>{page}</StackEvents>{next}")
            }
            action => {
                self.calls.push(action.to_string());
                self.script.extend(self.after.remove(action).unwrap_or_default());
                String::new()
            }
        }
    }
}

/// The ARN of a stack.
pub fn arn(stack: &str) -> String {
    format!("arn:aws:cloudformation:eu-west-1:123456789012:stack/{stack}/1")
}

/// A server, and clients of it.
pub struct Play {
    pub clients: Clients,
    world: Arc<Mutex<World>>,
    server: Arc<Server>,
    thread: Option<JoinHandle<()>>,
}

impl Play {
    pub fn new(world: World) -> Self {
        let server = Arc::new(Server::http("127.0.0.1:0").unwrap());
        let world = Arc::new(Mutex::new(world));
        let (listening, shared) = (server.clone(), world.clone());
        let thread = std::thread::spawn(move || {
            for mut request in listening.incoming_requests() {
                let mut body = String::new();
                request.as_reader().read_to_string(&mut body).unwrap();
                let form: BTreeMap<String, String> = body
                    .split('&')
                    .filter_map(|pair| pair.split_once('='))
                    .map(|(name, value)| (name.to_string(), value.replace("%3A", ":").replace("%2F", "/")))
                    .collect();
                let action = form.get("Action").cloned().unwrap_or_default();
                let result = shared.lock().unwrap().answer(&action, &form);
                let text = format!("<{action}Response><{action}Result>{result}</{action}Result></{action}Response>");
                let _ = request.respond(Response::from_string(text));
            }
        });
        let address = server.server_addr().to_ip().unwrap();
        Play { clients: clients(&format!("http://{address}")), world, server, thread: Some(thread) }
    }

    /// The calls that change something.
    pub fn changes(&self) -> Vec<String> {
        let world = self.world.lock().unwrap();
        world.calls.iter().filter(|call| !call.starts_with("Describe")).cloned().collect()
    }

    /// How often the events of a stack were read from this number on, counted from the newest.
    pub fn reads(&self, stack: &str, from: usize) -> usize {
        let call = format!("DescribeStackEvents {stack} {from}");
        self.world.lock().unwrap().calls.iter().filter(|other| **other == call).count()
    }
}

impl Drop for Play {
    fn drop(&mut self) {
        self.server.unblock();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn clients(url: &str) -> Clients {
    let credentials = Credentials::new("of-a-test", "of-a-test", None, None, "test");
    let config = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-west-1"))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .endpoint_url(url)
        .build();
    Clients {
        region: "eu-west-1".to_string(),
        cloudformation: aws_sdk_cloudformation::Client::new(&config),
        cloudwatch: aws_sdk_cloudwatch::Client::new(&config),
        ecr: aws_sdk_ecr::Client::new(&config),
        rds: aws_sdk_rds::Client::new(&config),
        s3: aws_sdk_s3::Client::new(&config),
        ssm: aws_sdk_ssm::Client::new(&config),
    }
}

/// What was told, a line for each: paths and statuses of what changed, and the end.
#[derive(Clone, Default)]
pub struct Heard(Rc<RefCell<Vec<String>>>);

impl Heard {
    pub fn progress(&self) -> Progress {
        Progress::new(self.clone())
    }

    pub fn lines(&self) -> Vec<String> {
        self.0.borrow().clone()
    }
}

impl Reporter for Heard {
    fn tell(&mut self, event: &Event) {
        let line = match event {
            Event::Said { .. } => return,
            Event::Begun { stack, .. } => format!("begun {stack}"),
            Event::Changed { path, status, .. } => format!("{} {status}", path.join("/")),
            Event::Ended { status, is_good, .. } => format!("ended {status} {is_good}"),
        };
        self.0.borrow_mut().push(line);
    }
}
