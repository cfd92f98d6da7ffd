//! `simulate`: what is told of a deployment, its update and its deletion.

use super::scene::{argument, file, scratch};
use serde_json::{Value, json};
use std::path::Path;
use tap_tests::edited::Edited;
use tap_tests::program::{Said, tapstack};

/// The uri of an image, which the platform has three of.
fn image() -> String {
    format!("123456789012.dkr.ecr.us-east-1.amazonaws.com/functions-dev@{}", digest())
}

fn digest() -> String {
    format!("sha256:{}", "1".repeat(64))
}

/// Values of the parameters of the platform's root.
fn root_parameters(folder: &Path) -> String {
    let image = image();
    let values =
        json!({ "DeploymentId": "one", "MigratorImageUri": image, "OperationsImageUri": image, "ValidatorImageUri": image });
    file(folder, "root.json", values.to_string())
}

/// The bootstrap and the platform in one region.
fn simulate(folder: &Path, arguments: &[&str]) -> Said {
    let parameters = root_parameters(folder);
    let fixed =
        ["simulate", "--stack", "TapStack", "--stack", "registry-stack", "--region", "us-east-1", "--parameters", &parameters];
    Said::by(tapstack().args(fixed).args(arguments))
}

/// The operations of a report: what, of which stack, and how it ended.
fn operations(report: &Value) -> Vec<[&str; 3]> {
    let operations = report["operations"].as_array().expect("operations");
    operations
        .iter()
        .map(|operation| ["operation", "stack", "status"].map(|name| operation[name].as_str().expect("text")))
        .collect()
}

const CREATED: [[&str; 3]; 2] = [["create", "registry-stack", "CREATE_COMPLETE"], ["create", "TapStack", "CREATE_COMPLETE"]];
const DELETED: [[&str; 3]; 2] = [["delete", "TapStack", "DELETE_COMPLETE"], ["delete", "registry-stack", "DELETE_COMPLETE"]];

#[test]
fn roots_are_created_in_the_order_of_their_imports_and_deleted_in_the_other() {
    let folder = scratch("story");
    let report = simulate(&folder, &["--json"]).json(0);
    assert_eq!(operations(&report), [CREATED, DELETED].concat());
    let counts = json!([
        { "stack": "TapStack", "region": "us-east-1", "resources": 80 },
        { "stack": "registry-stack", "region": "us-east-1", "resources": 9 },
    ]);
    assert_eq!((&report["beforeDeletion"], &report["afterDeletion"]), (&counts, &json!([])));
    assert_eq!(report["kept"][0]["path"], "TapStack/Database/AuroraCluster");
    assert_eq!(report["kept"][0]["why"], "snapshot by its policy");

    let text = simulate(&folder, &[]).ended(0);
    assert!(text.starts_with("transaction-platform, on a virtual clock\n\noperation  stack "), "{text}");
    assert!(text.contains("create     registry-stack  us-east-1  CREATE_COMPLETE  "), "{text}");
    assert!(
        text.contains("after it:\n  TapStack/Database/AuroraCluster in us-east-1: aurora-dev-final snapshot by its policy\n"),
        "{text}"
    );
    assert!(!text.contains("did not strike"), "{text}");
}

#[test]
fn the_whole_app_is_deployed_to_its_regions_through_its_stack_set() {
    let folder = scratch("regions");
    let (image, digest) = (image(), digest());
    // As the AWS command line takes them.
    let values = [
        ("DeploymentId", "one"),
        ("OperationsImageUri", image.as_str()),
        ("ValidatorDigest", &digest),
        ("MigratorDigest", &digest),
        ("OperationsDigest", &digest),
    ];
    let values = values.map(|(name, value)| json!({ "ParameterKey": name, "ParameterValue": value }));
    let values = file(&folder, "set.json", json!(values).to_string());
    let simulate = |arguments: &[&str]| Said::by(tapstack().args(["simulate", "--parameters", &values]).args(arguments));
    let report = simulate(&["--json"]).json(0);
    let created: Vec<_> = report["operations"]
        .as_array()
        .expect("operations")
        .iter()
        .take(5)
        .map(|operation| {
            format!("{} in {}", operation["stack"].as_str().expect("text"), operation["region"].as_str().expect("text"))
        })
        .collect();
    assert_eq!(
        created,
        [
            "registry-stack in us-east-1",
            "registry-stack in eu-west-1",
            "retention-stack in us-east-1",
            "retention-stack in eu-west-1",
            "stack-set in us-east-1",
        ]
    );
    let there = report["beforeDeletion"].as_array().expect("counts");
    let instances = there.iter().filter(|count| count["stack"] == "StackSet-tap-dev" && count["resources"] == 80);
    assert_eq!(instances.count(), 2);

    // Faults strike what it deploys, not itself.
    let report = simulate(&["--json", "--fail", "create:StackSet-tap-dev/Database/AuroraWriter"]).json(1);
    assert_eq!(operations(&report)[4], ["create", "stack-set", "ROLLBACK_COMPLETE"]);
    let message = simulate(&["--fail", "create:stack-set/Platform"]).refused(1);
    assert!(
        message.contains(
            "`stack-set/Platform` is a stack set: a resource of one of its stacks is wanted\nhelp: such as `StackSet-tap-dev/"
        ),
        "{message}"
    );
    let message = simulate(&["--fail", "create:TapStack/Database/AuroraWriter"]).refused(1);
    assert!(message.contains("help: did you mean `StackSet-tap-dev/Database/AuroraWriter`?"), "{message}");
}

#[test]
fn a_failed_creation_is_rolled_back_and_what_comes_after_it_is_not_begun() {
    let report = simulate(&scratch("create"), &["--fail", "create:registry-stack/Artifacts", "--json"]).json(1);
    assert_eq!(
        operations(&report),
        [["create", "registry-stack", "ROLLBACK_COMPLETE"], ["delete", "registry-stack", "DELETE_COMPLETE"]]
    );
    assert_eq!(report["operations"][0]["reason"], "registry-stack/Artifacts: CREATE failed");
    assert_eq!((&report["beforeDeletion"], &report["missedFaults"]), (&json!([]), &json!([])));
}

#[test]
fn a_failed_deletion_is_told_to_the_end() {
    let report = simulate(&scratch("delete"), &["--fail", "delete:TapStack/Database/AuroraWriter", "--json"]).json(1);
    let ended = [["delete", "TapStack", "DELETE_FAILED"], ["delete", "registry-stack", "REFUSED"]];
    assert_eq!(operations(&report), [CREATED, ended].concat());
    let reason = report["operations"][3]["reason"].as_str().expect("a reason");
    assert!(reason.contains("cannot be deleted as `TapStack/Database` imports it"), "{reason}");
    assert!(report["afterDeletion"].as_array().is_some_and(|left| left.len() == 2), "{report}");
}

#[test]
fn an_update_is_done_cancelled_or_not_needed() {
    let folder = scratch("update");
    let (created, deleted) = (CREATED.as_slice(), DELETED.as_slice());
    let update = |status| [created, &[["update", "TapStack", status]], deleted].concat();
    let report = simulate(&folder, &["--update", "DeploymentId=two", "--json"]).json(0);
    assert_eq!(operations(&report), update("UPDATE_COMPLETE"));
    let report = simulate(&folder, &["--update", "DeploymentId=two", "--cancel", "10", "--json"]).json(1);
    assert_eq!(operations(&report), update("UPDATE_ROLLBACK_COMPLETE"));
    let seconds = report["operations"][2]["seconds"].as_u64().expect("seconds");
    assert!((10..40).contains(&seconds), "{seconds} s with the rollback");
    assert_eq!(report["missedFaults"], json!([]));
    // Its update was over by then, or there was none.
    for arguments in [&["--update", "DeploymentId=two", "--cancel", "5000"][..], &["--cancel", "10"]] {
        let text = simulate(&folder, arguments).ended(0);
        assert!(
            text.contains("\nfaults that did not strike, since what they strike did not happen:\n  the update is cancelled"),
            "{text}"
        );
    }
}

#[test]
fn an_older_release_is_updated_to_this_one() {
    let folder = scratch("from");
    let mut older = Edited::platform();
    older.template("compute-stack")["Resources"]["Intake"]["Properties"]["VisibilityTimeout"] = 600.into();
    let old = folder.join("old");
    older.write(&old).expect("templates are written");
    let report = simulate(&folder, &["--from", &argument(&old), "--json", "--events"]).json(0);
    let update = [["update", "TapStack", "UPDATE_COMPLETE"]];
    assert_eq!(operations(&report), [&CREATED[..], &update, &DELETED].concat());
    let events = report["events"].as_array().expect("events");
    let changed: Vec<_> = events.iter().filter(|event| event["status"] == "UPDATE_IN_PROGRESS").collect();
    assert!(changed.iter().any(|event| event["stack"] == "TapStack/Compute" && event["logicalId"] == "Intake"), "{changed:?}");

    let report = simulate(&folder, &["--from", &argument(&old), "--fail", "update:TapStack/Compute/Intake", "--json"]).json(1);
    let update = [["update", "TapStack", "UPDATE_ROLLBACK_COMPLETE"]];
    assert_eq!(operations(&report), [&CREATED[..], &update, &DELETED].concat());
    // Nothing has changed since the emission.
    let report = simulate(&folder, &["--from", "lib", "--json"]).json(0);
    assert_eq!(operations(&report), [CREATED, DELETED].concat());
}

#[test]
fn a_custom_resource_that_hangs_is_waited_for() {
    let folder = scratch("hang");
    let report = simulate(&folder, &["--hang", "TapStack/Release/SchemaMigration", "--json"]).json(1);
    assert_eq!(operations(&report)[1], ["create", "TapStack", "ROLLBACK_COMPLETE"]);
    assert_eq!(report["operations"][1]["reason"], "TapStack/Release/SchemaMigration: no answer within 300 s");
    let message = simulate(&folder, &["--hang", "TapStack/Compute/Intake"]).refused(1);
    let wanted = "error: `TapStack/Compute/Intake` is AWS::SQS::Queue: only custom resources can hang\nhelp: these can: `TapStack/Gate`, `TapStack/Release/SchemaMigration`";
    assert!(message.starts_with(wanted), "{message}");
}

#[test]
fn faults_that_did_not_strike_are_said() {
    let folder = scratch("missed");
    let text = simulate(&folder, &["--fail", "create:TapStack/Database/AuroraReader", "--fail", "update:registry-stack/DataKey"])
        .ended(0);
    let wanted = "did not happen:\n  CREATE of TapStack/Database/AuroraReader fails\n  UPDATE of registry-stack/DataKey fails\n";
    assert!(text.contains(wanted), "{text}");
}

#[test]
fn events_are_in_the_order_of_time_and_in_both_reports() {
    let folder = scratch("events");
    let report = simulate(&folder, &["--events", "--json"]).json(0);
    let events = report["events"].as_array().expect("events");
    let times: Vec<_> = events.iter().map(|event| event["time"].as_u64().expect("seconds")).collect();
    assert!(times.is_sorted() && events.len() > 300, "{} events", events.len());
    let text = simulate(&folder, &["--events"]).ended(0);
    let lines: Vec<_> = text.lines().take_while(|line| !line.is_empty()).collect();
    assert_eq!(lines.len(), events.len());
    assert!(lines[0].trim_start().starts_with("0 s  us-east-1  registry-stack  CREATE_IN_PROGRESS"), "{}", lines[0]);
    assert!(simulate(&folder, &["--json"]).json(0).get("events").is_none());
}

#[test]
fn many_lives_are_the_same_from_the_same_seed() {
    let folder = scratch("runs");
    let runs = |seed: &str| simulate(&folder, &["--runs", "50", "--seed", seed, "--update", "DeploymentId=two"]).ended(0);
    let first = runs("7");
    assert!(first.starts_with("transaction-platform, 50 runs from seed 7\n\nfaults:\n"), "{first}");
    assert!(first.contains("ROLLBACK_COMPLETE") && first.ends_with("and everything was owned\n"), "{first}");
    assert_eq!(runs("7"), first);
    assert_ne!(runs("1007").replace("1007", "7"), first);
    let report = simulate(&folder, &["--runs", "50", "--seed", "7", "--json"]).json(0);
    assert_eq!((&report["runs"], &report["firstSeed"], &report["violation"]), (&json!(50), &json!(7), &Value::Null));

    let told = |seed: &str| simulate(&folder, &["--seed", seed, "--events"]);
    let lives: Vec<_> = (0..12).map(|seed| told(&seed.to_string())).map(|said| (said.code, said.out)).collect();
    let again = told("3");
    assert_eq!(lives[3], (again.code, again.out));
    assert!(lives.iter().any(|life| life.0 == Some(1)) && lives.iter().any(|life| life.0 == Some(0)), "faults strike some");
}
