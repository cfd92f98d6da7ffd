//! Stack sets as AWS has them, as far as this client sees them, over HTTP: operations that take a while, run side by side, and fail.

use std::collections::{BTreeMap, HashMap};
use std::io::Cursor;
use std::sync::{Arc, Mutex, MutexGuard};
use tiny_http::{Request, Response, Server};
use tokio::sync::Notify;

pub const ACCOUNT: &str = "123456789012";

/// A stack of the set.
#[derive(Clone, Debug, PartialEq)]
pub struct Stack {
    pub status: String,
    pub stack_status: String,
    pub overrides: BTreeMap<String, String>,
    /// The parameters that it was made with.
    pub parameters: BTreeMap<String, String>,
}

pub struct Operation {
    pub id: String,
    pub kind: String,
    pub regions: Vec<String>,
    pub status: String,
    /// So often it is seen at work before it ends.
    pub left: usize,
    pub failed: Vec<String>,
}

#[derive(Default)]
pub struct World {
    pub template: String,
    /// None if there is no set.
    pub parameters: Option<BTreeMap<String, String>>,
    pub tags: BTreeMap<String, String>,
    pub stacks: BTreeMap<String, Stack>,
    pub operations: Vec<Operation>,
    /// Regions in which the next creation or update fails.
    pub failing: Vec<String>,
    /// Whether an operation is refused while another runs.
    pub is_exclusive: bool,
    /// Calls that change something, with their regions.
    pub changes: Vec<String>,
    pub calls: usize,
    /// The call after which whoever called is stopped.
    pub stop_after: Option<usize>,
}

/// A server until it is dropped.
pub struct Fake {
    pub url: String,
    pub stopped: Arc<Notify>,
    world: Arc<Mutex<World>>,
    server: Arc<Server>,
}

impl Fake {
    /// Serves this world, whose next set has this template.
    pub fn new(world: World) -> Self {
        let server = Arc::new(Server::http("127.0.0.1:0").unwrap());
        let url = format!("http://{}", server.server_addr());
        let (world, stopped) = (Arc::new(Mutex::new(world)), Arc::new(Notify::new()));
        let (own, there, stop) = (world.clone(), server.clone(), stopped.clone());
        std::thread::spawn(move || {
            for request in there.incoming_requests() {
                serve(&own, &stop, request);
            }
        });
        Fake { url, stopped, world, server }
    }

    pub fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap()
    }
}

impl Drop for Fake {
    fn drop(&mut self) {
        self.server.unblock();
    }
}

fn serve(world: &Mutex<World>, stop: &Notify, mut request: Request) {
    let mut body = String::new();
    request.as_reader().read_to_string(&mut body).unwrap();
    let fields: HashMap<String, String> =
        body.split('&').filter_map(|pair| pair.split_once('=')).map(|(name, value)| (decoded(name), decoded(value))).collect();
    let answer = {
        let mut world = world.lock().unwrap();
        world.calls += 1;
        let answer = world.answer(&Call(fields));
        if world.stop_after == Some(world.calls) {
            // What is asked is done, but nobody hears of it.
            world.stop_after = None;
            stop.notify_one();
            return;
        }
        answer
    };
    let (code, text) = match answer {
        Ok(text) => (200, text),
        Err((code, said)) => (
            400,
            format!(
                "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{said}</Message></Error></ErrorResponse>"
            ),
        ),
    };
    let _ = request.respond(Response::<Cursor<Vec<u8>>>::from_string(text).with_status_code(code));
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'%' => {
                let digits = [rest.next().unwrap(), rest.next().unwrap()];
                bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap());
            }
            b'+' => bytes.push(b' '),
            other => bytes.push(other),
        }
    }
    String::from_utf8(bytes).unwrap()
}

struct Call(HashMap<String, String>);

impl Call {
    fn text(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    fn list(&self, name: &str) -> Vec<String> {
        (1..).map_while(|number| self.0.get(&format!("{name}.member.{number}")).cloned()).collect()
    }

    fn pairs(&self, name: &str, key: &str, value: &str) -> BTreeMap<String, String> {
        let member = |number: usize, part: &str| self.0.get(&format!("{name}.member.{number}.{part}")).cloned();
        (1..).map_while(|number| Some((member(number, key)?, member(number, value)?))).collect()
    }
}

type Answer = Result<String, (&'static str, String)>;

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

fn members<T>(of: impl IntoIterator<Item = T>, member: impl Fn(T) -> String) -> String {
    of.into_iter().map(|one| format!("<member>{}</member>", member(one))).collect()
}

fn parameters(of: &BTreeMap<String, String>) -> String {
    members(of, |(name, value)| format!("<ParameterKey>{name}</ParameterKey><ParameterValue>{value}</ParameterValue>"))
}

fn arn(region: &str) -> String {
    format!("arn:aws:cloudformation:{region}:{ACCOUNT}:stack/StackSet-tap-{region}/1")
}

impl World {
    fn answer(&mut self, call: &Call) -> Answer {
        let action = call.text("Action");
        let result = match action {
            "GetCallerIdentity" => {
                format!("<Account>{ACCOUNT}</Account><Arn>arn:aws:iam::{ACCOUNT}:root</Arn><UserId>x</UserId>")
            }
            "DescribeStackSet" => self.set()?,
            "ListStackInstances" => {
                let member = |region: &String| format!("<Account>{ACCOUNT}</Account><Region>{region}</Region>");
                format!("<Summaries>{}</Summaries>", members(self.stacks.keys(), member))
            }
            "DescribeStackInstance" => self.instance(call.text("StackInstanceRegion"))?,
            "ListStackSetOperations" => {
                let member = |one: &Operation| {
                    format!("<OperationId>{}</OperationId><Action>UPDATE</Action><Status>{}</Status>", one.id, one.status)
                };
                format!("<Summaries>{}</Summaries>", members(self.operations.iter().rev(), member))
            }
            "DescribeStackSetOperation" => self.operation(call.text("OperationId"))?,
            "ListStackSetOperationResults" => {
                let operation = self.operations.iter().find(|one| one.id == call.text("OperationId")).unwrap();
                let member = |region: &String| {
                    let status = if operation.failed.contains(region) { "FAILED" } else { "SUCCEEDED" };
                    format!(
                        "<Account>{ACCOUNT}</Account><Region>{region}</Region><Status>{status}</Status><StatusReason>see there</StatusReason>"
                    )
                };
                format!("<Summaries>{}</Summaries>", members(&operation.regions, member))
            }
            "DescribeStacks" => self.stack(call.text("StackName"))?,
            "DescribeStackEvents" => self.events(call.text("StackName")),
            "GetTemplate" => format!("<TemplateBody>{}</TemplateBody>", escaped(&self.template)),
            "ListStackResources" => "<StackResourceSummaries></StackResourceSummaries>".to_string(),
            _ => self.change(action, call)?,
        };
        Ok(format!("<{action}Response><{action}Result>{result}</{action}Result></{action}Response>"))
    }

    fn set(&self) -> Answer {
        let Some(set) = &self.parameters else { return Err(("StackSetNotFoundException", "no set".to_string())) };
        let tags = members(&self.tags, |(key, value)| format!("<Key>{key}</Key><Value>{value}</Value>"));
        Ok(format!(
            "<StackSet><StackSetName>tap</StackSetName><StackSetId>tap:1</StackSetId><Status>ACTIVE</Status>\
            <TemplateBody>{}</TemplateBody><Parameters>{}</Parameters><Tags>{tags}</Tags></StackSet>",
            escaped(&self.template),
            parameters(set)
        ))
    }

    fn instance(&self, region: &str) -> Answer {
        let none = || ("StackInstanceNotFoundException", "no instance".to_string());
        let stack = self.stacks.get(region).ok_or_else(none)?;
        Ok(format!(
            "<StackInstance><Account>{ACCOUNT}</Account><Region>{region}</Region><StackId>{}</StackId><Status>{}</Status>\
            <ParameterOverrides>{}</ParameterOverrides></StackInstance>",
            arn(region),
            stack.status,
            parameters(&stack.overrides)
        ))
    }

    fn stack(&self, id: &str) -> Answer {
        let found = self.stacks.iter().find(|(region, _)| arn(region) == id);
        let (region, stack) = found.ok_or_else(|| ("ValidationError", format!("Stack with id {id} does not exist")))?;
        Ok(format!(
            "<Stacks><member><StackId>{id}</StackId><StackName>StackSet-tap-{region}</StackName><StackStatus>{}</StackStatus>\
            <CreationTime>2026-01-01T00:00:00Z</CreationTime><Parameters>{}</Parameters></member></Stacks>",
            stack.stack_status,
            parameters(&stack.parameters)
        ))
    }

    /// The newest first; a failed creation has failed at its queue.
    fn events(&self, id: &str) -> String {
        let Some((_, stack)) = self.stacks.iter().find(|(region, _)| arn(region) == id) else { return String::new() };
        let mut all = vec![("Root", "AWS::CloudFormation::Stack", id, "CREATE_IN_PROGRESS", "")];
        if stack.stack_status == "ROLLBACK_COMPLETE" {
            all.push(("Jobs", "AWS::SQS::Queue", "", "CREATE_FAILED", "no more queues"));
            all.push(("Root", "AWS::CloudFormation::Stack", id, "ROLLBACK_COMPLETE", ""));
        }
        let member = |(number, (logical, kind, physical, status, reason)): (usize, &(&str, &str, &str, &str, &str))| {
            format!(
                "<StackId>{id}</StackId><EventId>{number}</EventId><StackName>x</StackName><LogicalResourceId>{logical}</LogicalResourceId>\
                <PhysicalResourceId>{physical}</PhysicalResourceId><ResourceType>{kind}</ResourceType><ResourceStatus>{status}</ResourceStatus>\
                <ResourceStatusReason>{reason}</ResourceStatusReason><Timestamp>2026-01-01T00:00:0{number}Z</Timestamp>"
            )
        };
        format!("<StackEvents>{}</StackEvents>", members(all.iter().enumerate().rev(), member))
    }

    /// An operation, one step nearer to its end.
    fn operation(&mut self, id: &str) -> Answer {
        let found = self.operations.iter_mut().find(|one| one.id == id);
        let operation = found.ok_or_else(|| ("OperationNotFoundException", "no operation".to_string()))?;
        if matches!(operation.status.as_str(), "RUNNING" | "STOPPING") {
            if operation.left == 0 {
                let is_stopped = operation.status == "STOPPING";
                operation.status = if is_stopped { "STOPPED" } else { "SUCCEEDED" }.to_string();
                for region in operation.regions.clone() {
                    if operation.kind == "DeleteStackInstances" {
                        self.stacks.remove(&region);
                        continue;
                    }
                    let stack = self.stacks.get_mut(&region).unwrap();
                    let is_new = stack.stack_status == "CREATE_IN_PROGRESS";
                    if self.failing.contains(&region) {
                        self.failing.retain(|failing| *failing != region);
                        operation.status = "FAILED".to_string();
                        stack.stack_status = if is_new { "ROLLBACK_COMPLETE" } else { "UPDATE_ROLLBACK_COMPLETE" }.to_string();
                        operation.failed.push(region);
                        continue;
                    }
                    stack.stack_status = if is_new { "CREATE_COMPLETE" } else { "UPDATE_COMPLETE" }.to_string();
                    stack.status = "CURRENT".to_string();
                    stack.parameters = self.parameters.clone().unwrap();
                    stack.parameters.extend(stack.overrides.clone());
                }
            } else {
                operation.left -= 1;
            }
        }
        Ok(format!(
            "<StackSetOperation><OperationId>{id}</OperationId><Status>{}</Status><StatusDetails><FailedStackInstancesCount>{}\
            </FailedStackInstancesCount></StatusDetails></StackSetOperation>",
            operation.status,
            operation.failed.len()
        ))
    }

    fn change(&mut self, action: &str, call: &Call) -> Answer {
        let (id, regions) = (call.text("OperationId").to_string(), call.list("Regions"));
        if action == "StopStackSetOperation" {
            self.operations.iter_mut().filter(|one| one.id == id).for_each(|one| one.status = "STOPPING".to_string());
            self.changes.push(action.to_string());
            return Ok(String::new());
        }
        if action == "CreateStackSet" {
            assert!(self.parameters.is_none(), "a set is there already");
        } else if action == "DeleteStackSet" {
            assert!(self.stacks.is_empty(), "stacks are there");
            self.parameters = None;
        } else {
            if self.operations.iter().any(|one| one.id == id) {
                return Err(("OperationIdAlreadyExistsException", id));
            }
            if self.is_exclusive && self.operations.iter().any(|one| one.status == "RUNNING") {
                return Err(("OperationInProgressException", "another operation runs".to_string()));
            }
            assert_eq!(call.list("Accounts"), [ACCOUNT]);
        }
        if matches!(action, "CreateStackSet" | "UpdateStackSet") {
            self.parameters = Some(call.pairs("Parameters", "ParameterKey", "ParameterValue"));
            self.tags = call.pairs("Tags", "Key", "Value");
            self.stacks.values_mut().for_each(|stack| stack.status = "OUTDATED".to_string());
        }
        self.changes.push([action, &regions.join(" ")].join(" ").trim_end().to_string());
        if action.ends_with("Instances") || action == "UpdateStackSet" {
            let overrides = call.pairs("ParameterOverrides", "ParameterKey", "ParameterValue");
            for region in &regions {
                let at_work = match action {
                    "CreateStackInstances" => "CREATE_IN_PROGRESS",
                    "DeleteStackInstances" => "DELETE_IN_PROGRESS",
                    _ => "UPDATE_IN_PROGRESS",
                };
                let new = || Stack {
                    status: "OUTDATED".into(),
                    stack_status: String::new(),
                    overrides: BTreeMap::new(),
                    parameters: BTreeMap::new(),
                };
                let stack = if action == "CreateStackInstances" {
                    assert!(!self.stacks.contains_key(region), "a stack is there already");
                    self.stacks.entry(region.clone()).or_insert_with(new)
                } else {
                    self.stacks.get_mut(region).unwrap()
                };
                assert!(action == "DeleteStackInstances" || stack.stack_status != "ROLLBACK_COMPLETE", "a dead stack is updated");
                stack.stack_status = at_work.to_string();
                // An empty list takes them back, none leaves them.
                let has_list = call.0.keys().any(|name| name.starts_with("ParameterOverrides"));
                if has_list {
                    stack.overrides = overrides.clone();
                }
            }
            let status = "RUNNING".to_string();
            self.operations.push(Operation {
                id: id.clone(),
                kind: action.to_string(),
                regions,
                status,
                left: 1,
                failed: Vec::new(),
            });
        }
        Ok(format!("<OperationId>{id}</OperationId><StackSetId>tap:1</StackSetId>"))
    }
}
