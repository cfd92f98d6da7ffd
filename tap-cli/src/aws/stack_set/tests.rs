//! What follows from templates and from what is there, then whole runs.

mod runs;
mod server;

use super::Target;
use super::calls::{Call, Targets, differences, steps};
use super::desired::{Desired, Resource, merged};
use super::follow::{End, verdict};
use super::live::{Instance, LiveSet, Operation};
use super::operation::{Next, next};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use tap_core::document::{Document, TemplateSet};
use tap_core::evaluate::Pseudo;

const DIGEST: &str = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
const ACCOUNT: &str = "123456789012";

fn platform() -> TemplateSet {
    TemplateSet::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../lib")).unwrap()
}

fn evaluate(set: &TemplateSet, document: &Document, stack: &str, values: &[(&str, &str)]) -> Result<Desired, String> {
    let pseudo = Pseudo { account_id: ACCOUNT.to_string(), region: "us-east-1".to_string(), ..Pseudo::unknown() };
    Resource { set, document, stack, pseudo, values: values.iter().map(|(name, value)| (*name, Some(*value))) }.evaluate()
}

fn of_platform(values: &[(&str, &str)]) -> Result<Desired, String> {
    let set = platform();
    evaluate(&set, set.document("stack-set").unwrap(), "TapStack", values)
}

fn digests(deployment: &str) -> Vec<(&str, &str)> {
    vec![("ValidatorDigest", DIGEST), ("MigratorDigest", DIGEST), ("OperationsDigest", DIGEST), ("DeploymentId", deployment)]
}

fn map(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect()
}

fn at(region: &str) -> Target {
    (ACCOUNT.to_string(), region.to_string())
}

fn targets(regions: &[&str]) -> Targets {
    let regions: BTreeSet<String> = regions.iter().map(|region| region.to_string()).collect();
    let accounts = if regions.is_empty() { BTreeSet::new() } else { BTreeSet::from([ACCOUNT.to_string()]) };
    Targets { accounts, regions }
}

/// The set as it is after its creation.
fn live(desired: &Desired, template: &Document) -> LiveSet {
    let instance = |((account, region), group): (Target, &super::desired::Group)| Instance {
        stack_id: Some(format!("arn:aws:cloudformation:{region}:{account}:stack/StackSet-{}/1", desired.name)),
        account,
        region,
        status: "CURRENT".to_string(),
        detailed_status: "SUCCEEDED".to_string(),
        overrides: group.overrides.clone(),
        ..Instance::default()
    };
    LiveSet {
        id: format!("{}:1", desired.name),
        name: desired.name.clone(),
        status: "ACTIVE".to_string(),
        description: desired.description.clone(),
        template: template.source.text().to_string(),
        parameters: desired.parameters.clone(),
        tags: desired.tags.clone(),
        administration_role_arn: desired.administration_role_arn.clone(),
        execution_role_name: desired.execution_role_name.clone(),
        instances: desired.targets().into_iter().map(instance).collect(),
    }
}

const SMALL: &str = r#"{ "Parameters": { "Image": { "Type": "String" }, "Size": { "Type": "Number", "Default": 1 } },
    "Resources": { "Jobs": { "Type": "AWS::SQS::Queue" } } }"#;

fn small() -> (Desired, Document) {
    let group = |region: &str, overrides: &[(&str, &str)]| super::desired::Group {
        accounts: vec![ACCOUNT.to_string()],
        regions: vec![region.to_string()],
        overrides: map(overrides),
    };
    let desired = Desired {
        name: "tap".to_string(),
        template: "small".to_string(),
        url: "https://bucket/small.json".to_string(),
        description: None,
        parameters: map(&[("Image", "us/1")]),
        groups: vec![group("us-east-1", &[]), group("eu-west-1", &[("Image", "eu/1")])],
        administration_role_arn: None,
        execution_role_name: None,
        managed_execution: true,
        capabilities: Vec::new(),
        tags: map(&[("Name", "tap")]),
        preferences: super::desired::Preferences::default(),
    };
    (desired, Document::read("small", SMALL).unwrap())
}

fn calls(desired: &Desired, template: &Document, live: Option<&LiveSet>) -> Vec<Vec<Call>> {
    steps(desired, template, live, &BTreeSet::new())
}

#[test]
fn the_platforms_stack_set_is_read_from_its_resource() {
    let desired =
        of_platform(&[digests("one"), vec![("EnvironmentSuffix", "prod"), ("Unknown", "passed over")]].concat()).unwrap();
    assert_eq!(desired.name, "tap-prod");
    assert_eq!(desired.template, "TapStack");
    let start = "https://tap-artifacts-us-east-1.s3.us-east-1.amazonaws.com/transaction-platform/TapStack.";
    assert!(desired.url.starts_with(start) && desired.url.ends_with(".json"), "{}", desired.url);
    assert_eq!(desired.administration_role_arn.as_deref(), Some("arn:aws:iam::123456789012:role/stack-set-administration-prod"));
    assert_eq!(desired.execution_role_name.as_deref(), Some("stack-set-execution-prod"));
    assert_eq!(desired.capabilities, ["CAPABILITY_NAMED_IAM"]);
    assert_eq!(desired.tags, map(&[("Name", "tap-prod")]));
    assert!(desired.managed_execution);
    let preferences = &desired.preferences;
    assert_eq!(preferences.region_concurrency_type.as_deref(), Some("PARALLEL"));
    assert_eq!((preferences.failure_tolerance_count, preferences.max_concurrent_count), (Some(0), Some(1)));

    assert_eq!(desired.regions(), ["us-east-1", "eu-west-1"]);
    assert_eq!(desired.groups[0].overrides, BTreeMap::new());
    let images = ["MigratorImageUri", "OperationsImageUri", "ValidatorImageUri"];
    assert_eq!(desired.groups[1].overrides.keys().collect::<Vec<_>>(), images);
    // A number is a text here, as CloudFormation has it.
    assert_eq!(desired.parameters["GateWindowSeconds"], "60");
    let image = |region: &str| desired.given_in(region).get("ValidatorImageUri").cloned().flatten().unwrap();
    for region in ["us-east-1", "eu-west-1"] {
        assert_eq!(image(region), format!("123456789012.dkr.ecr.{region}.amazonaws.com/validator-prod@{DIGEST}"));
        assert_eq!(desired.given_in(region).get("DeploymentId"), Some(&Some("one".to_string())));
    }
}

#[test]
fn what_is_wrong_about_the_resource_is_said() {
    let missing = of_platform(&[("ValidatorDigest", DIGEST)]).unwrap_err();
    assert!(missing.contains("`DeploymentId` of `stack-set` has neither a value nor a default"), "{missing}");
    let set = platform();
    let other = evaluate(&set, set.document("stack-set").unwrap(), "registry-stack", &digests("one")).unwrap_err();
    assert!(
        other.starts_with("`stack-set` has no AWS::CloudFormation::StackSet whose TemplateURL names `registry-stack`"),
        "{other}"
    );

    let with = |properties: &str| {
        let resource = format!(
            r#"{{ "Resources": {{ "Role": {{ "Type": "AWS::IAM::Role", "Properties": {{ "AssumeRolePolicyDocument": {{}} }} }},
            "Set": {{ "Type": "AWS::CloudFormation::StackSet", "Properties": {{ "StackSetName": "tap", "TemplateURL": "./small.json", {properties} }} }} }} }}"#
        );
        let documents = [Document::read("set", &resource).unwrap(), Document::read("small", SMALL).unwrap()];
        let set = TemplateSet::new(documents.into_iter()).unwrap();
        evaluate(&set, set.document("set").unwrap(), "small", &[]).unwrap_err()
    };
    let group = r#""StackInstancesGroup": [{ "DeploymentTargets": { "Accounts": ["1"] }, "Regions": ["eu-west-1"] }]"#;
    let managed = with(&format!(r#""PermissionModel": "SERVICE_MANAGED", {group}"#));
    assert!(managed.starts_with("set: Set: PermissionModel is SERVICE_MANAGED\nhelp: write SELF_MANAGED"), "{managed}");
    let role = with(&format!(
        r#""PermissionModel": "SELF_MANAGED", "AdministrationRoleARN": {{ "Fn::GetAtt": ["Role", "Arn"] }}, {group}"#
    ));
    assert!(role.starts_with("set: Set: `Role.Arn` is not known\nhelp: "), "{role}");
    let nowhere = with(r#""PermissionModel": "SELF_MANAGED""#);
    assert!(nowhere.contains("StackInstancesGroup names no account and region"), "{nowhere}");
    let unit =
        r#""StackInstancesGroup": [{ "DeploymentTargets": { "OrganizationalUnitIds": ["ou-1"] }, "Regions": ["eu-west-1"] }]"#;
    let unit = with(&format!(r#""PermissionModel": "SELF_MANAGED", {unit}"#));
    assert!(unit.contains("unknown field `OrganizationalUnitIds`, expected `Accounts`"), "{unit}");
    let one = r#"{ "DeploymentTargets": { "Accounts": ["1"] }, "Regions": ["eu-west-1"] }"#;
    let twice = with(&format!(r#""PermissionModel": "SELF_MANAGED", "StackInstancesGroup": [{one}, {one}]"#));
    assert!(twice.contains("names an account and region twice"), "{twice}");
    let count = with(&format!(
        r#""PermissionModel": "SELF_MANAGED", "OperationPreferences": {{ "MaxConcurrentCount": "many" }}, {group}"#
    ));
    assert!(count.contains("`many` is no whole number"), "{count}");
}

#[test]
fn a_new_set_is_made_and_then_its_stacks_in_all_regions() {
    let (desired, template) = small();
    let expected = vec![
        vec![Call::CreateSet],
        vec![
            Call::CreateInstances(targets(&["us-east-1"]), BTreeMap::new()),
            Call::CreateInstances(targets(&["eu-west-1"]), map(&[("Image", "eu/1")])),
        ],
    ];
    assert_eq!(calls(&desired, &template, None), expected);
    // Interrupted after the set, and after the first region.
    let mut half = live(&desired, &template);
    half.instances.clear();
    assert_eq!(calls(&desired, &template, Some(&half)), expected[1..]);
    half.instances = live(&desired, &template).instances;
    half.instances.retain(|instance| instance.region == "us-east-1");
    assert_eq!(calls(&desired, &template, Some(&half)), [[expected[1][1].clone()]]);
}

#[test]
fn what_is_as_it_shall_be_needs_no_call() {
    let (mut desired, template) = small();
    let mut is = live(&desired, &template);
    assert_eq!(calls(&desired, &template, Some(&is)), Vec::<Vec<Call>>::new());
    // The same template with other spaces, a default written out, and CloudFormation's own name of a role.
    is.template = serde_json::from_str::<serde_json::Value>(SMALL).unwrap().to_string();
    is.execution_role_name = Some("AWSCloudFormationStackSetExecutionRole".to_string());
    is.description = Some(String::new());
    desired.parameters.insert("Size".to_string(), "1".to_string());
    assert_eq!(differences(&desired, &template, &is), Vec::<&str>::new());
    assert_eq!(calls(&desired, &template, Some(&is)), Vec::<Vec<Call>>::new());
}

#[test]
fn what_the_set_has_otherwise_is_named() {
    let (desired, template) = small();
    let mut is = live(&desired, &template);
    is.template = SMALL.replace("SQS::Queue", "SNS::Topic");
    is.parameters = map(&[("Image", "us/0")]);
    is.tags.clear();
    is.description = Some("another".to_string());
    assert_eq!(differences(&desired, &template, &is), ["template", "parameters", "tags", "description"]);
}

#[test]
fn other_overrides_are_given_beside_the_update_of_the_set() {
    let (desired, template) = small();
    let is = live(&desired, &template);
    let mut next = desired.clone();
    next.parameters = map(&[("Image", "us/2")]);
    next.groups[1].overrides = map(&[("Image", "eu/2")]);
    let expected = vec![vec![
        Call::UpdateSet(targets(&["us-east-1"])),
        Call::UpdateInstances(targets(&["eu-west-1"]), Some(map(&[("Image", "eu/2")]))),
    ]];
    assert_eq!(calls(&next, &template, Some(&is)), expected);
    // Interrupted between both calls: the set has its values, and the other region those of before.
    let mut half = live(&next, &template);
    half.instances = is.instances.clone();
    for instance in half.instances.iter_mut().filter(|instance| instance.region == "eu-west-1") {
        instance.status = "OUTDATED".to_string();
    }
    assert_eq!(calls(&next, &template, Some(&half)), [[expected[0][1].clone()]]);
    // Only the set's values: all regions in one.
    let mut both = desired.clone();
    both.parameters.insert("Size".to_string(), "2".to_string());
    assert_eq!(calls(&both, &template, Some(&is)), [[Call::UpdateSet(targets(&["eu-west-1", "us-east-1"]))]]);
    // Only overrides.
    let mut eu = desired.clone();
    eu.groups[1].overrides = BTreeMap::new();
    assert_eq!(calls(&eu, &template, Some(&is)), [[Call::UpdateInstances(targets(&["eu-west-1"]), Some(BTreeMap::new()))]]);
}

#[test]
fn a_new_parameter_is_overridden_after_the_stack_has_it() {
    let (desired, template) = small();
    let mut is = live(&desired, &template);
    is.template = SMALL.replace(r#""Image": { "Type": "String" }, "#, "");
    is.parameters.clear();
    is.instances.iter_mut().for_each(|instance| instance.overrides.clear());
    let expected = vec![
        vec![Call::UpdateSet(targets(&["eu-west-1", "us-east-1"]))],
        vec![Call::UpdateInstances(targets(&["eu-west-1"]), Some(map(&[("Image", "eu/1")])))],
    ];
    assert_eq!(calls(&desired, &template, Some(&is)), expected);
}

#[test]
fn if_all_overrides_change_the_set_is_updated_with_one_of_the_regions() {
    let (mut desired, template) = small();
    desired.groups[0].overrides = map(&[("Size", "2")]);
    let is = live(&desired, &template);
    desired.parameters = map(&[("Image", "us/2")]);
    desired.groups[0].overrides = map(&[("Size", "3")]);
    desired.groups[1].overrides = map(&[("Image", "eu/2")]);
    let expected = vec![
        vec![Call::UpdateSet(targets(&["eu-west-1", "us-east-1"]))],
        vec![
            Call::UpdateInstances(targets(&["us-east-1"]), Some(map(&[("Size", "3")]))),
            Call::UpdateInstances(targets(&["eu-west-1"]), Some(map(&[("Image", "eu/2")]))),
        ],
    ];
    assert_eq!(calls(&desired, &template, Some(&is)), expected);
}

#[test]
fn regions_come_and_go() {
    let (mut desired, template) = small();
    let is = live(&desired, &template);
    desired.groups[1].regions = vec!["eu-north-1".to_string()];
    let expected = vec![
        vec![Call::CreateInstances(targets(&["eu-north-1"]), map(&[("Image", "eu/1")]))],
        vec![Call::DeleteInstances(targets(&["eu-west-1"]))],
    ];
    assert_eq!(calls(&desired, &template, Some(&is)), expected);
}

#[test]
fn a_stack_that_failed_is_taken_up_again() {
    let (desired, template) = small();
    let mut is = live(&desired, &template);
    is.instances[0].status = "OUTDATED".to_string();
    let region = is.instances[0].region.clone();
    assert_eq!(calls(&desired, &template, Some(&is)), [[Call::UpdateInstances(targets(&[&region]), None)]]);
    // One that was never made completely can only be made anew.
    let dead = BTreeSet::from([at("eu-west-1")]);
    let expected = vec![
        vec![Call::DeleteInstances(targets(&["eu-west-1"]))],
        vec![Call::CreateInstances(targets(&["eu-west-1"]), map(&[("Image", "eu/1")]))],
    ];
    assert_eq!(steps(&desired, &template, Some(&is), &dead), expected);
}

#[test]
fn calls_name_all_regions_of_all_their_accounts() {
    let pairs = [("1", "a"), ("1", "b"), ("2", "b"), ("2", "c"), ("1", "c"), ("1", "d")];
    let all: BTreeSet<Target> = pairs.iter().map(|(account, region)| (account.to_string(), region.to_string())).collect();
    let calls = Targets::of(all.clone());
    assert_eq!(calls.len(), 2);
    assert_eq!(calls.iter().flat_map(Targets::each).collect::<BTreeSet<_>>(), all);
}

#[test]
fn an_operation_is_known_by_deployment_kind_and_instances() {
    let us = Call::UpdateSet(targets(&["us-east-1"]));
    assert_eq!(us.operation("0a1b"), us.clone().operation("0a1b"));
    let others = [
        us.operation("0a1c"),
        Call::UpdateSet(targets(&["eu-west-1"])).operation("0a1b"),
        Call::CreateInstances(targets(&["us-east-1"]), BTreeMap::new()).operation("0a1b"),
        Call::UpdateInstances(targets(&["us-east-1"]), None).operation("0a1b"),
        Call::DeleteInstances(targets(&["us-east-1"])).operation("0a1b"),
    ];
    assert_eq!(others.iter().collect::<BTreeSet<_>>().len(), others.len());
    assert!(!others.contains(&us.operation("0a1b")));
    // AWS takes letters, digits and hyphens, at most 128.
    let long = us.operation(&"x_".repeat(200));
    assert!(long.len() <= 128 && long.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'), "{long}");
}

#[test]
fn an_operation_that_runs_is_followed_and_one_that_ended_has_a_successor() {
    let operation = |id: &str, status: &str| Operation { id: id.into(), action: "UPDATE".into(), status: status.into() };
    assert_eq!(next("tap-1", &[]), Next::Begin("tap-1".into()));
    assert_eq!(next("tap-1", &[operation("tap-2", "RUNNING")]), Next::Begin("tap-1".into()));
    for running in ["RUNNING", "QUEUED", "STOPPING"] {
        assert_eq!(next("tap-1", &[operation("tap-1", running)]), Next::Follow("tap-1".into()));
    }
    for ended in ["SUCCEEDED", "FAILED", "STOPPED"] {
        assert_eq!(next("tap-1", &[operation("tap-1", ended)]), Next::Begin("tap-1-2".into()));
    }
    let both = [operation("tap-1-2", "RUNNING"), operation("tap-1", "FAILED")];
    assert_eq!(next("tap-1", &both), Next::Follow("tap-1-2".into()));
}

#[test]
fn a_failure_says_where_and_why() {
    let end = |status: &str, failed: &[(&str, Option<&str>)]| End {
        id: "tap-1".to_string(),
        status: status.to_string(),
        reason: None,
        failed: failed.iter().map(|(region, reason)| (at(region), reason.map(str::to_string))).collect(),
    };
    assert_eq!(verdict("tap", &[end("SUCCEEDED", &[])], &BTreeMap::new()), Ok(()));
    let events = BTreeMap::from([(at("eu-west-1"), "tap.Jobs (AWS::SQS::Queue) is CREATE_FAILED: no".to_string())]);
    let failed = end("FAILED", &[("eu-west-1", Some("ResourceStatusReason:no.")), ("us-east-1", Some("Access denied."))]);
    let said = verdict("tap", &[failed], &events).unwrap_err().message;
    let expected = "the stack set tap failed in eu-west-1 (account 123456789012): tap.Jobs (AWS::SQS::Queue) is CREATE_FAILED: no
the stack set tap failed in us-east-1 (account 123456789012): Access denied
help: run the same command again when the cause is gone: it goes on with the stacks that are not as they shall be";
    assert_eq!(said, expected);
    // One that was tolerated is not as it shall be either.
    assert!(verdict("tap", &[end("SUCCEEDED", &[("eu-west-1", None)])], &BTreeMap::new()).is_err());
    let stopped = verdict("tap", &[end("STOPPED", &[])], &BTreeMap::new()).unwrap_err().message;
    assert!(stopped.starts_with("the operation tap-1 on the stack set tap ended as STOPPED\n"), "{stopped}");
}

#[test]
fn values_that_count_more_come_last() {
    assert_eq!(merged(&map(&[("A", "1"), ("B", "1")]), Some(&map(&[("B", "2")]))), map(&[("A", "1"), ("B", "2")]));
}
