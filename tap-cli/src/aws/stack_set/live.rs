//! What a stack set is, at AWS.

use super::Target;
use crate::aws::failure::Failure;
use crate::aws::session::Clients;
use aws_sdk_cloudformation::types::{Parameter, StackInstance, StackSetStatus};
use futures_util::stream::{self, StreamExt, TryStreamExt};
use std::collections::BTreeMap;

/// So many instances are asked for at once: CloudFormation allows few calls a second.
const AT_ONCE: usize = 4;

/// A stack set as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LiveSet {
    /// Its name and something unique.
    pub id: String,
    /// Its name.
    pub name: String,
    /// `ACTIVE`.
    pub status: String,
    /// What it says about itself.
    pub description: Option<String>,
    /// The text of the template of its stacks.
    pub template: String,
    /// The parameters of its stacks.
    pub parameters: BTreeMap<String, String>,
    /// Tags.
    pub tags: BTreeMap<String, String>,
    /// The role that CloudFormation takes in the account of the set.
    pub administration_role_arn: Option<String>,
    /// The role that it takes where the stacks are.
    pub execution_role_name: Option<String>,
    /// Its stacks, by account and region.
    pub instances: Vec<Instance>,
}

/// A stack of a stack set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Instance {
    /// Its account.
    pub account: String,
    /// Its region.
    pub region: String,
    /// The id of the stack; none before there is one.
    pub stack_id: Option<String>,
    /// `CURRENT`, `OUTDATED` or `INOPERABLE`.
    pub status: String,
    /// What became of it in the last operation, such as `SUCCEEDED` or `FAILED`.
    pub detailed_status: String,
    /// Why it is so, if AWS says so.
    pub reason: Option<String>,
    /// `IN_SYNC`, `DRIFTED` or `NOT_CHECKED`, if AWS says so.
    pub drift: Option<String>,
    /// Values of parameters that are others than the set's.
    pub overrides: BTreeMap<String, String>,
}

impl Instance {
    /// Its account and region.
    pub fn target(&self) -> Target {
        (self.account.clone(), self.region.clone())
    }
}

/// An operation on a stack set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Operation {
    pub id: String,
    /// `CREATE`, `UPDATE`, `DELETE` or `DETECT_DRIFT`.
    pub action: String,
    /// `RUNNING`, `QUEUED`, `STOPPING`, or how it ended.
    pub status: String,
}

impl Operation {
    pub fn is_under_way(&self) -> bool {
        is_under_way(&self.status)
    }
}

pub(super) fn is_under_way(status: &str) -> bool {
    matches!(status, "RUNNING" | "QUEUED" | "STOPPING")
}

/// The stack set of that name, with its instances; none if there is none.
///
/// # Errors
///
/// A call that fails.
pub async fn find(home: &Clients, name: &str) -> Result<Option<LiveSet>, Failure> {
    let answer = home.cloudformation.describe_stack_set().stack_set_name(name).send().await;
    let set = match answer.map_err(|error| Failure::of(&format!("read the stack set {name}"), &error)) {
        Ok(answer) => answer.stack_set,
        Err(failure) if is_no_set(&failure) => None,
        Err(failure) => return Err(failure),
    };
    let Some(set) = set.filter(|set| set.status() != Some(&StackSetStatus::Deleted)) else { return Ok(None) };
    let tags = set.tags().iter().map(|tag| (owned(tag.key()), owned(tag.value())));
    Ok(Some(LiveSet {
        id: owned(set.stack_set_id()),
        name: name.to_string(),
        status: owned(set.status().map(|status| status.as_str())),
        description: set.description().map(str::to_string),
        template: owned(set.template_body()),
        parameters: values(set.parameters()),
        tags: tags.collect(),
        administration_role_arn: set.administration_role_arn().map(str::to_string),
        execution_role_name: set.execution_role_name().map(str::to_string),
        instances: instances(home, name).await?,
    }))
}

/// The instances of a stack set, with the values that only the single ones tell.
async fn instances(home: &Clients, name: &str) -> Result<Vec<Instance>, Failure> {
    let mut targets: Vec<Target> = targets(home, name).await?;
    targets.sort();
    let each = targets.iter().map(|target| instance(home, name, target));
    stream::iter(each).buffered(AT_ONCE).filter_map(async |found| found.transpose()).try_collect().await
}

/// Accounts and regions of a stack set.
pub(super) async fn targets(home: &Clients, name: &str) -> Result<Vec<Target>, Failure> {
    let mut targets = Vec::new();
    let mut pages = home.cloudformation.list_stack_instances().stack_set_name(name).into_paginator().send();
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| Failure::of(&format!("list the stacks of the stack set {name}"), &error))?;
        targets.extend(page.summaries().iter().map(|summary| (owned(summary.account()), owned(summary.region()))));
    }
    Ok(targets)
}

/// The stack of a stack set in an account and region; none if there is none.
pub(super) async fn instance(home: &Clients, name: &str, (account, region): &Target) -> Result<Option<Instance>, Failure> {
    let call = home.cloudformation.describe_stack_instance().stack_set_name(name);
    let answer = call.stack_instance_account(account).stack_instance_region(region).send().await;
    match answer.map_err(|error| Failure::of(&format!("read the stack of the stack set {name} in {region}"), &error)) {
        Ok(answer) => Ok(answer.stack_instance().map(of)),
        Err(failure) if failure.is("StackInstanceNotFoundException") || is_no_set(&failure) => Ok(None),
        Err(failure) => Err(failure),
    }
}

fn of(instance: &StackInstance) -> Instance {
    let detailed = instance.stack_instance_status().and_then(|status| status.detailed_status());
    Instance {
        account: owned(instance.account()),
        region: owned(instance.region()),
        stack_id: instance.stack_id().filter(|id| !id.is_empty()).map(str::to_string),
        status: owned(instance.status().map(|status| status.as_str())),
        detailed_status: owned(detailed.map(|status| status.as_str())),
        reason: instance.status_reason().map(str::to_string),
        drift: instance.drift_status().map(|status| status.as_str().to_string()),
        overrides: values(instance.parameter_overrides()),
    }
}

/// The operations on a stack set of the last 90 days, the newest first.
pub(super) async fn operations(home: &Clients, name: &str) -> Result<Vec<Operation>, Failure> {
    let mut operations = Vec::new();
    let mut pages = home.cloudformation.list_stack_set_operations().stack_set_name(name).into_paginator().send();
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| Failure::of(&format!("list the operations on the stack set {name}"), &error));
        let page = match page {
            Err(failure) if is_no_set(&failure) => return Ok(Vec::new()),
            page => page?,
        };
        operations.extend(page.summaries().iter().map(|summary| Operation {
            id: owned(summary.operation_id()),
            action: owned(summary.action().map(|action| action.as_str())),
            status: owned(summary.status().map(|status| status.as_str())),
        }));
    }
    Ok(operations)
}

/// Whether an operation on a stack set is under way.
///
/// # Errors
///
/// A call that fails.
pub async fn is_busy(home: &Clients, name: &str) -> Result<bool, Failure> {
    Ok(operations(home, name).await?.iter().any(Operation::is_under_way))
}

pub(super) fn is_no_set(failure: &Failure) -> bool {
    // A server that does not know the question has no stack sets.
    failure.is("StackSetNotFoundException") || failure.is("InvalidAction")
}

fn values(parameters: &[Parameter]) -> BTreeMap<String, String> {
    parameters.iter().map(|parameter| (owned(parameter.parameter_key()), owned(parameter.parameter_value()))).collect()
}

fn owned(text: Option<&str>) -> String {
    text.unwrap_or_default().to_string()
}
