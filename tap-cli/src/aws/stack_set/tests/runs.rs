//! Whole runs against a server.

use super::SMALL;
use super::server::{Fake, Operation, World};
use crate::aws::Connection;
use crate::aws::description::Description;
use crate::aws::failure::Failure;
use crate::aws::progress::{Event, Progress, Reporter};
use crate::aws::session::Session;
use crate::aws::setting::Setting;
use crate::aws::stack_set::{delete, desired, execute, prepare, roll_back};
use futures_util::future::join_all;
use std::cell::RefCell;
use std::process::Command;
use std::rc::Rc;
use tap_core::document::{Document, TemplateSet};
use tap_core::evaluate::Given;
use tap_core::plan::Estimates;

const SET: &str = r#"{ "Parameters": { "Version": { "Type": "String" } }, "Resources": { "Set": {
    "Type": "AWS::CloudFormation::StackSet", "Properties": {
      "StackSetName": "tap", "PermissionModel": "SELF_MANAGED", "TemplateURL": "./small.json", "ManagedExecution": { "Active": true },
      "OperationPreferences": { "RegionConcurrencyType": "PARALLEL", "RegionOrder": ["eu-west-1", "us-east-1"] },
      "Tags": [{ "Key": "Name", "Value": "tap" }],
      "Parameters": [{ "ParameterKey": "Image", "ParameterValue": { "Fn::Sub": "us/${Version}" } }],
      "StackInstancesGroup": [
        { "DeploymentTargets": { "Accounts": [{ "Ref": "AWS::AccountId" }] }, "Regions": ["us-east-1"] },
        { "DeploymentTargets": { "Accounts": [{ "Ref": "AWS::AccountId" }] }, "Regions": ["eu-west-1"],
          "ParameterOverrides": [{ "ParameterKey": "Image", "ParameterValue": { "Fn::Sub": "eu/${Version}" } }] }] } } } }"#;

/// Keeps what happens.
#[derive(Clone, Default)]
struct Heard(Rc<RefCell<Vec<Event>>>);

impl Reporter for Heard {
    fn tell(&mut self, event: &Event) {
        self.0.borrow_mut().push(event.clone());
    }
}

/// Runs a test in a process with credentials: the SDK looks for them in the environment, which a process cannot change for itself.
fn with_credentials(test: &str, body: impl AsyncFnOnce()) {
    if std::env::var("AWS_ACCESS_KEY_ID").as_deref() == Ok("of-a-test") {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        return runtime.block_on(body());
    }
    let name = format!("{}::{test}", module_path!().split_once("::").unwrap().1);
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", &name, "--nocapture"]);
    command
        .env("AWS_ACCESS_KEY_ID", "of-a-test")
        .env("AWS_SECRET_ACCESS_KEY", "of-a-test")
        .env("AWS_EC2_METADATA_DISABLED", "true");
    for file in ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"] {
        command.env(file, "/nonexistent");
    }
    command.env_remove("AWS_PROFILE").env_remove("AWS_SESSION_TOKEN").env_remove("AWS_ENDPOINT_URL");
    let output = command.output().unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}

/// How a server is reached.
async fn session(fake: &Fake) -> Session {
    let connection = Connection { profile: None, region: Some("us-east-1".to_string()), endpoint_url: Some(fake.url.clone()) };
    Session::open(&connection, None).await.unwrap()
}

fn setting(session: &Session, version: &str) -> Setting {
    let documents = [Document::read("set", SET).unwrap(), Document::read("small", SMALL).unwrap()];
    let description = r#"{ "app": "small", "regions": ["us-east-1", "eu-west-1"],
        "deployment": [{ "stack": "small", "name": "tap", "stackSet": "set" }] }"#;
    Setting {
        name: "small".to_string(),
        set: TemplateSet::new(documents.into_iter()).unwrap(),
        description: serde_json::from_str::<Description>(description).unwrap(),
        given: Given::from_iter([("Version", version)]),
        session: session.clone(),
        estimates: Estimates::default(),
        budget: None,
    }
}

fn world() -> World {
    World { template: SMALL.to_string(), ..World::default() }
}

/// A command: whether anything was to be done.
async fn deploy(session: &Session, version: &str, heard: &Heard) -> Result<bool, Failure> {
    let progress = Progress::new(heard.clone());
    let setting = setting(session, version);
    let wanted = desired(&setting, &setting.description.deployment[0], &Given::default())?;
    let prepared = prepare(&setting, wanted, &progress).await?;
    execute(&setting, &prepared, &format!("id-{version}"), &progress).await?;
    Ok(prepared.is_needed)
}

async fn is_deployed(fake: &Fake, session: &Session, version: &str) {
    assert!(!deploy(session, version, &Heard::default()).await.unwrap(), "something is left to do");
    let world = fake.world();
    let images: Vec<_> =
        world.stacks.iter().map(|(region, stack)| (region.as_str(), stack.parameters["Image"].clone())).collect();
    assert_eq!(images, [("eu-west-1", format!("eu/{version}")), ("us-east-1", format!("us/{version}"))]);
    assert!(world.stacks.values().all(|stack| stack.status == "CURRENT"), "{:?}", world.stacks);
}

const CREATION: &[&str] = &["CreateStackSet", "CreateStackInstances us-east-1", "CreateStackInstances eu-west-1"];
const UPDATE: &[&str] = &["UpdateStackSet us-east-1", "UpdateStackInstances eu-west-1"];

#[test]
fn a_set_is_made_changed_and_deleted() {
    with_credentials("a_set_is_made_changed_and_deleted", async || {
        let fake = Fake::new(world());
        let session = session(&fake).await;
        let heard = Heard::default();
        assert!(deploy(&session, "1", &heard).await.unwrap());
        let begun = heard.0.borrow().iter().filter(|event| matches!(event, Event::Begun { .. })).count();
        let ended = heard.0.borrow().iter().filter(|event| matches!(event, Event::Ended { is_good: true, .. })).count();
        assert_eq!((begun, ended), (2, 2), "both regions are shown at work: {:?}", heard.0.borrow());
        is_deployed(&fake, &session, "1").await;
        assert!(deploy(&session, "2", &Heard::default()).await.unwrap());
        is_deployed(&fake, &session, "2").await;
        assert_eq!(fake.world().changes, [CREATION, UPDATE].concat());
        let setting = setting(&session, "2");
        for _ in 0..2 {
            delete(&setting, "tap", &Progress::new(Heard::default())).await.unwrap();
        }
        assert_eq!(fake.world().changes[5..], ["DeleteStackInstances eu-west-1 us-east-1", "DeleteStackSet"]);
    });
}

/// So many runs are tried side by side, and no more than these in all.
const LANES: usize = 48;
const MOST: usize = 400;

#[test]
fn a_run_that_is_stopped_after_any_call_is_taken_up() {
    with_credentials("a_run_that_is_stopped_after_any_call_is_taken_up", async || {
        let stopped = async |number: usize| {
            let fake = Fake::new(world());
            // Another process has its own connections.
            let session = session(&fake).await;
            *fake.world() = World { stop_after: Some(number), ..world() };
            let mut is_reached = false;
            for version in ["1", "2"] {
                let heard = Heard::default();
                let is_stopped = tokio::select! {
                    biased;
                    () = fake.stopped.notified() => true,
                    done = deploy(&session, version, &heard) => { done.unwrap(); false }
                };
                if is_stopped {
                    is_reached = true;
                    let session = self::session(&fake).await;
                    deploy(&session, version, &Heard::default()).await.unwrap();
                }
            }
            is_deployed(&fake, &self::session(&fake).await, "2").await;
            let mut changes = fake.world().changes.clone();
            changes.sort();
            let mut expected = [CREATION, UPDATE].concat();
            expected.sort_unstable();
            assert_eq!(changes, expected, "stopped after call {number}");
            is_reached
        };
        // Side by side, since most of the time is waited, each until nothing is stopped any more: how often a command looks depends on how busy the
        // machine is.
        let lane = async |first: usize| {
            for (reached, number) in (first..MOST).step_by(LANES).enumerate() {
                if !stopped(number).await {
                    return reached;
                }
            }
            panic!("there is no end of calls");
        };
        let reached = join_all((1..=LANES).map(lane)).await;
        assert!(reached.iter().all(|calls| *calls > 0), "{reached:?}");
    });
}

#[test]
fn operations_that_may_not_run_side_by_side_wait() {
    with_credentials("operations_that_may_not_run_side_by_side_wait", async || {
        let fake = Fake::new(World { is_exclusive: true, ..world() });
        let session = session(&fake).await;
        deploy(&session, "1", &Heard::default()).await.unwrap();
        is_deployed(&fake, &session, "1").await;
        assert_eq!(fake.world().changes, CREATION);
    });
}

#[test]
fn a_region_that_fails_says_why_and_is_taken_up() {
    with_credentials("a_region_that_fails_says_why_and_is_taken_up", async || {
        let fake = Fake::new(World { failing: vec!["eu-west-1".to_string()], ..world() });
        let session = session(&fake).await;
        let failure = deploy(&session, "1", &Heard::default()).await.unwrap_err().message;
        let start = "the stack set tap failed in eu-west-1 (account 123456789012): StackSet-tap-eu-west-1.Jobs (AWS::SQS::Queue) is \
            CREATE_FAILED: no more queues\nAWS has rolled back";
        assert!(failure.starts_with(start), "{failure}");
        deploy(&session, "1", &Heard::default()).await.unwrap();
        is_deployed(&fake, &session, "1").await;
        assert_eq!(fake.world().changes[3..], ["DeleteStackInstances eu-west-1", "CreateStackInstances eu-west-1"]);

        // An update that failed is only made again where it failed, by the successor of its operation.
        fake.world().failing.push("eu-west-1".to_string());
        let failure = deploy(&session, "2", &Heard::default()).await.unwrap_err().message;
        assert!(failure.contains("failed in eu-west-1"), "{failure}");
        deploy(&session, "2", &Heard::default()).await.unwrap();
        is_deployed(&fake, &session, "2").await;
        assert_eq!(fake.world().changes[5..], [UPDATE, &["UpdateStackInstances eu-west-1"]].concat());
        let ids: Vec<String> = fake.world().operations.iter().rev().take(2).map(|operation| operation.id.clone()).collect();
        assert_eq!(ids[0], format!("{}-2", ids[1]));
    });
}

#[test]
fn what_runs_is_stopped_and_what_failed_is_repaired() {
    with_credentials("what_runs_is_stopped_and_what_failed_is_repaired", async || {
        let fake = Fake::new(World { failing: vec!["eu-west-1".to_string()], ..world() });
        let session = session(&fake).await;
        let progress = Progress::new(Heard::default());
        let setting = setting(&session, "1");
        let none = roll_back(&setting, "tap", &[], &progress).await.unwrap_err().message;
        assert!(none.starts_with("there is no stack set tap\nhelp: "), "{none}");
        deploy(&session, "1", &Heard::default()).await.unwrap_err();
        let done = roll_back(&setting, "tap", &[], &progress).await.unwrap();
        assert_eq!(done, "eu-west-1: deleted the stack, whose creation had failed; the next deployment makes it anew");
        deploy(&session, "1", &Heard::default()).await.unwrap();
        is_deployed(&fake, &session, "1").await;
        assert_eq!(roll_back(&setting, "tap", &[], &progress).await.unwrap(), "the stacks of tap need no repair");

        fake.world().operations.push(Operation {
            id: "other-1".to_string(),
            kind: "UpdateStackSet".to_string(),
            regions: Vec::new(),
            status: "RUNNING".to_string(),
            left: 3,
            failed: Vec::new(),
        });
        assert_eq!(roll_back(&setting, "tap", &[], &progress).await.unwrap(), "the operation other-1 was stopped");
        assert_eq!(fake.world().operations.last().unwrap().status, "STOPPED");
    });
}
