//! Order, alarms, images, the stack set and what deploys it.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;
use tap_tests::workspace_root;

use crate::templates::*;

#[test]
fn functions_are_images_by_digest_and_answer_before_their_caller_gives_up() {
    for (id, function) in of_type("AWS::Lambda::Function") {
        let properties = &function["Properties"];
        assert_eq!(properties["PackageType"], "Image", "{id}");
        assert!(properties.get("Handler").is_none() && properties.get("Runtime").is_none(), "{id}");
        let parameter = properties["Code"]["ImageUri"]["Ref"].as_str().unwrap_or_else(|| panic!("{id}: no image parameter"));
        let template = template(id.split_once('/').expect("an id").0);
        let pattern = template["Parameters"][parameter]["AllowedPattern"].as_str().expect("a pattern");
        assert!(pattern.ends_with("@sha256:[0-9a-f]{64}$"), "{id}: {pattern}");
        assert!(template["Parameters"][parameter].get("Default").is_none(), "{id}");
        assert!(properties["Timeout"].as_u64().is_some_and(|seconds| seconds <= 300), "{id}");
    }
}

#[test]
fn every_image_is_of_python_3_11() {
    let folder = workspace_root().join("lib/functions");
    for function in ["migrator", "operations", "validator"] {
        let text = fs::read_to_string(folder.join(function).join("Dockerfile")).expect("a Dockerfile is read");
        let base = text.lines().find_map(|line| line.strip_prefix("ARG BASE_IMAGE=")).expect("a base image");
        assert!(base.ends_with("/lambda/python:3.11"), "{function}: {base}");
        let from: Vec<_> = text.lines().filter(|line| line.starts_with("FROM ")).collect();
        assert_eq!(from, ["FROM ${BASE_IMAGE}"], "{function}");
    }
}

#[test]
fn what_has_no_reference_is_ordered() {
    let database = template("database-stack");
    let logs = depends_on(&database["Resources"]["AuroraCluster"]);
    assert_eq!(
        logs,
        ["AuroraAuditLogs", "AuroraErrorLogs", "AuroraSlowQueryLogs"].map(String::from).into(),
        "the cluster comes after its logs"
    );
    assert_eq!(depends_on(&database["Resources"]["AuroraReader"]), BTreeSet::from(["AuroraWriter".to_string()]));
    let release = template("release-stack");
    assert_eq!(depends_on(&release["Resources"]["Flow"]), BTreeSet::from(["SchemaMigration".to_string()]));
    let storage = template("storage-stack");
    assert_eq!(depends_on(&storage["Resources"]["EmptyAuditBucket"]), BTreeSet::from(["AuditBucketPolicy".to_string()]));
}

#[test]
fn compute_and_database_never_wait_for_each_other() {
    let root = template("TapStack");
    for (one, other) in [("Compute", "Database"), ("Database", "Compute")] {
        let stack = &root["Resources"][one];
        assert!(!refers_to(&stack["Properties"], other) && !depends_on(stack).contains(other), "{one} waits for {other}");
    }
    let release = &root["Resources"]["Release"];
    assert!(refers_to(&release["Properties"], "Database") && refers_to(&release["Properties"], "Compute"));
    assert!(refers_to(&root["Resources"]["Gate"]["Properties"], "Release"), "the gate comes last");
}

#[test]
fn every_nested_stack_has_an_alarm_that_the_gate_watches() {
    let gate = &template("TapStack")["Resources"]["Gate"]["Properties"];
    assert_eq!(gate["AlarmNames"].as_array().map(Vec::len), Some(NESTED.len()), "at most five triggers are taken");
    for name in NESTED {
        let template = template(name);
        let resources = template["Resources"].as_object().expect("resources");
        let health: Vec<_> =
            resources.values().filter(|resource| resource["Type"] == "AWS::CloudWatch::CompositeAlarm").collect();
        assert_eq!(health.len(), 1, "{name}");
        let rule = &health[0]["Properties"]["AlarmRule"];
        let alarms = resources.iter().filter(|(_, resource)| resource["Type"] == "AWS::CloudWatch::Alarm");
        for (id, _) in alarms {
            // A long migration is no fault.
            assert!(
                rule.to_string().contains(&format!("${{{id}}}")) || id == "MigratorDuration",
                "{name}: {id} is not in {rule}"
            );
        }
    }
}

#[test]
fn thresholds_are_parameters_unless_they_leave_no_choice() {
    let mut chosen = BTreeSet::new();
    for (id, alarm) in of_type("AWS::CloudWatch::Alarm") {
        let threshold = &alarm["Properties"]["Threshold"];
        if let Some(parameter) = threshold["Ref"].as_str() {
            let declared = template(id.split_once('/').expect("an id").0)["Parameters"][parameter].clone();
            assert!(declared["Default"].is_u64() && declared["MinValue"].is_u64(), "{id}: {declared}");
            chosen.insert(parameter.to_string());
        } else {
            // Nothing of it is normal, or it is four fifths of a function's time limit.
            assert!(*threshold == 0 || id.ends_with("Duration"), "{id}: {threshold}");
        }
    }
    let readme = fs::read_to_string(workspace_root().join("lib/README.md")).expect("lib/README.md is read");
    let thresholds = readme.split("### Thresholds").nth(1).and_then(|rest| rest.split("\n## ").next()).expect("their section");
    for parameter in &chosen {
        assert!(thresholds.contains(&format!("| `{parameter}` |")), "lib/README.md gives no reason for {parameter}");
    }
    assert!(chosen.len() >= 8, "{chosen:?}");
}

#[test]
fn the_stack_set_deploys_both_regions_at_once() {
    let template = template("stack-set");
    let set = &template["Resources"]["Platform"]["Properties"];
    assert_eq!(set["PermissionModel"], "SELF_MANAGED");
    assert_eq!(set["OperationPreferences"]["RegionConcurrencyType"], "PARALLEL");
    assert_eq!(set["OperationPreferences"]["FailureToleranceCount"], 0);
    let groups = set["StackInstancesGroup"].as_array().expect("instances");
    let regions: Vec<_> = groups.iter().filter_map(|group| group["Regions"][0].as_str()).collect();
    assert_eq!(regions, ["us-east-1", "eu-west-1"]);
    // The root's parameters without a default all have a value.
    let given: BTreeSet<_> =
        set["Parameters"].as_array().expect("parameters").iter().filter_map(|one| one["ParameterKey"].as_str()).collect();
    for (parameter, declared) in self::template("TapStack")["Parameters"].as_object().expect("parameters") {
        assert!(declared.get("Default").is_some() || given.contains(parameter.as_str()), "{parameter} has no value");
    }
}

#[test]
fn the_deployment_names_what_is_there() {
    let folder = workspace_root().join("lib");
    let deployment = json("deployment.json");
    let list = |value: &Value| value.as_array().expect("a list").clone();

    for step in list(&deployment["bootstrap"]).iter().chain(&list(&deployment["deployment"])) {
        for stack in ["stack", "stackSet"].iter().filter_map(|key| step[key].as_str()) {
            template(stack);
        }
    }
    let (root, set, registry) = (template("TapStack"), template("stack-set"), template("registry-stack"));
    for image in list(&deployment["images"]) {
        let text = |key: &str| image[key].as_str().unwrap_or_else(|| panic!("{key} of {image}")).to_string();
        assert!(folder.join(text("dockerfile")).is_file() && folder.join(text("context")).is_dir(), "{image}");
        for context in image["buildContexts"].as_object().into_iter().flatten().filter_map(|(_, path)| path.as_str()) {
            assert!(folder.join(context).is_dir(), "{context}");
        }
        assert!(root["Parameters"].get(text("imageParameter")).is_some(), "{image}");
        assert!(set["Parameters"].get(text("digestParameter")).is_some(), "{image}");
        assert!(registry["Outputs"].get(text("repositoryOutput")).is_some(), "{image}");
    }
    let triggers = list(&deployment["rollbackConfiguration"]["triggers"]);
    assert!(triggers.len() <= 5, "CloudFormation takes five");
    let alarms: BTreeSet<_> = triggers.iter().map(|trigger| trigger["alarm"].clone().to_string()).collect();
    let known = of_type("AWS::CloudWatch::CompositeAlarm");
    let known: BTreeSet<_> = known.iter().map(|(_, alarm)| alarm["Properties"]["AlarmName"]["Fn::Sub"].to_string()).collect();
    assert_eq!(alarms, known, "triggers (left) and composite alarms (right)");
}
