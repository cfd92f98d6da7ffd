//! What a server was asked to do and has done.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use tap_tests::proxy::Call;

/// How often each thing was done.
pub type Done = BTreeMap<String, usize>;

/// What was done in these runs, as the server accepted it and `docker` was asked; a request that was sent again after its answer was lost,
/// with the token that says so, is one. To delete what is gone changes nothing, so it counts once.
pub fn done(runs: &[Vec<Call>], home: &Path) -> Done {
    let mut done = Done::new();
    let mut tokens = BTreeSet::new();
    // Change sets have names of their own, since the stack that they change was made at another time.
    let made = runs.iter().flatten().filter(|call| call.action == "CreateChangeSet");
    let stacks: BTreeMap<&str, &str> = made
        .filter_map(|call| Some((call.parameters["ChangeSetName"].as_str()?, call.parameters["StackName"].as_str()?)))
        .collect();
    for call in runs.iter().flatten().filter(|call| call.changes() && call.status == Some(200)) {
        let what = format!("{}:{} {} in {}", call.service, call.action, about(call, &stacks), call.region);
        let token = ["ClientToken", "ClientRequestToken"].iter().find_map(|name| call.parameters[name].as_str());
        let is_known = token.is_some_and(|token| !tokens.insert((what.clone(), token.to_string())));
        let count = done.entry(what).or_default();
        *count = if call.action.starts_with("Delete") || call.action.starts_with("BatchDelete") {
            1
        } else {
            *count + usize::from(!is_known)
        };
    }
    let log = std::fs::read_to_string(home.join("docker.log")).unwrap_or_default();
    for line in log.lines().filter(|line| line.starts_with("push ") || line.starts_with("buildx ")) {
        *done.entry(format!("docker {line}")).or_default() += 1;
    }
    done
}

/// What a call is about: a stack set and which of its regions, a stack, also if it names a change set, an object, a repository, a parameter.
fn about(call: &Call, stacks: &BTreeMap<&str, &str>) -> String {
    let text = |name: &str| call.parameters[name].as_str();
    if let Some(set) = text("StackSetName") {
        return format!("{set} {}", call.parameters["Regions"]);
    }
    let stack = || text("StackName").map(bare);
    let changed = || text("ChangeSetName").map(|id| stacks.get(bare(id)).copied().unwrap_or(id));
    let named = stack().or_else(changed).or_else(|| text("repositoryName")).or_else(|| text("Name"));
    match (named, text("Bucket"), text("Key")) {
        (Some(name), ..) => name.to_string(),
        (None, Some(bucket), Some(key)) => format!("{bucket}/{key}"),
        _ => call.parameters.to_string(),
    }
}

/// The name in an ARN of a stack or a change set.
fn bare(name: &str) -> &str {
    if name.starts_with("arn:") { name.split('/').nth(1).unwrap_or(name) } else { name }
}

/// Where what was done is not what is done without faults, a line each.
pub fn differences(is: &Done, should: &Done) -> Vec<String> {
    let names: BTreeSet<&String> = is.keys().chain(should.keys()).collect();
    let count = |done: &Done, name: &String| done.get(name).copied().unwrap_or_default();
    let different = names.into_iter().filter(|name| count(is, name) != count(should, name));
    different.map(|name| format!("{name}: {} times, without faults {}", count(is, name), count(should, name))).collect()
}
