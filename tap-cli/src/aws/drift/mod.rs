//! How resources differ from what their templates say. CloudFormation's own detection looks at one stack and at none of its nested ones, so
//! it is asked for each.

pub mod mask;
#[cfg(test)]
mod tests;

use super::failure::Failure;
use super::progress::Progress;
use super::session::Clients;
use super::stack::{LiveResource, Pause, Tree};
use aws_sdk_cloudformation::types::{StackDriftDetectionStatus, StackResourceDrift, StackResourceDriftStatus};
use futures_util::stream::{self, StreamExt, TryStreamExt};
use mask::Secrets;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use tap_core::document::Document;
use tap_schema::STACK;

/// So many stacks of a region are looked at side by side; AWS throttles more.
const SIDE_BY_SIDE: usize = 4;
/// The statuses in which AWS detects drift.
const SETTLED: [&str; 4] = ["CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "UPDATE_ROLLBACK_FAILED"];
/// What AWS says of a resource that it has compared.
const COMPARED: [&str; 3] = ["IN_SYNC", "MODIFIED", "DELETED"];

/// A stack that is looked at.
#[derive(Clone, Debug)]
pub struct Place {
    /// The region.
    pub region: String,
    /// The name of the root stack.
    pub stack: String,
    /// Logical ids from the root down; empty for the root.
    pub path: Vec<String>,
}

/// What is known of a stack.
#[derive(Clone, Debug)]
pub struct StackDrift {
    pub place: Place,
    /// How many resources were compared.
    pub checked: usize,
    /// Those that differ.
    pub drifted: Vec<ResourceDrift>,
    /// Logical id and type of those that AWS does not compare.
    pub unchecked: Vec<(String, String)>,
    /// Why the stack, or a part of it, could not be looked at.
    pub problem: Option<String>,
}

/// A resource that is not as its template says.
#[derive(Clone, Debug)]
pub struct ResourceDrift {
    pub logical_id: String,
    pub physical_id: String,
    pub kind: String,
    /// Whether it is gone.
    pub is_deleted: bool,
    pub differences: Vec<Difference>,
}

/// A property that differs.
#[derive(Clone, Debug)]
pub struct Difference {
    /// Its place, such as `/Tags/0/Value`.
    pub path: String,
    /// AWS's word for it: `ADD`, `REMOVE` or `NOT_EQUAL`.
    pub kind: String,
    /// What the template says; hidden if it is secret.
    pub expected: String,
    /// What is there; hidden if it is secret.
    pub actual: String,
}

/// Looks at a root stack and all that is nested in it.
///
/// # Errors
///
/// AWS does not answer, or does not permit it. A stack that cannot be looked at in the state that it is in is no error, but its problem.
pub async fn detect(clients: &Clients, tree: &Tree, progress: &Progress) -> Result<Vec<StackDrift>, Failure> {
    let mut stacks = Vec::new();
    collect(tree, &mut Vec::new(), &BTreeSet::new(), &mut stacks);
    let root = &tree.live.name;
    let looked_at = stream::iter(stacks).map(|(path, tree, secrets)| {
        let place = Place { region: clients.region.clone(), stack: root.clone(), path };
        look(clients, tree, place, secrets, progress)
    });
    looked_at.buffered(SIDE_BY_SIDE).try_collect().await
}

/// A stack, the logical ids that lead to it, and what is secret in it.
type Found<'t> = (Vec<String>, &'t Tree, Secrets);

fn collect<'t>(tree: &'t Tree, path: &mut Vec<String>, handed: &BTreeSet<String>, found: &mut Vec<Found<'t>>) {
    let document = Document::read(&tree.live.name, &tree.template).ok();
    found.push((path.clone(), tree, Secrets::of(document.as_ref(), handed)));
    for (id, child) in &tree.children {
        let handed = document.as_ref().map(|document| mask::handed(document, handed, id)).unwrap_or_default();
        path.push(id.clone());
        collect(child, path, &handed, found);
        path.pop();
    }
}

async fn look(
    clients: &Clients,
    tree: &Tree,
    place: Place,
    secrets: Secrets,
    progress: &Progress,
) -> Result<StackDrift, Failure> {
    let status = &tree.live.status;
    if !SETTLED.contains(&status.as_str()) {
        let problem = Some(format!("AWS does not look at a stack that is {status}"));
        let unchecked = unchecked(&tree.resources, &BTreeSet::new());
        return Ok(StackDrift { place, checked: 0, drifted: Vec::new(), unchecked, problem });
    }
    let problem = run(clients, &tree.live.id, &place, progress).await?;
    let found = resources(clients, &tree.live.id, &place).await?;
    let status = |drift: &StackResourceDrift| drift.stack_resource_drift_status().map(|status| status.as_str().to_string());
    let compared = |drift: &&StackResourceDrift| status(drift).is_some_and(|status| COMPARED.contains(&status.as_str()));
    let checked: BTreeSet<&str> = found.iter().filter(compared).filter_map(StackResourceDrift::logical_resource_id).collect();
    let unchecked = unchecked(&tree.resources, &checked);
    let drifted = found.iter().filter_map(|drift| differs(drift, &secrets)).collect();
    Ok(StackDrift { place, checked: checked.len(), drifted, unchecked, problem })
}

/// Nested stacks are looked at by themselves.
fn unchecked(resources: &[LiveResource], checked: &BTreeSet<&str>) -> Vec<(String, String)> {
    let is_there = |resource: &&LiveResource| !resource.logical_id.is_empty() && resource.status != "DELETE_COMPLETE";
    let left = resources.iter().filter(is_there).filter(|resource| resource.kind != STACK);
    let left = left.filter(|resource| !checked.contains(resource.logical_id.as_str()));
    left.map(|resource| (resource.logical_id.clone(), resource.kind.clone())).collect::<BTreeMap<_, _>>().into_iter().collect()
}

/// Runs a detection to its end; gives what AWS could not look at.
async fn run(clients: &Clients, id: &str, place: &Place, progress: &Progress) -> Result<Option<String>, Failure> {
    let of = || format!("{} in {}", name(place), place.region);
    let mut pause = Pause::default();
    let detection = loop {
        let asked = clients.cloudformation.detect_stack_drift().stack_name(id).send().await;
        match asked.map_err(|error| Failure::of(&format!("detect drift of the stack {}", of()), &error)) {
            Ok(asked) => break asked.stack_drift_detection_id().unwrap_or_default().to_string(),
            // Somebody else's detection; its results are as good, but only its end is known to be one's own.
            Err(failure) if failure.is("ValidationError") && failure.said.contains("already in progress") => {
                pause.wait(false, progress).await
            }
            Err(failure) => return Err(failure),
        }
    };
    let mut pause = Pause::default();
    loop {
        let state =
            clients.cloudformation.describe_stack_drift_detection_status().stack_drift_detection_id(&detection).send().await;
        let state =
            state.map_err(|error| Failure::of(&format!("follow the detection of drift of the stack {}", of()), &error))?;
        let reason = || state.detection_status_reason().unwrap_or("AWS gives no reason").to_string();
        match state.detection_status() {
            Some(StackDriftDetectionStatus::DetectionComplete) => return Ok(None),
            Some(StackDriftDetectionStatus::DetectionFailed) => return Ok(Some(reason())),
            _ => pause.wait(false, progress).await,
        }
    }
}

async fn resources(clients: &Clients, id: &str, place: &Place) -> Result<Vec<StackResourceDrift>, Failure> {
    let mut found = Vec::new();
    let mut token = None;
    loop {
        let page = clients.cloudformation.describe_stack_resource_drifts().stack_name(id).set_next_token(token).send().await;
        let doing = || format!("read the drift of the stack {} in {}", name(place), place.region);
        let page = page.map_err(|error| Failure::of(&doing(), &error))?;
        found.extend_from_slice(page.stack_resource_drifts());
        token = page.next_token().map(str::to_string);
        if token.is_none() {
            return Ok(found);
        }
    }
}

fn differs(drift: &StackResourceDrift, secrets: &Secrets) -> Option<ResourceDrift> {
    let is_deleted = match drift.stack_resource_drift_status()? {
        StackResourceDriftStatus::Deleted => true,
        StackResourceDriftStatus::Modified => false,
        _ => return None,
    };
    let id = drift.logical_resource_id().unwrap_or_default();
    let parsed = |text: Option<&str>| text.and_then(|text| serde_json::from_str(text).ok()).unwrap_or(Value::Null);
    let (expected, actual) = (parsed(drift.expected_properties()), parsed(drift.actual_properties()));
    let differences = drift.property_differences().iter().map(|difference| {
        let path = difference.property_path().unwrap_or_default();
        // An entry may be named on one side only.
        let (of_template, of_resource) = (secrets.shown(id, path, "", &expected), secrets.shown(id, path, "", &actual));
        let is_hidden = of_template == mask::HIDDEN || of_resource == mask::HIDDEN;
        let shown = |value: Option<&str>, around: &Value| match value {
            _ if is_hidden => mask::HIDDEN.to_string(),
            value => secrets.shown(id, path, value.unwrap_or_default(), around),
        };
        Difference {
            path: path.to_string(),
            kind: difference.difference_type().map(|kind| kind.as_str().to_string()).unwrap_or_default(),
            expected: shown(difference.expected_value(), &expected),
            actual: shown(difference.actual_value(), &actual),
        }
    });
    Some(ResourceDrift {
        logical_id: id.to_string(),
        physical_id: drift.physical_resource_id().unwrap_or_default().to_string(),
        kind: drift.resource_type().unwrap_or_default().to_string(),
        is_deleted,
        differences: differences.collect(),
    })
}

/// The name of a stack for people: `tap-dev/Database`.
pub fn name(place: &Place) -> String {
    [std::slice::from_ref(&place.stack), &place.path].concat().join("/")
}
