//! The life of the platform in both regions, from nothing to nothing.

use super::inventory::inventory;
use super::*;
use tap_tests::program::SECRET_KEY;
use tap_tests::servers::Emulator;

/// An image's digest by name, the same in both regions.
fn digests(cloud: &Cloud) -> BTreeMap<&'static str, String> {
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

/// Values of the images' parameters in a region.
fn images(digests: &BTreeMap<&str, String>, region: &str) -> BTreeMap<String, String> {
    let [validator, migrator, operations] = ["validator", "migrator", "operations"]
        .map(|name| format!("{ACCOUNT}.dkr.ecr.{region}.amazonaws.com/{name}-dev@{}", digests[name]));
    let values = [("ValidatorImageUri", validator), ("MigratorImageUri", migrator), ("OperationsImageUri", operations)];
    values.map(|(name, value)| (name.to_string(), value)).into()
}

/// How every operation on the stack set goes about its regions.
fn assert_preferences(calls: &[Call]) {
    let wanted = json!({ "FailureToleranceCount": "0", "MaxConcurrentCount": "1", "RegionConcurrencyType": "PARALLEL" });
    for action in ["CreateStackInstances", "UpdateStackSet", "UpdateStackInstances"] {
        for call in named(calls, action) {
            assert_eq!(call["OperationPreferences"], wanted, "{action}");
        }
    }
}

#[test]
fn from_nothing_to_nothing() {
    let cloud = Cloud::start(Emulator::Moto);
    let nothing = inventory(&cloud);
    let mut said = String::new();
    let mut deploy = |arguments: &[&str]| {
        let (printed, calls) = super::deploy(&cloud, arguments);
        assert_preferences(&calls);
        said += &printed;
        (printed, calls)
    };

    // The bootstrap comes to both regions, with the same images.
    let (printed, _) = run(&cloud, "bootstrap", &["--yes"]);
    assert!(printed.contains("the bootstrap is there in eu-west-1, us-east-1"), "{printed}");
    let digests = digests(&cloud);
    for region in REGIONS {
        for name in ["registry-dev", "retention-dev"] {
            let found = cloud.asked(("cloudformation", region, "describe_stacks", json!({ "StackName": name })));
            assert_eq!(found["Stacks"][0]["StackStatus"], "CREATE_COMPLETE", "{name} in {region}");
        }
    }
    let (_, calls) = run(&cloud, "bootstrap", &["--yes"]);
    assert_eq!(changes(&calls), Vec::<String>::new());

    // The stack set and its stacks: each region has its own registry's images, which are the same ones.
    let (printed, calls) = deploy(&[]);
    assert!(printed.contains("eu-west-1, us-east-1:\nTapStack (TapStack, new)"), "{printed}");
    let first = seen(&cloud);
    let id = first.parameters["DeploymentId"].clone();
    assert_eq!(first.overrides, [(HOME, BTreeMap::new()), (OTHER, images(&digests, OTHER))].into());
    for region in REGIONS {
        let mut wanted = first.parameters.clone();
        wanted.extend(images(&digests, region));
        let given = first.stacks[region].iter().filter(|(name, _)| wanted.contains_key(*name));
        assert_eq!(given.map(|(name, value)| (name.clone(), value.clone())).collect::<BTreeMap<_, _>>(), wanted, "{region}");
    }
    assert_eq!(first.tags, [("EnvironmentSuffix", "dev"), ("Name", "tap-dev"), ("Platform", "transactions")].map(owned).into());
    let created = named(&calls, "CreateStackInstances");
    let regions: Vec<&Value> = created.iter().map(|call| &call["Regions"]).collect();
    assert_eq!(regions, [&json!([HOME]), &json!([OTHER])]);
    for call in &created {
        let operation = call["OperationId"].as_str().expect("operations have an id");
        assert!(operation.starts_with(&format!("tap-{id}-create-")), "{operation}");
    }

    // The same again does nothing. That the password is there already is AWS's own answer: nothing comes between a look and a call.
    let (printed, calls) = deploy(&[]);
    assert!(
        printed.contains("us-east-1 tap-dev: nothing to do") && printed.contains("eu-west-1 tap-dev: nothing to do"),
        "{printed}"
    );
    let tried: Vec<(&str, Option<u16>)> =
        calls.iter().filter(|call| call.changes()).map(|call| (call.action.as_str(), call.status)).collect();
    assert_eq!(tried, [("PutParameter", Some(400)); 2]);
    assert_eq!(seen(&cloud), first);

    // Another value of a parameter, everywhere: one call.
    let (printed, calls) = deploy(&["--parameter", "GateWindowSeconds=30"]);
    assert!(printed.contains("eu-west-1, us-east-1:\nTapStack (TapStack)\n  ~ Gate "), "{printed}");
    assert!(printed.contains("WindowSeconds: \"60\" → \"30\""), "{printed}");
    assert_eq!(changes(&calls), ["UpdateStackSet in us-east-1"]);
    assert_eq!(named(&calls, "UpdateStackSet")[0]["Regions"], json!([OTHER, HOME]));
    let now = seen(&cloud);
    assert_eq!((&now.overrides, now.stacks.len()), (&first.overrides, 2));
    assert!(now.stacks.values().all(|values| values["GateWindowSeconds"] == "30"), "{now:?}");

    // Another template of a nested stack: it is uploaded in both regions, and both get it.
    edit(&cloud, "storage-stack", |template| {
        template["Resources"]["BucketEmptierLogs"]["Properties"]["RetentionInDays"] = 7.into();
    });
    let (printed, calls) = deploy(&[]);
    assert!(printed.contains("eu-west-1, us-east-1:\n") && printed.contains("TapStack/Storage (storage-stack)"), "{printed}");
    let mut changed = changes(&calls);
    changed.sort();
    assert_eq!(
        changed,
        ["PutObject in eu-west-1", "PutObject in us-east-1", "PutObject in us-east-1", "UpdateStackSet in us-east-1"]
    );
    for region in REGIONS {
        let groups = json!({ "logGroupNamePrefix": "/aws/lambda/bucket-emptier" });
        let found = cloud.asked(("logs", region, "describe_log_groups", groups));
        assert_eq!(found["logGroups"][0]["retentionInDays"], 7, "{region}: {found}");
    }

    // Other values in one region alone: the set and the other region are left alone.
    let same = ["--parameter", "DeploymentId=same"];
    deploy(&same);
    let before = seen(&cloud);
    override_the_window(&cloud, "45");
    let (printed, calls) = deploy(&same);
    assert!(printed.contains("eu-west-1:\nTapStack (TapStack)\n  ~ Gate ") && !printed.contains("us-east-1:\n"), "{printed}");
    assert_eq!(changes(&calls), ["UpdateStackInstances in us-east-1"]);
    assert_eq!(named(&calls, "UpdateStackInstances")[0]["Regions"], json!([OTHER]));
    let now = seen(&cloud);
    assert_eq!((&now.parameters, &now.stacks[HOME]), (&before.parameters, &before.stacks[HOME]));
    let mut wanted = images(&digests, OTHER);
    wanted.insert("GateWindowSeconds".to_string(), "45".to_string());
    assert_eq!(now.overrides[OTHER], wanted);
    assert_eq!((&*now.stacks[OTHER]["GateWindowSeconds"], &*now.stacks[HOME]["GateWindowSeconds"]), ("45", "60"));

    // An instance that somebody has deleted comes back, as it was.
    let instances = json!({ "StackSetName": SET, "Accounts": [ACCOUNT], "Regions": [OTHER], "RetainStacks": false });
    cloud.asked(("cloudformation", HOME, "delete_stack_instances", instances));
    let (printed, calls) = deploy(&same);
    assert!(printed.contains("eu-west-1:\nTapStack (TapStack, new)") && !printed.contains("us-east-1:\n"), "{printed}");
    assert_eq!(changes(&calls), ["CreateStackInstances in us-east-1"]);
    let again = seen(&cloud);
    assert_eq!((&again.overrides, &again.stacks), (&now.overrides, &now.stacks));

    // So does a stack that somebody has deleted under its instance.
    cloud.asked(("cloudformation", OTHER, "delete_stack", json!({ "StackName": STACK })));
    let (looked, calls) = cloud.proxy.run(&mut cloud.verb("status", &same), pass());
    println!("{looked:?} {calls:?}");
    let (printed, calls) = deploy(&same);
    assert!(printed.contains("eu-west-1:\nTapStack (TapStack, new)") && !printed.contains("us-east-1:\n"), "{printed}");
    assert!(printed.contains("note: eu-west-1: the stack of this instance does not exist any more"), "{printed}");
    assert_eq!(changes(&calls), ["DeleteStackInstances in us-east-1", "CreateStackInstances in us-east-1"]);
    let once_more = seen(&cloud);
    assert_eq!((once_more.overrides, once_more.stacks), (again.overrides.clone(), again.stacks.clone()));

    // What is there.
    let (printed, calls) = run(&cloud, "status", &same);
    assert_eq!(changes(&calls), Vec::<String>::new());
    assert!(printed.contains("stack set tap-dev: ACTIVE, 2 instances"), "{printed}");
    let (printed, _) = run(&cloud, "outputs", &[]);
    for region in REGIONS {
        assert!(printed.contains(&format!("{region}  StackSet:tap-dev  AuditBucket")), "{printed}");
        let password = json!({ "Name": "/tap/dev/database/password", "WithDecryption": true });
        let password = cloud.asked(("ssm", region, "get_parameter", password));
        let password = password["Parameter"]["Value"].as_str().expect("it is text");
        assert!(password.len() == 32 && !said.contains(password), "the password of {region} is printed");
    }
    assert!(!said.contains(SECRET_KEY));

    // The stacks of both regions go at once, then the set, and with it nothing of the bootstrap.
    let (printed, calls) = run(&cloud, "destroy", &["--yes"]);
    assert!(printed.contains("deleted 2 stacks\n  stack set tap-dev\n"), "{printed}");
    assert_eq!(changes(&calls), ["DeleteStackInstances in us-east-1", "DeleteStackSet in us-east-1"]);
    let deleted = named(&calls, "DeleteStackInstances")[0];
    assert_eq!((&deleted["Regions"], &deleted["RetainStacks"]), (&json!([OTHER, HOME]), &json!("false")));
    // Without FailureToleranceCount, it is 0.
    assert_eq!(deleted["OperationPreferences"], json!({ "RegionConcurrencyType": "PARALLEL" }));
    let (printed, _) = run(&cloud, "destroy", &["--yes", "--bootstrap"]);
    assert!(printed.contains("deleted 4 stacks\n"), "{printed}");
    let (_, calls) = run(&cloud, "destroy", &["--yes", "--bootstrap"]);
    assert_eq!(changes(&calls), Vec::<String>::new());
    assert_eq!(inventory(&cloud), nothing);
}

fn owned((name, value): (&str, &str)) -> (String, String) {
    (name.to_string(), value.to_string())
}
