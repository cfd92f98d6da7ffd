//! The life of the platform in both regions, from nothing to nothing.

use super::inventory::inventory;
use super::*;
use tap_tests::program::SECRET_KEY;
use tap_tests::servers::Emulator;

/// Gives all deployments the same id, so that only what a test changes is different.
const SAME: [&str; 2] = ["--parameter", "DeploymentId=same"];
const NOTHING: Vec<String> = Vec::new();

/// Digests by image, the same in both regions.
type Digests = BTreeMap<&'static str, String>;

fn digests(cloud: &Cloud) -> Digests {
    let digest = |name: &'static str, region: &'static str| {
        let images = cloud.asked(("ecr", region, "describe_images", json!({ "repositoryName": format!("{name}-dev") })));
        let images = images["imageDetails"].as_array().expect("it is a list");
        assert_eq!(images.len(), 1, "{name} in {region}: {images:?}");
        images[0]["imageDigest"].as_str().expect("it is text").to_string()
    };
    let of_both = |name| {
        let [here, there] = REGIONS.map(|region| digest(name, region));
        assert_eq!(here, there, "{name}");
        (name, here)
    };
    ["validator", "migrator", "operations"].map(of_both).into()
}

/// Values of the images' parameters in a region: those of its own registry.
fn images(digests: &Digests, region: &str) -> BTreeMap<String, String> {
    let image = |name: &str| format!("{ACCOUNT}.dkr.ecr.{region}.amazonaws.com/{name}-dev@{}", digests[name]);
    let values = [("ValidatorImageUri", "validator"), ("MigratorImageUri", "migrator"), ("OperationsImageUri", "operations")];
    values.map(|(parameter, name)| (parameter.to_string(), image(name))).into()
}

/// `deploy`; every operation goes about its regions as it should, and nothing secret is printed.
fn deploy(cloud: &Cloud, arguments: &[&str]) -> (String, Vec<Call>) {
    let (printed, calls) = super::deploy(cloud, arguments);
    let wanted = json!({ "FailureToleranceCount": "0", "MaxConcurrentCount": "1", "RegionConcurrencyType": "PARALLEL" });
    for action in ["CreateStackInstances", "UpdateStackSet", "UpdateStackInstances"] {
        for call in named(&calls, action) {
            assert_eq!(call["OperationPreferences"], wanted, "{action}");
        }
    }
    assert!(!printed.contains(SECRET_KEY));
    let names = ["/tap/dev/database/password", "/tap/dev/database/validator-password"];
    for (region, name) in REGIONS.iter().flat_map(|region| names.map(|name| (region, name))) {
        let password = json!({ "Name": name, "WithDecryption": true });
        let password = cloud.asked(("ssm", region, "get_parameter", password));
        let password = password["Parameter"]["Value"].as_str().expect("it is text");
        assert!(password.len() == 32 && !printed.contains(password), "{name} of {region} is printed");
    }
    (printed, calls)
}

#[test]
fn from_nothing_to_nothing() {
    let cloud = Cloud::start(Emulator::Moto);
    let nothing = inventory(&cloud);
    bootstrap(&cloud);
    let digests = digests(&cloud);
    first_deployment(&cloud, &digests);
    the_same_again(&cloud);
    other_parameter(&cloud);
    other_template(&cloud);
    other_overrides(&cloud, &digests);
    deleted_instance(&cloud);
    deleted_stack(&cloud);
    looks(&cloud);
    destruction(&cloud);
    assert_eq!(inventory(&cloud), nothing);
}

/// It comes to both regions.
fn bootstrap(cloud: &Cloud) {
    let (printed, _) = run(cloud, "bootstrap", &["--yes"]);
    assert!(printed.contains("the bootstrap is there in eu-west-1, us-east-1"), "{printed}");
    for region in REGIONS {
        for name in ["registry-dev", "retention-dev"] {
            let found = cloud.asked(("cloudformation", region, "describe_stacks", json!({ "StackName": name })));
            assert_eq!(found["Stacks"][0]["StackStatus"], "CREATE_COMPLETE", "{name} in {region}");
        }
    }
    let (_, calls) = run(cloud, "bootstrap", &["--yes"]);
    assert_eq!(changes(&calls), NOTHING);
}

/// The set and its stacks: each region has its own registry's images, which are the same ones.
fn first_deployment(cloud: &Cloud, digests: &Digests) {
    let (printed, calls) = deploy(cloud, &[]);
    assert!(printed.contains("eu-west-1, us-east-1:\nTapStack (TapStack, new)"), "{printed}");
    let now = seen(cloud);
    assert_eq!(now.overrides, [(HOME, BTreeMap::new()), (OTHER, images(digests, OTHER))].into());
    for region in REGIONS {
        let mut wanted = now.parameters.clone();
        wanted.extend(images(digests, region));
        let mut given = now.stacks[region].clone();
        // The others have their defaults.
        given.retain(|name, _| wanted.contains_key(name));
        assert_eq!(given, wanted, "{region}");
    }
    let tags = [("EnvironmentSuffix", "dev"), ("Name", "tap-dev"), ("Platform", "transactions")];
    assert_eq!(now.tags, tags.map(|(key, value)| (key.to_string(), value.to_string())).into());

    let created = named(&calls, "CreateStackInstances");
    let regions: Vec<&Value> = created.iter().map(|call| &call["Regions"]).collect();
    assert_eq!(regions, [&json!([HOME]), &json!([OTHER])]);
    let begin = format!("tap-{}-create-", now.parameters["DeploymentId"]);
    for call in &created {
        let operation = call["OperationId"].as_str().expect("operations have an id");
        assert!(operation.starts_with(&begin), "{operation}");
    }
}

/// Nothing is done, nor even tried.
fn the_same_again(cloud: &Cloud) {
    let before = seen(cloud);
    let (printed, calls) = deploy(cloud, &[]);
    for region in REGIONS {
        assert!(printed.contains(&format!("{region} tap-dev: nothing to do")), "{printed}");
    }
    let tried: Vec<&str> = calls.iter().filter(|call| call.changes()).map(|call| call.action.as_str()).collect();
    assert!(tried.is_empty(), "{tried:?}");
    assert_eq!(seen(cloud), before);
}

/// Everywhere: one call.
fn other_parameter(cloud: &Cloud) {
    let before = seen(cloud);
    let (printed, calls) = deploy(cloud, &["--parameter", "GateWindowSeconds=30"]);
    assert!(printed.contains("eu-west-1, us-east-1:\nTapStack (TapStack)\n  ~ Gate "), "{printed}");
    assert!(printed.contains("WindowSeconds: \"60\" → \"30\""), "{printed}");
    assert_eq!(changes(&calls), ["UpdateStackSet in us-east-1"]);
    assert_eq!(named(&calls, "UpdateStackSet")[0]["Regions"], json!([OTHER, HOME]));
    let now = seen(cloud);
    assert_eq!(now.overrides, before.overrides);
    assert!(now.stacks.values().all(|values| values["GateWindowSeconds"] == "30"), "{now:?}");
}

/// One of a nested stack: it is uploaded in both regions, and both get it.
fn other_template(cloud: &Cloud) {
    cloud.edit("storage-stack", |template| {
        template["Resources"]["BucketEmptierLogs"]["Properties"]["RetentionInDays"] = 7.into();
    });
    let (printed, calls) = deploy(cloud, &[]);
    assert!(printed.contains("eu-west-1, us-east-1:\nTapStack (TapStack)\n"), "{printed}");
    assert!(printed.contains("TapStack/Storage (storage-stack)"), "{printed}");
    let mut changed = changes(&calls);
    changed.sort();
    // The nested template in both, and the root that has its address.
    let [here, there] = REGIONS.map(|region| format!("PutObject in {region}"));
    assert_eq!(changed, [there, here.clone(), here, "UpdateStackSet in us-east-1".to_string()]);
    for region in REGIONS {
        let groups = json!({ "logGroupNamePrefix": "/aws/lambda/bucket-emptier" });
        let found = cloud.asked(("logs", region, "describe_log_groups", groups));
        assert_eq!(found["logGroups"][0]["retentionInDays"], 7, "{region}: {found}");
    }
}

/// Other values in one region: the set and the other region are left alone.
fn other_overrides(cloud: &Cloud, digests: &Digests) {
    deploy(cloud, &SAME);
    let before = seen(cloud);
    cloud.override_the_window("45");
    let (printed, calls) = deploy(cloud, &SAME);
    assert!(printed.contains("eu-west-1:\nTapStack (TapStack)\n  ~ Gate ") && !printed.contains("us-east-1:\n"), "{printed}");
    assert_eq!(changes(&calls), ["UpdateStackInstances in us-east-1"]);
    assert_eq!(named(&calls, "UpdateStackInstances")[0]["Regions"], json!([OTHER]));
    let now = seen(cloud);
    assert_eq!((&now.parameters, &now.stacks[HOME]), (&before.parameters, &before.stacks[HOME]));
    let mut wanted = images(digests, OTHER);
    wanted.insert("GateWindowSeconds".to_string(), "45".to_string());
    assert_eq!(now.overrides[OTHER], wanted);
    assert_eq!(REGIONS.map(|region| &*now.stacks[region]["GateWindowSeconds"]), ["60", "45"]);
}

/// An instance that somebody has deleted comes back as it was.
fn deleted_instance(cloud: &Cloud) {
    let before = seen(cloud);
    let instances = json!({ "StackSetName": SET, "Accounts": [ACCOUNT], "Regions": [OTHER], "RetainStacks": false });
    cloud.asked(("cloudformation", HOME, "delete_stack_instances", instances));
    let (printed, calls) = deploy(cloud, &SAME);
    assert!(printed.contains("eu-west-1:\nTapStack (TapStack, new)") && !printed.contains("us-east-1:\n"), "{printed}");
    assert_eq!(changes(&calls), ["CreateStackInstances in us-east-1"]);
    let now = seen(cloud);
    assert_eq!((now.overrides, now.stacks), (before.overrides, before.stacks));
}

/// So does a stack that somebody has deleted while the stack set has its instance.
fn deleted_stack(cloud: &Cloud) {
    let before = seen(cloud);
    cloud.asked(("cloudformation", OTHER, "delete_stack", json!({ "StackName": STACK })));
    let (said, _) = cloud.proxy.run(&mut cloud.verb("status", &SAME), pass());
    let lost =
        "tap-dev in eu-west-1 is missing: the stack set has an instance, but its stack cannot be found\n  help: run `deploy`\n";
    assert!(said.out.contains(lost), "{}", said.out);
    assert_eq!(said.code, Some(3));
    let (printed, calls) = deploy(cloud, &SAME);
    assert!(printed.contains("eu-west-1:\nTapStack (TapStack, new)") && !printed.contains("us-east-1:\n"), "{printed}");
    assert!(printed.contains("note: the stack of this instance does not exist any more"), "{printed}");
    assert_eq!(changes(&calls), ["DeleteStackInstances in us-east-1", "CreateStackInstances in us-east-1"]);
    let now = seen(cloud);
    assert_eq!((now.overrides, now.stacks), (before.overrides, before.stacks));
}

/// What is there, as the client shows it.
fn looks(cloud: &Cloud) {
    let (said, calls) = cloud.proxy.run(cloud.verb("status", &SAME).arg("--json"), pass());
    assert_eq!(changes(&calls), NOTHING);
    let status = said.json(0);
    let set = &status["stack_sets"][0];
    let regions = set["instances"].as_array().into_iter().flatten().map(|instance| &instance["region"]);
    assert_eq!(regions.collect::<Vec<_>>(), [OTHER, HOME], "{status}");
    assert_eq!((&status["failed"], &set["status"]), (&json!(false), &json!("ACTIVE")), "{status}");
    let (printed, calls) = run(cloud, "outputs", &SAME);
    assert_eq!(changes(&calls), NOTHING);
    for region in REGIONS {
        assert!(printed.contains(&format!("{region}  registry-dev      ArtifactsBucketName")), "{printed}");
        assert!(printed.contains(&format!("{region}  StackSet:tap-dev  AuditBucket")), "{printed}");
    }
}

/// The stacks of both regions go at once, then the set; then the bootstrap, if that is asked for.
fn destruction(cloud: &Cloud) {
    let (printed, calls) = run(cloud, "destroy", &["--yes"]);
    assert!(printed.contains("deleted 2 stacks\n  stack set tap-dev\n"), "{printed}");
    assert_eq!(changes(&calls), ["DeleteStackInstances in us-east-1", "DeleteStackSet in us-east-1"]);
    let deleted = named(&calls, "DeleteStackInstances")[0];
    assert_eq!((&deleted["Regions"], &deleted["RetainStacks"]), (&json!([OTHER, HOME]), &json!("false")));
    // Without FailureToleranceCount, it is 0.
    assert_eq!(deleted["OperationPreferences"], json!({ "RegionConcurrencyType": "PARALLEL" }));

    let (printed, _) = run(cloud, "destroy", &["--yes", "--bootstrap"]);
    assert!(printed.contains("deleted 4 stacks\n"), "{printed}");
    let (_, calls) = run(cloud, "destroy", &["--yes", "--bootstrap"]);
    assert_eq!(changes(&calls), NOTHING);
}
