//! The platform's own functions in a simulated creation, update, rollback and deletion of its root.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};
use tap_cli::functions::Programs;
use tap_core::document::TemplateSet;
use tap_core::evaluate::Given;
use tap_core::simulate::{Deployment, Outcome, Refused, Simulation, Status};
use tap_tests::edited::Edited;
use tap_tests::{python, workspace_root};

const REGION: &str = "us-east-1";

/// The database and AWS that the functions work on.
struct World {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    /// The functions' variables.
    variables: Value,
}

impl World {
    fn start() -> Self {
        let mut child = script("world.py").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("Python starts");
        let (input, output) = (child.stdin.take(), BufReader::new(child.stdout.take().expect("a pipe")));
        let mut world = World { child, input, output, variables: Value::Null };
        world.variables = world.line();
        world
    }

    fn line(&mut self) -> Value {
        let mut line = String::new();
        self.output.read_line(&mut line).expect("text");
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("the world ended: {error}: {line:?}"))
    }

    fn tell(&mut self, command: Value) -> Value {
        let input = self.input.as_mut().expect("it takes commands");
        writeln!(input, "{command}").and_then(|()| input.flush()).expect("it listens");
        self.line()
    }

    /// The command that runs a function here.
    fn command(&self, handler: &str) -> String {
        let variables = self.variables.as_object().expect("variables");
        let folder = workspace_root().join("lib/functions");
        let mut words = vec!["env".to_string(), "PYTHONDONTWRITEBYTECODE=1".to_string()];
        words.push(format!("PYTHONPATH={}", folder.display()));
        words.extend(variables.iter().map(|(name, value)| format!("{name}={}", value.as_str().expect("text"))));
        words.push(python::functions().display().to_string());
        words.push(adapter("function.py"));
        words.push(handler.to_string());
        words.iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(" ")
    }
}

impl Drop for World {
    fn drop(&mut self) {
        // The end of its input ends it, and then its servers.
        self.input.take();
        _ = self.child.wait();
    }
}

fn adapter(name: &str) -> String {
    workspace_root().join("tests/functions").join(name).display().to_string()
}

fn script(name: &str) -> Command {
    let mut command = Command::new(python::functions());
    let folder = workspace_root().join("lib/functions");
    command.arg(adapter(name)).env("PYTHONPATH", &folder).env("PYTHONDONTWRITEBYTECODE", "1").current_dir(folder);
    command
}

fn release(number: &str) -> Given {
    let image = |name: &str| {
        let digest = number.repeat(64);
        (name.to_string(), format!("123456789012.dkr.ecr.{REGION}.amazonaws.com/{}-dev@sha256:{digest}", name.to_lowercase()))
    };
    let images = ["MigratorImageUri", "OperationsImageUri", "ValidatorImageUri"].map(image);
    Given::from_iter(
        images
            .into_iter()
            .chain([("DeploymentId".to_string(), number.to_string()), ("GateWindowSeconds".to_string(), "0".to_string())]),
    )
}

fn property(simulation: &Simulation<'_>, path: &str, name: &str) -> Value {
    let item = simulation.cloud.items().into_iter().find(|item| item.path == path);
    item.unwrap_or_else(|| panic!("there is no {path}")).properties[name].clone()
}

fn ended(outcome: Result<Outcome, Refused>) -> (Status, String) {
    let outcome = outcome.expect("it begins");
    (outcome.status, outcome.reason.unwrap_or_default())
}

#[test]
fn the_platform_is_deployed_with_its_real_functions() {
    let set = TemplateSet::read(&workspace_root().join("lib")).expect("templates");
    let mut edited = Edited::platform();
    edited.rename("storage-stack", "EmptyAuditBucket", "ClearAuditBucket");
    let renamed = edited.set();
    let mut deployment = Deployment::new(REGION, "tap", &set, "TapStack");
    deployment.parameters = release("1");
    // What everything will be called, found out without the functions.
    let registry = Deployment::new(REGION, "registry", &set, "registry-stack");
    let mut rehearsal = Simulation::new();
    rehearsal.trust_secrets();
    assert_eq!(ended(rehearsal.create(&registry)).0, Status::CreateComplete);
    assert_eq!(ended(rehearsal.create(&deployment)), (Status::CreateComplete, String::new()));
    let bucket = property(&rehearsal, "tap/Storage/EmptyAuditBucket", "BucketName");
    let alarms = property(&rehearsal, "tap/Gate", "AlarmNames");
    let alarms: Vec<&str> = alarms.as_array().expect("a list").iter().filter_map(Value::as_str).collect();
    assert_eq!(alarms.len(), 5);

    let mut world = World::start();
    world.tell(json!(["fill", bucket, 0]));
    let all = |state: &str| Value::from_iter(["alarms", state].into_iter().chain(alarms.iter().copied()));
    world.tell(all("OK"));
    let commands = [
        ("Custom::SchemaMigration", "migrator.app.handler"),
        ("Custom::BucketEmptier", "operations.app.empty_bucket"),
        ("Custom::RollbackGate", "operations.app.gate"),
    ];
    let commands = commands.map(|(kind, handler)| (kind.to_string(), world.command(handler)));
    let programs = Programs::new(commands.to_vec()).expect("commands");
    let mut simulation = Simulation::new().answered_by(programs);
    simulation.trust_secrets();
    assert_eq!(ended(simulation.create(&registry)).0, Status::CreateComplete);

    // A gate that sees an alarm undoes the whole creation, and the bucket that goes with it is emptied. The schema stays.
    world.tell(json!(["fill", bucket, 3]));
    world.tell(json!(["alarms", "ALARM", alarms[2]]));
    let (status, reason) = ended(simulation.create(&deployment));
    assert_eq!(status, Status::RollbackComplete, "{reason}");
    assert!(reason.starts_with(&format!("tap/Gate: in alarm: {}", alarms[2])), "{reason}");
    assert_eq!(world.tell(json!(["count", bucket])), 0);
    assert!(world.tell(json!(["tables"])).as_array().is_some_and(|tables| tables.contains(&json!("accounts"))));
    assert_eq!(ended(simulation.delete(REGION, "tap")).0, Status::DeleteComplete);
    // What policies have kept would keep its name, too.
    simulation.reset();
    assert_eq!(ended(simulation.create(&registry)).0, Status::CreateComplete);

    // Without an alarm the migrator makes the schema, and the gate lets the validator decide on transactions in it.
    world.tell(json!(["drop"]));
    world.tell(all("OK"));
    assert_eq!(ended(simulation.create(&deployment)), (Status::CreateComplete, String::new()));
    let version = property(&simulation, "tap/Gate", "Schema");
    let newest = std::fs::read_dir(workspace_root().join("lib/migrations")).expect("migrations");
    let newest = newest.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let newest = newest.filter(|name| name.ends_with(".sql")).max().expect("a migration");
    assert!(newest.contains(version.as_str().expect("text")), "{version} is not that of {newest}");
    let tables = world.tell(json!(["tables"]));

    // An update that an alarm follows goes back, with a migration that the old image doesn't know: the gate lets the rollback
    // pass though the alarm is still on, so does the migrator, and nothing is emptied.
    world.tell(json!(["fill", bucket, 3]));
    world.tell(json!(["apply", "9999_later.sql"]));
    world.tell(json!(["alarms", "ALARM", alarms[0]]));
    deployment.parameters = release("2");
    let (status, reason) = ended(simulation.update(&deployment));
    assert_eq!(status, Status::UpdateRollbackComplete, "{reason}");
    assert!(reason.starts_with(&format!("tap/Gate: in alarm: {}", alarms[0])), "{reason}");
    assert_eq!(property(&simulation, "tap/Gate", "DeploymentId"), "1");
    assert_eq!(world.tell(json!(["count", bucket])), 3);

    // The same update without an alarm.
    world.tell(all("OK"));
    assert_eq!(ended(simulation.update(&deployment)), (Status::UpdateComplete, String::new()));
    assert_eq!(property(&simulation, "tap/Gate", "DeploymentId"), "2");
    assert_eq!((world.tell(json!(["count", bucket])), world.tell(json!(["tables"]))), (json!(3), tables.clone()));

    // What empties the bucket gets another logical id, goes, and comes back, and nothing is emptied in a living stack.
    let mut other = Deployment::new(REGION, "tap", &renamed, "TapStack");
    other.parameters = release("3");
    assert_eq!(ended(simulation.update(&other)), (Status::UpdateComplete, String::new()));
    assert_eq!(property(&simulation, "tap/Storage/ClearAuditBucket", "BucketName"), bucket);
    assert_eq!(world.tell(json!(["count", bucket])), 3);
    for (number, is_protected) in [("4", "true"), ("5", "false")] {
        deployment.parameters = release(number);
        deployment.parameters.set("AuditProtected", is_protected);
        assert_eq!(ended(simulation.update(&deployment)), (Status::UpdateComplete, String::new()));
        let paths: Vec<_> = simulation.cloud.items().into_iter().map(|item| item.path).collect();
        assert_eq!(paths.iter().any(|path| path == "tap/Storage/EmptyAuditBucket"), is_protected == "false", "{paths:?}");
        assert_eq!(world.tell(json!(["count", bucket])), 3);
    }

    // Deletion empties the bucket and leaves the database as it is.
    assert_eq!(ended(simulation.delete(REGION, "tap")), (Status::DeleteComplete, String::new()));
    assert_eq!((world.tell(json!(["count", bucket])), world.tell(json!(["tables"]))), (json!(0), tables));
    assert_eq!(simulation.cloud.inconsistencies(), [""; 0]);
}
