//! In one region, by change sets.

use serde_json::{Value, json};
use std::fs;
use tap_tests::boto::Ask;
use tap_tests::cloud::Cloud;
use tap_tests::program::{SECRET_KEY, Said};
use tap_tests::proxy::{Call, pass};
use tap_tests::servers::Emulator;

const REGION: &str = "us-east-1";
const DIRECT: [&str; 5] = ["--via", "direct", "--region", REGION, "--yes"];
const NESTED: [&str; 5] = ["Compute", "Database", "Network", "Release", "Storage"];

/// A verb, and the calls that it made; nothing that it says is a secret.
fn run(cloud: &Cloud, verb: &str, arguments: &[&str]) -> (Said, Vec<Call>) {
    let (said, calls) = cloud.proxy.run(&mut cloud.verb(verb, arguments), pass());
    for secret in [vec![SECRET_KEY.to_string()], passwords(cloud)].concat() {
        assert!(!said.out.contains(secret.as_str()) && !said.err.contains(secret.as_str()), "{verb} tells a secret");
    }
    (said, calls)
}

fn deploy(cloud: &Cloud, more: &[&str]) -> (Said, Vec<Call>) {
    run(cloud, "deploy", &[&DIRECT[..], more].concat())
}

/// The passwords of the database that there are, past the proxy.
fn passwords(cloud: &Cloud) -> Vec<String> {
    let names = ["/tap/dev/database/password", "/tap/dev/database/validator-password"];
    let asks = names.map(|name| -> Ask { ("ssm", REGION, "get_parameter", json!({ "Name": name, "WithDecryption": true })) });
    let answers = cloud.behind.ask(&asks).into_iter().filter_map(Result::ok);
    answers.filter_map(|found| found["Parameter"]["Value"].as_str().map(str::to_string)).collect()
}

fn stack(cloud: &Cloud, name: &str) -> Value {
    cloud.asked(("cloudformation", REGION, "describe_stacks", json!({ "StackName": name })))["Stacks"][0].clone()
}

fn parameter(stack: &Value, name: &str) -> Value {
    let all = stack["Parameters"].as_array().cloned().unwrap_or_default();
    all.into_iter().find(|one| one["ParameterKey"] == name).map_or(Value::Null, |one| one["ParameterValue"].clone())
}

/// How many events each nested stack has.
fn events(cloud: &Cloud) -> Vec<usize> {
    let resources = cloud.asked(("cloudformation", REGION, "describe_stack_resources", json!({ "StackName": "tap-dev" })));
    let resources = resources["StackResources"].as_array().cloned().unwrap_or_default();
    let count = |id: &&str| {
        let nested = resources.iter().find(|one| one["LogicalResourceId"] == *id).unwrap_or_else(|| panic!("no {id}"));
        let ask = json!({ "StackName": nested["PhysicalResourceId"] });
        cloud.asked(("cloudformation", REGION, "describe_stack_events", ask))["StackEvents"].as_array().map_or(0, Vec::len)
    };
    NESTED.iter().map(count).collect()
}

fn changing(calls: &[Call]) -> Vec<&str> {
    calls.iter().filter(|call| call.changes()).map(|call| call.action.as_str()).collect()
}

fn count(calls: &[Call], action: &str) -> usize {
    calls.iter().filter(|call| call.action == action).count()
}

#[test]
fn from_nothing_to_nothing() {
    let cloud = Cloud::start(Emulator::MiniStack);
    // Bootstrap, images, secret, templates and the platform by one command.
    let (said, calls) = deploy(&cloud, &[]);
    let said = said.ended(0);
    assert!(said.contains("us-east-1 tap-dev: deployed\n") && said.contains("DatabaseEndpoint"), "{said}");
    assert_eq!(["ExecuteChangeSet", "PutParameter", "PutObject"].map(|action| count(&calls, action)), [3, 2, 5]);
    let secrets = passwords(&cloud);
    let is_as_asked = |secret: &String| secret.len() == 32 && !secret.contains(['"', '\'', '/', '@', '\\', ' ']);
    assert!(secrets.len() == 2 && secrets[0] != secrets[1] && secrets.iter().all(is_as_asked), "other passwords are asked for");
    assert_eq!(stack(&cloud, "tap-dev")["StackStatus"], "CREATE_COMPLETE");
    // Nothing is in clear text where anybody could read it.
    let is_told = |call: &Call| secrets.iter().any(|secret| String::from_utf8_lossy(&call.body).contains(secret));
    assert!(calls.iter().all(|call| call.action == "PutParameter" || !is_told(call)));

    // The same again: nothing is put, nothing is changed, nothing is even asked for.
    let (said, calls) = deploy(&cloud, &[]);
    assert!(said.clone().ended(0).contains("tap-dev: nothing to do"), "{said:?}");
    assert_eq!(changing(&calls), [""; 0]);
    assert!(passwords(&cloud) == secrets, "a password is another");

    // One nested stack changes: the others are not touched.
    let before = events(&cloud);
    let (said, calls) = deploy(&cloud, &["--parameter", "IntakeAgeThreshold=400"]);
    let text = said.ended(0);
    assert!(text.contains("IntakeStalled") && text.contains("tap-dev: deployed"), "{text}");
    assert_eq!(changing(&calls), ["CreateChangeSet", "ExecuteChangeSet"]);
    let grown: Vec<bool> = events(&cloud).iter().zip(&before).map(|(now, then)| now > then).collect();
    assert_eq!(grown, NESTED.map(|id| id == "Release"));
    assert_eq!(parameter(&stack(&cloud, "tap-dev"), "IntakeAgeThreshold"), "400");

    // The gate refuses: everything is as before, and what nobody gives keeps its value.
    let (said, _) = deploy(&cloud, &["--parameter", "GateWindowSeconds=13"]);
    assert_eq!(said.code, Some(1));
    assert!(said.err.contains("Gate (Custom::RollbackGate)") && said.err.contains("an alarm is on"), "{}", said.err);
    let after = stack(&cloud, "tap-dev");
    assert_eq!(after["StackStatus"], "UPDATE_ROLLBACK_COMPLETE");
    assert_eq!(["GateWindowSeconds", "IntakeAgeThreshold"].map(|name| parameter(&after, name)), ["60", "400"]);

    // What CloudFormation would refuse is not even begun.
    let (said, calls) = deploy(&cloud, &["--parameter", "DatabaseName=other"]);
    let text = said.ended(1);
    assert!(text.contains("CloudFormation would refuse") && text.contains("AuroraCluster"), "{text}");
    assert_eq!(count(&calls, "ExecuteChangeSet"), 0);
    no_change_set_is_left(&cloud, "tap-dev");

    for verb in ["status", "outputs", "drift"] {
        let (said, calls) = run(&cloud, verb, &["--region", REGION, "--json"]);
        let said = said.json(0);
        assert!(said.to_string().contains("tap-dev"), "{verb}: {said}");
        let reads = changing(&calls).into_iter().all(|action| action == "DetectStackDrift");
        assert!(reads, "{verb} changes something: {calls:?}");
    }

    // All of it goes, the bootstrap last, emptied before.
    let (said, _) = run(&cloud, "destroy", &["--region", REGION, "--yes"]);
    said.ended(0);
    let (said, calls) = run(&cloud, "destroy", &["--region", REGION, "--yes", "--bootstrap"]);
    said.ended(0);
    let place = |action: &str| calls.iter().position(|call| call.action == action).unwrap_or_else(|| panic!("no {action}"));
    let registry = calls
        .iter()
        .position(|call| call.action == "DeleteStack" && call.parameters["StackName"].to_string().contains("registry"));
    assert!(Some(place("DeleteObjects")) < registry && Some(place("BatchDeleteImage")) < registry, "{calls:?}");
    let left = cloud.asked(("cloudformation", REGION, "list_stacks", json!({})));
    let living: Vec<&Value> =
        left["StackSummaries"].as_array().into_iter().flatten().filter(|one| one["StackStatus"] != "DELETE_COMPLETE").collect();
    assert!(living.is_empty() && passwords(&cloud).is_empty(), "{living:?}");
    // And once more: there is nothing to do.
    run(&cloud, "destroy", &["--region", REGION, "--yes", "--bootstrap"]).0.ended(0);
}

fn no_change_set_is_left(cloud: &Cloud, stack: &str) {
    let left = cloud.asked(("cloudformation", REGION, "list_change_sets", json!({ "StackName": stack })));
    let open = left["Summaries"].as_array().into_iter().flatten().filter(|one| one["ExecutionStatus"] == "AVAILABLE").count();
    assert_eq!(open, 0, "a change set that nobody wants is left: {left}");
}

#[test]
fn an_app_without_a_description_is_deployed_and_keeps_its_data() {
    let cloud = Cloud::start(Emulator::MiniStack);
    let folder = tempfile::tempdir().expect("a folder");
    let write = |key: &str| {
        let table = json!({
            "AttributeDefinitions": [{ "AttributeName": key, "AttributeType": "S" }],
            "KeySchema": [{ "AttributeName": key, "KeyType": "HASH" }],
            "BillingMode": "PAY_PER_REQUEST",
        });
        let template = json!({ "Resources": { "Orders": { "Type": "AWS::DynamoDB::Table", "Properties": table } } });
        fs::write(folder.path().join("orders.json"), template.to_string()).expect("a template");
    };
    let orders = |more: &[&str]| {
        let mut command = cloud.account.tapstack();
        command.args(["deploy", "--yes", "--region", REGION, "--templates"]).arg(folder.path()).args(more);
        cloud.proxy.run(&mut command, pass())
    };
    write("id");
    // Nobody is there to be asked, and nobody has agreed before.
    let mut command = cloud.account.tapstack();
    command.args(["deploy", "--region", REGION, "--templates"]).arg(folder.path());
    let (said, _) = cloud.proxy.run(&mut command, pass());
    assert!(said.code == Some(1) && said.err.contains("--yes"), "{said:?}");
    let left = cloud.asked(("cloudformation", REGION, "list_stacks", json!({})));
    let review = left["StackSummaries"].as_array().into_iter().flatten().any(|one| one["StackStatus"] == "REVIEW_IN_PROGRESS");
    assert!(!review, "a stack that nobody wants is left: {left}");
    assert!(orders(&[]).0.ended(0).ends_with("us-east-1 orders: deployed\n"));
    write("number");
    let (said, calls) = orders(&[]);
    let text = said.ended(3);
    assert!(text.contains("data would be lost: 1") && text.contains("nothing is changed"), "{text}");
    assert_eq!(count(&calls, "ExecuteChangeSet"), 0);
    no_change_set_is_left(&cloud, "orders");
    assert!(orders(&["--allow-data-loss"]).0.ended(0).ends_with("us-east-1 orders: deployed\n"));
    assert_eq!(orders(&[]).0.ended(0), "us-east-1 orders: nothing to do\n");
}

#[test]
fn triggers_are_attached_when_their_alarms_exist() {
    let cloud = Cloud::start(Emulator::MiniStack);
    let (_, calls) = deploy(&cloud, &[]);
    let sets = |calls: &[Call]| -> Vec<Value> {
        let sets = calls.iter().filter(|call| call.action == "CreateChangeSet");
        sets.map(|call| call.parameters["RollbackConfiguration"].clone()).collect()
    };
    assert_eq!(sets(&calls), [Value::Null, Value::Null, Value::Null], "a creation has no alarms yet");
    for stack in ["network", "storage", "release"] {
        let alarm = json!({ "AlarmName": format!("{stack}-health-dev"), "AlarmRule": "FALSE" });
        cloud.asked(("cloudwatch", REGION, "put_composite_alarm", alarm));
    }
    let (said, calls) = deploy(&cloud, &["--parameter", "IntakeAgeThreshold=400"]);
    let text = said.ended(0);
    let [configuration] = &sets(&calls)[..] else { panic!("{calls:?}") };
    assert_eq!(configuration["MonitoringTimeInMinutes"], "3");
    let triggers = configuration["RollbackTriggers"].as_array().cloned().unwrap_or_default();
    let arns: Vec<&str> = triggers.iter().filter_map(|trigger| trigger["Arn"].as_str()).collect();
    let alarm = |stack: &str| format!("arn:aws:cloudwatch:us-east-1:000000000000:alarm:{stack}-health-dev");
    assert_eq!(arns, ["network", "storage", "release"].map(alarm));
    assert!(triggers.iter().all(|trigger| trigger["Type"] == "AWS::CloudWatch::CompositeAlarm"));
    assert!(text.contains("note: there is no alarm database-health-dev yet"), "{text}");
}

#[test]
fn what_failed_is_named_refused_and_repaired() {
    let cloud = Cloud::start(Emulator::MiniStack);
    // A first creation that fails leaves a stack that only deletion helps.
    let (said, _) = deploy(&cloud, &["--parameter", "GateWindowSeconds=13"]);
    assert!(said.code == Some(1) && said.err.contains("an alarm is on") && said.err.contains("rollback"), "{said:?}");
    assert_eq!(stack(&cloud, "tap-dev")["StackStatus"], "ROLLBACK_COMPLETE");
    let (said, calls) = deploy(&cloud, &[]);
    assert!(said.code == Some(1) && said.err.contains("ROLLBACK_COMPLETE") && said.err.contains("rollback"), "{said:?}");
    assert_eq!(changing(&calls), [""; 0]);
    let rollback = |more: &[&str]| run(&cloud, "rollback", &[&["--region", REGION, "--yes"], more].concat()).0;
    rollback(&[]).ended(0);
    deploy(&cloud, &[]).0.ended(0);

    // An update that cannot go back either.
    let (said, _) = deploy(&cloud, &["--parameter", "FunctionErrorPercent=7"]);
    assert!(said.code == Some(1) && said.err.contains("UPDATE_ROLLBACK_FAILED") && said.err.contains("Compute"), "{said:?}");
    let (said, _) = run(&cloud, "status", &["--region", REGION]);
    assert!(said.clone().ended(3).contains("UPDATE_ROLLBACK_FAILED"), "{said:?}");
    let (said, calls) = deploy(&cloud, &[]);
    assert!(said.code == Some(1) && said.err.contains("--skip"), "{said:?}");
    assert_eq!(changing(&calls), [""; 0]);
    rollback(&["--skip", "Compute"]).ended(0);
    assert_eq!(stack(&cloud, "tap-dev")["StackStatus"], "UPDATE_ROLLBACK_COMPLETE");

    // A stack that cannot be deleted, since what would answer for its gate is gone.
    cloud.asked(("lambda", REGION, "delete_function", json!({ "FunctionName": "rollback-gate-dev" })));
    let (said, _) = run(&cloud, "destroy", &["--region", REGION, "--yes"]);
    assert!(said.code == Some(1) && said.err.contains("DELETE_FAILED") && said.err.contains("Gate"), "{said:?}");
    let (said, _) = deploy(&cloud, &[]);
    assert!(said.code == Some(1) && said.err.contains("DELETE_FAILED"), "{said:?}");
}

#[test]
fn without_docker_images_are_asked_for_by_name() {
    let cloud = Cloud::start(Emulator::MiniStack);
    fs::remove_file(cloud.account.home().join("bin/docker")).expect("there is a docker");
    let mut command = cloud.verb("bootstrap", &["--yes"]);
    // Nothing of this machine's programs, so no docker of its own either.
    command.env("PATH", cloud.account.home().join("bin"));
    let (said, calls) = cloud.proxy.run(&mut command, pass());
    assert_eq!(said.code, Some(1));
    for part in ["validator", "migrator", "operations", "docker", "--image", "deployed-"] {
        assert!(said.err.contains(part), "{part}: {}", said.err);
    }
    // The registries are there in both regions, and go on from there.
    assert_eq!(count(&calls, "ExecuteChangeSet"), 2);
    let digest = |name: &str| {
        let pushed = |region| {
            let manifest = format!("{{\"schemaVersion\": 2, \"annotations\": {{\"name\": \"{name}\"}}}}");
            let put = json!({ "repositoryName": format!("{name}-dev"), "imageTag": "pushed-by-hand", "imageManifest": manifest });
            cloud.asked(("ecr", region, "put_image", put))["image"]["imageId"]["imageDigest"].clone()
        };
        let digests = ["us-east-1", "eu-west-1"].map(pushed);
        assert_eq!(digests[0], digests[1]);
        digests[0].as_str().expect("a digest").to_string()
    };
    let images = ["validator", "migrator", "operations"].map(|name| format!("{name}={}", digest(name)));
    let images: Vec<&str> = images.iter().flat_map(|image| ["--image", image]).collect();
    let mut command = cloud.verb("bootstrap", &[&["--yes"], &images[..]].concat());
    command.env("PATH", cloud.account.home().join("bin"));
    let (said, calls) = cloud.proxy.run(&mut command, pass());
    let said = said.ended(0);
    assert!(
        said.contains("the bootstrap is there in eu-west-1, us-east-1") && said.contains("image validator  sha256:"),
        "{said}"
    );
    assert_eq!(count(&calls, "ExecuteChangeSet"), 2, "only the retention stacks are left to make");
}
