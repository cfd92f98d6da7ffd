//! Requests on the wire: what the client sends, and what botocore sends for the same intent.

#[path = "wire/intents.rs"]
mod intents;

use intents::{HOME, OTHER, SECRET_WITHOUT};
use intents::{Known, SECRET_LENGTH};
use serde_json::Value;
use serde_json::json;
use std::collections::BTreeMap;
use tap_tests::boto::Ask;
use tap_tests::cloud::Cloud;
use tap_tests::program::Account;
use tap_tests::proxy::pass;
use tap_tests::proxy::{Call, Proxy, Treatment, compare};
use tap_tests::servers::{Emulator, free_address};

/// The secure parameters of the database, in the order in which they are made.
const SECRETS: [&str; 2] = ["password", "validator-password"];

/// What each client makes up.
const MADE_UP: &[&str] = &["ChangeSetName", "ClientToken", "ClientRequestToken", "OperationId", "Value"];

fn known() -> Known {
    let pair = |name: &str, value: &str| (name.to_string(), value.to_string());
    Known {
        account: "123456789012".to_string(),
        deployment_id: "0123456789abcdef".to_string(),
        template: ("TemplateURL", "https://bucket.s3.us-east-1.amazonaws.com/TapStack.json".to_string()),
        set_url: "https://bucket.s3.us-east-1.amazonaws.com/TapStack.json".to_string(),
        given: vec![pair("EnvironmentSuffix", "dev"), pair("DeploymentId", "0123456789abcdef")],
        kept: vec!["GateWindowSeconds".to_string()],
        set_parameters: vec![pair("EnvironmentSuffix", "dev"), pair("ValidatorImageUri", "image@sha256:00")],
        overrides: vec![pair("ValidatorImageUri", "other@sha256:00")],
    }
}

/// What botocore sends for these intents. Nothing of it reaches a server, since only the requests are looked at.
fn sent_by_botocore(asks: &[Ask]) -> Vec<Call> {
    let proxy = Proxy::start(free_address(), Vec::new());
    let deny = std::sync::Arc::new(|_: &Call| Treatment::Deny);
    let (said, calls) = proxy.run(&mut Account::at(&proxy.url()).boto(asks), deny);
    assert_eq!((said.code, calls.len()), (Some(0), asks.len()), "{said:?}");
    calls
}

#[test]
fn botocore_sends_what_is_meant() {
    let calls = sent_by_botocore(&known().all());
    let actions: Vec<&str> = calls.iter().map(|call| call.action.as_str()).collect();
    let expected = [
        "CreateChangeSet",
        "CreateStackSet",
        "CreateStackInstances",
        "CreateStackInstances",
        "UpdateStackSet",
        "UpdateStackInstances",
        "DeleteStackInstances",
        "PutParameter",
    ];
    assert_eq!(actions, expected);
    let change_set = &calls[0].parameters;
    let previous = json!({ "ParameterKey": "GateWindowSeconds", "UsePreviousValue": "true" });
    assert_eq!(change_set["Parameters"][2], previous);
    assert_eq!(change_set["RollbackConfiguration"]["MonitoringTimeInMinutes"], "3");
    assert_eq!(change_set["RollbackConfiguration"]["RollbackTriggers"].as_array().map(Vec::len), Some(5));
    assert_eq!(change_set["IncludeNestedStacks"], "true");
    assert_eq!(calls[5].parameters["OperationPreferences"]["RegionConcurrencyType"], "PARALLEL");
    assert_eq!(calls[7].parameters["Value"].as_str().map(str::len), Some(SECRET_LENGTH));
}

#[test]
fn a_request_is_the_same_as_itself_and_differs_where_it_is_changed() {
    let first = sent_by_botocore(&known().all());
    let second = sent_by_botocore(&Known { deployment_id: "another".to_string(), ..known() }.all());
    for (ours, theirs) in first.iter().zip(&second) {
        assert_eq!(compare(ours, theirs, MADE_UP), [""; 0], "{ours}");
    }
    let changed = Known { kept: Vec::new(), ..known() };
    let third = sent_by_botocore(&[changed.change_set()]);
    let said = compare(&first[0], &third[0], MADE_UP);
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].starts_with("Parameters: "), "{said:?}");
    assert_eq!(compare(&first[0], &first[1], MADE_UP)[0], "action: CreateChangeSet, CreateStackSet");
}

/// The calls of a command that ends well, past `through`, to one operation.
fn calls(cloud: &Cloud, verb: &str, arguments: &[&str]) -> Vec<Call> {
    let (said, calls) = cloud.proxy.run(&mut cloud.verb(verb, arguments), pass());
    assert_eq!(said.code, Some(0), "{}\n{calls:?}", said.err);
    calls
}

fn of<'c>(calls: &'c [Call], action: &str) -> Vec<&'c Call> {
    calls.iter().filter(|call| call.action == action).collect()
}

/// Names and values of a list of parameters; none where the previous value is kept.
fn values(list: &Value) -> BTreeMap<String, Option<String>> {
    let text = |value: &Value| value.as_str().map(str::to_string);
    let pair = |one: &Value| (text(&one["ParameterKey"]).expect("a name"), text(&one["ParameterValue"]));
    list.as_array().expect("a list").iter().map(pair).collect()
}

fn is_the_same(ours: &[&Call], intents: &[Ask]) {
    let theirs = sent_by_botocore(intents);
    assert_eq!(ours.len(), theirs.len(), "{ours:?} {theirs:?}");
    let said: Vec<String> = ours
        .iter()
        .zip(&theirs)
        .flat_map(|(ours, theirs)| compare(ours, theirs, MADE_UP).into_iter().map(move |line| format!("{ours}: {line}")))
        .collect();
    assert_eq!(said, [""; 0]);
}

#[test]
fn a_change_set_and_a_secret_are_asked_for_as_botocore_does() {
    let cloud = Cloud::start(Emulator::MiniStack);
    let first = calls(&cloud, "deploy", &["--via", "direct", "--yes"]);
    let secrets = of(&first, "PutParameter");
    for secret in &secrets {
        let value = secret.parameters["Value"].as_str().expect("text");
        assert_eq!(value.len(), SECRET_LENGTH);
        assert!(
            value.chars().all(|one| one.is_ascii_graphic() && !SECRET_WITHOUT.contains(one)),
            "a character that it may not have"
        );
    }
    is_the_same(&secrets, &SECRETS.map(|name| known().secret(name)));

    // Alarms that are there are triggers of the next update.
    for alarm in ["network", "storage", "database", "compute", "release"] {
        let arguments = json!({ "AlarmName": format!("{alarm}-health-dev"), "AlarmRule": "FALSE" });
        cloud.asked(("cloudwatch", HOME, "put_composite_alarm", arguments));
    }
    let second = calls(&cloud, "deploy", &["--via", "direct", "--yes", "--parameter", "IntakeAgeThreshold=600"]);
    let ours = of(&second, "CreateChangeSet");
    let live = cloud.asked(("cloudformation", HOME, "describe_stacks", json!({ "StackName": "tap-dev" })));
    let live = values(&live["Stacks"][0]["Parameters"]);
    let text = |name: &str| live[name].clone().unwrap_or_default();
    let given = [
        "ArtifactBucketPrefix",
        "EnvironmentSuffix",
        "DeploymentId",
        "GateWindowSeconds",
        "GateBypass",
        "ValidatorImageUri",
        "MigratorImageUri",
        "OperationsImageUri",
        "IntakeAgeThreshold",
    ];
    assert_eq!(text("IntakeAgeThreshold"), "600");
    assert_eq!(text("ArtifactBucketPrefix"), "artifacts-dev-000000000000");
    let file = std::fs::read_to_string(cloud.templates().join("TapStack.json")).expect("it is there");
    let expected = Known {
        account: Emulator::MiniStack.account().to_string(),
        template: ("TemplateBody", file),
        given: given.iter().map(|name| (name.to_string(), text(name))).collect(),
        kept: live.keys().filter(|name| !given.contains(&name.as_str())).cloned().collect(),
        ..known()
    };
    is_the_same(&ours, &[expected.change_set()]);
}

/// Pushes an image to both regions that the tests' `docker` does not build; its digest.
fn push_another(cloud: &Cloud, repository: &str) -> String {
    let blob = json!({ "mediaType": "application/octet-stream", "size": 1, "digest": format!("sha256:{:064}", 1) });
    let manifest = json!({
        "schemaVersion": 2,
        "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
        "config": blob,
        "layers": [blob],
    });
    let put = |region| {
        let arguments = json!({ "repositoryName": repository, "imageManifest": manifest.to_string(), "imageTag": "another" });
        let answer = cloud.asked(("ecr", region, "put_image", arguments));
        answer["image"]["imageId"]["imageDigest"].as_str().expect("a digest").to_string()
    };
    let digest = put(HOME);
    assert_eq!(put(OTHER), digest);
    digest
}

/// What the stack set is meant to be, with the digests that its parameters name.
fn meant(call: &Call) -> Known {
    let account = Emulator::Moto.account();
    let set = values(&call.parameters["Parameters"]);
    let text = |name: &str| set[name].clone().unwrap_or_default();
    let image = |region: &str, name: &str| {
        let digest = text(name).split_once('@').expect("a digest").1.to_string();
        let repository = name.strip_suffix("ImageUri").expect("an image").to_lowercase();
        format!("{account}.dkr.ecr.{region}.amazonaws.com/{repository}-dev@{digest}")
    };
    let images = ["ValidatorImageUri", "MigratorImageUri", "OperationsImageUri"];
    let pair = |name: &str, value: &str| (name.to_string(), value.to_string());
    let mut set_parameters = vec![
        pair("ArtifactBucketPrefix", &format!("artifacts-dev-{account}")),
        pair("EnvironmentSuffix", "dev"),
        pair("DeploymentId", &text("DeploymentId")),
        pair("GateWindowSeconds", "60"),
        pair("GateBypass", "false"),
    ];
    set_parameters.extend(images.iter().map(|name| pair(name, &image(HOME, name))));
    Known {
        account: account.to_string(),
        set_url: call.parameters["TemplateURL"].as_str().expect("an address").to_string(),
        set_parameters,
        overrides: images.iter().map(|name| pair(name, &image(OTHER, name))).collect(),
        ..known()
    }
}

#[test]
fn a_stack_set_is_asked_for_as_botocore_does() {
    let cloud = Cloud::start(Emulator::Moto);
    let prefix = format!("ArtifactBucketPrefix=artifacts-dev-{}", Emulator::Moto.account());
    let first = calls(&cloud, "deploy", &["--yes", "--parameter", &prefix]);
    let created = of(&first, "CreateStackSet");
    let set = meant(created[0]);
    is_the_same(&created, &[set.create_set()]);
    is_the_same(&of(&first, "CreateStackInstances"), &[set.create_home(), set.create_other()]);
    let ask = |region, name| (known().secret(name).0, region, known().secret(name).2, known().secret(name).3);
    let mut secrets = of(&first, "PutParameter");
    secrets.sort_by_key(|call| call.region != HOME);
    let [home, other] = [HOME, OTHER].map(|region| SECRETS.map(|name| ask(region, name)));
    is_the_same(&secrets, &[home, other].concat());

    // Another image is another override, which an update of the set does not carry to the other region.
    let image = format!("validator={}", push_another(&cloud, "validator-dev"));
    let second = calls(&cloud, "deploy", &["--yes", "--parameter", &prefix, "--image", &image]);
    let updated = of(&second, "UpdateStackSet");
    let set = meant(updated[0]);
    is_the_same(&updated, &[set.update_set()]);
    is_the_same(&of(&second, "UpdateStackInstances"), &[set.update_other()]);

    let third = calls(&cloud, "destroy", &["--yes", "--parameter", &prefix]);
    is_the_same(&of(&third, "DeleteStackInstances"), &[set.delete_instances()]);
}
