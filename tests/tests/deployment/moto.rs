//! By a stack set, in both regions: moto, with what its StackSets lack (`tests/deployment/moto_with_stack_sets.py`).

#[path = "moto/inventory.rs"]
mod inventory;
#[path = "moto/life.rs"]
mod life;
#[path = "moto/ways.rs"]
mod ways;

use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use tap_tests::boto::Ask;
use tap_tests::cloud::Cloud;
use tap_tests::proxy::{Call, pass};

const HOME: &str = "us-east-1";
const OTHER: &str = "eu-west-1";
const REGIONS: [&str; 2] = [HOME, OTHER];
const ACCOUNT: &str = "123456789012";
const SET: &str = "tap-dev";
/// What moto calls the stack of an instance; AWS puts hyphens and a random end.
const STACK: &str = "StackSet:tap-dev";
const BY_SET: [&str; 3] = ["--via", "stack-set", "--yes"];

/// What a verb that must succeed prints, on both outputs, and the calls that it made.
fn run(cloud: &Cloud, verb: &str, arguments: &[&str]) -> (String, Vec<Call>) {
    let (said, calls) = cloud.proxy.run(&mut cloud.verb(verb, arguments), pass());
    assert_eq!(said.code, Some(0), "{verb} {arguments:?}: {said:?}\n{calls:?}");
    (said.out + &said.err, calls)
}

/// `deploy` by the stack set, with these arguments beside.
fn deploy(cloud: &Cloud, arguments: &[&str]) -> (String, Vec<Call>) {
    run(cloud, "deploy", &[&BY_SET, arguments].concat())
}

/// Calls that changed something, as `Action in region`.
fn changes(calls: &[Call]) -> Vec<String> {
    let changed = calls.iter().filter(|call| call.changes() && call.status == Some(200));
    changed.map(|call| format!("{} in {}", call.action, call.region)).collect()
}

/// The calls of an operation.
fn named<'c>(calls: &'c [Call], action: &str) -> Vec<&'c Value> {
    calls.iter().filter(|call| call.action == action).map(|call| &call.parameters).collect()
}

/// `[{"Key": …, "Value": …}, …]` as a map, whatever the members' names begin with.
fn map(list: &Value, begin: &str) -> BTreeMap<String, String> {
    let text = |item: &Value, member: &str| item[format!("{begin}{member}")].as_str().unwrap_or_default().to_string();
    list.as_array().into_iter().flatten().map(|item| (text(item, "Key"), text(item, "Value"))).collect()
}

fn parameters(list: &Value) -> BTreeMap<String, String> {
    map(list, "Parameter")
}

/// A stack set and its stacks, without what is another each time, such as ids of stacks and times.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    parameters: BTreeMap<String, String>,
    tags: BTreeMap<String, String>,
    /// Id, action and status of each, in the order of their ids.
    operations: Vec<[String; 3]>,
    /// The overrides of the instances, by region.
    overrides: BTreeMap<&'static str, BTreeMap<String, String>>,
    /// The parameters of the stacks, by region.
    stacks: BTreeMap<&'static str, BTreeMap<String, String>>,
}

/// Looks at the stack set from behind, and makes sure that it and its stacks have the root's template.
fn seen(cloud: &Cloud) -> Seen {
    let set = json!({ "StackSetName": SET });
    let stack = json!({ "StackName": STACK });
    let mut asks: Vec<Ask> = vec![
        ("cloudformation", HOME, "describe_stack_set", set.clone()),
        ("cloudformation", HOME, "list_stack_set_operations", set.clone()),
        ("cloudformation", HOME, "list_stack_instances", set),
    ];
    for region in REGIONS {
        let instance = json!({ "StackSetName": SET, "StackInstanceAccount": ACCOUNT, "StackInstanceRegion": region });
        asks.push(("cloudformation", HOME, "describe_stack_instance", instance));
        asks.push(("cloudformation", region, "describe_stacks", stack.clone()));
        asks.push(("cloudformation", region, "get_template", stack.clone()));
    }
    let answers: Vec<Value> = cloud.behind.ask(&asks).into_iter().map(|answer| answer.expect("it is there")).collect();
    let text = |value: &Value| value.as_str().expect("it is text").to_string();

    let root = template(cloud, "TapStack");
    let read = |body: &Value| body.as_str().map_or_else(|| body.clone(), |text| serde_json::from_str(text).expect("it is JSON"));
    assert_eq!(answers[2]["Summaries"].as_array().map(Vec::len), Some(REGIONS.len()), "{}", answers[2]);
    assert!(read(&answers[0]["StackSet"]["TemplateBody"]) == root, "the stack set has another template");
    let (mut overrides, mut stacks) = (BTreeMap::new(), BTreeMap::new());
    for (region, answers) in REGIONS.into_iter().zip(answers[3..].chunks(3)) {
        assert!(read(&answers[2]["TemplateBody"]) == root, "the stack in {region} has another template");
        overrides.insert(region, parameters(&answers[0]["StackInstance"]["ParameterOverrides"]));
        stacks.insert(region, parameters(&answers[1]["Stacks"][0]["Parameters"]));
    }
    let operations = answers[1]["Summaries"].as_array().expect("it is a list").iter();
    let mut operations: Vec<[String; 3]> =
        operations.map(|one| ["OperationId", "Action", "Status"].map(|member| text(&one[member]))).collect();
    operations.sort();
    let set = &answers[0]["StackSet"];
    Seen { parameters: parameters(&set["Parameters"]), tags: map(&set["Tags"], ""), operations, overrides, stacks }
}

/// A template of the cloud's folder.
fn template(cloud: &Cloud, name: &str) -> Value {
    let path = cloud.templates().join(format!("{name}.json"));
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
