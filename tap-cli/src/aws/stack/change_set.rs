//! Change sets: asked for, waited for, read.

use super::live::{Live, said};
use super::pause::Pause;
use super::request::Request;
use crate::aws::failure::Failure;
use crate::aws::progress::Progress;
use crate::aws::session::Clients;
use aws_sdk_cloudformation::operation::describe_change_set::DescribeChangeSetOutput;
use aws_sdk_cloudformation::types::{ChangeAction, ChangeSetStatus, ExecutionStatus, PolicyAction, Replacement, ResourceChange};
use tap_core::diff::{self, Diff};

/// What became of a request.
pub enum Made {
    /// The ARN of the change set.
    Ready(String),
    /// AWS finds no change.
    Nothing,
    /// It is executed already, as by a run that was interrupted.
    Executing,
}

/// Makes the change set, or takes up the one that an interrupted run has made; waits until it is ready.
pub async fn make(clients: &Clients, request: &Request, progress: &Progress) -> Result<Made, Failure> {
    if let Some(found) = describe(clients, &request.stack, &request.name).await? {
        match (found.status(), found.execution_status()) {
            (_, Some(ExecutionStatus::ExecuteInProgress)) => return Ok(Made::Executing),
            (Some(ChangeSetStatus::CreateComplete), Some(ExecutionStatus::Available))
            | (Some(ChangeSetStatus::CreateInProgress | ChangeSetStatus::CreatePending), _)
                if request.is_told() =>
            {
                return wait(clients, request, progress).await;
            }
            _ => {
                delete(clients, &request.stack, &request.name).await?;
                gone(clients, &request.stack, &request.name, progress).await?;
            }
        }
    }
    let doing = format!("ask what would change in {} in {}", request.stack, clients.region);
    if let Err(error) = request.filled(&clients.cloudformation).send().await {
        let failure = Failure::of(&doing, &error);
        // The answer to an earlier attempt was lost.
        if !failure.is("AlreadyExistsException") {
            return Err(failure);
        }
    }
    wait(clients, request, progress).await
}

async fn wait(clients: &Clients, request: &Request, progress: &Progress) -> Result<Made, Failure> {
    let mut pause = Pause::default();
    loop {
        let found = describe(clients, &request.stack, &request.name).await?;
        let found = found.ok_or_else(|| {
            Failure::from(format!(
                "the change set {} of {} in {} is gone: somebody else has deleted it, or deploys to the same stack\n\
                 help: the same command can be run again",
                request.name, request.stack, clients.region
            ))
        })?;
        match found.status() {
            Some(ChangeSetStatus::CreateComplete) => {
                return Ok(Made::Ready(found.change_set_id.unwrap_or_else(|| request.name.clone())));
            }
            Some(ChangeSetStatus::CreateInProgress | ChangeSetStatus::CreatePending) => pause.wait(false, progress).await,
            _ => {
                let reason = reason(clients, said(found.status_reason()).unwrap_or_default()).await;
                delete(clients, &request.stack, &request.name).await?;
                if is_nothing(&reason) {
                    return Ok(Made::Nothing);
                }
                return Err(format!(
                    "AWS refuses to change {} in {}: {}",
                    request.stack,
                    clients.region,
                    reason.trim_end_matches('.')
                )
                .into());
            }
        }
    }
}

/// Whether a change set failed since there is nothing to change.
pub(super) fn is_nothing(reason: &str) -> bool {
    reason.contains("didn't contain changes") || reason.contains("No updates are to be performed")
}

/// Why a change set failed: of the nested one that AWS points to, if it does.
async fn reason(clients: &Clients, reason: String) -> String {
    let mut reason = reason;
    // Each is nested in the one before; nobody nests so deep.
    for _ in 0..20 {
        let Some(arn) = nested_in(&reason) else { break };
        let Ok(Some(nested)) = describe(clients, "", arn).await else { break };
        let (Some(why), stack) = (said(nested.status_reason()), nested.stack_name().unwrap_or_default()) else { break };
        reason = format!("{stack}: {why}");
    }
    reason
}

/// The ARN of the nested change set that a reason names.
pub(super) fn nested_in(reason: &str) -> Option<&str> {
    let words = reason.split(|character: char| character.is_whitespace() || matches!(character, ',' | ';' | '[' | ']'));
    words.map(|word| word.trim_end_matches([':', '.'])).find(|word| word.starts_with("arn:") && word.contains(":changeSet/"))
}

/// A change set, by name and stack or by its ARN; the changes of its first page are with it.
async fn describe(clients: &Clients, stack: &str, name: &str) -> Result<Option<DescribeChangeSetOutput>, Failure> {
    page(clients, stack, name, None).await
}

async fn page(
    clients: &Clients,
    stack: &str,
    name: &str,
    token: Option<String>,
) -> Result<Option<DescribeChangeSetOutput>, Failure> {
    let request = clients.cloudformation.describe_change_set().change_set_name(name).set_next_token(token);
    let request = if name.starts_with("arn:") { request } else { request.stack_name(stack) };
    match request.send().await {
        Ok(found) => Ok(Some(found)),
        Err(error) => {
            let failure = Failure::of(&format!("look up the change set {name} in {}", clients.region), &error);
            let is_none = failure.is("ChangeSetNotFound") || failure.is("ChangeSetNotFoundException") || failure.is_no_stack();
            if is_none { Ok(None) } else { Err(failure) }
        }
    }
}

/// Whether a change set is being executed, or has been; one that is gone may have been, or AWS has deleted it when another was.
pub async fn is_executed(clients: &Clients, id: &str) -> Result<bool, Failure> {
    let found = describe(clients, "", id).await?;
    Ok(found.is_some_and(|found| {
        matches!(
            found.execution_status(),
            Some(ExecutionStatus::ExecuteInProgress | ExecutionStatus::ExecuteComplete | ExecutionStatus::ExecuteFailed)
        )
    }))
}

/// Deletes a change set; gone is done.
pub async fn delete(clients: &Clients, stack: &str, name: &str) -> Result<(), Failure> {
    let request = clients.cloudformation.delete_change_set().change_set_name(name);
    let request = if name.starts_with("arn:") { request } else { request.stack_name(stack) };
    if let Err(error) = request.send().await {
        let failure = Failure::of(&format!("delete the change set {name} of {stack} in {}", clients.region), &error);
        if !failure.is("ChangeSetNotFound") && !failure.is_no_stack() {
            return Err(failure);
        }
    }
    Ok(())
}

/// Waits until a change set is gone: with nested stacks, AWS takes its time.
pub async fn gone(clients: &Clients, stack: &str, name: &str, progress: &Progress) -> Result<(), Failure> {
    let mut pause = Pause::default();
    while let Some(found) = describe(clients, stack, name).await? {
        match found.status() {
            Some(ChangeSetStatus::DeleteComplete) => break,
            Some(ChangeSetStatus::DeleteFailed) => {
                let reason = said(found.status_reason()).unwrap_or_else(|| "AWS says no reason".to_string());
                return Err(format!("the change set {name} of {stack} in {} cannot be deleted: {reason}", clients.region).into());
            }
            _ => pause.wait(false, progress).await,
        }
    }
    Ok(())
}

/// Deletes all change sets of a stack, with the nested stacks that are there for nothing but a review.
pub async fn clear(clients: &Clients, live: &Live, progress: &Progress) -> Result<(), Failure> {
    let mut pages = clients.cloudformation.list_change_sets().stack_name(&live.id).into_paginator().send();
    let mut ids = Vec::new();
    while let Some(page) = pages.next().await {
        let page =
            page.map_err(|error| Failure::of(&format!("list the change sets of {} in {}", live.name, live.region), &error))?;
        ids.extend(page.summaries().iter().filter_map(|summary| said(summary.change_set_id())));
    }
    for id in &ids {
        delete(clients, &live.name, id).await?;
    }
    for id in &ids {
        gone(clients, &live.name, id, progress).await?;
    }
    Ok(())
}

/// A change that AWS foresees: logical ids from the root down, and what is done.
pub struct Foreseen {
    pub path: Vec<String>,
    pub change: ResourceChange,
}

/// All changes of a change set and of those nested in it.
pub async fn changes(clients: &Clients, id: &str) -> Result<Vec<Foreseen>, Failure> {
    let mut all = Vec::new();
    let mut open = vec![(Vec::new(), id.to_string())];
    while let Some((path, id)) = open.pop() {
        let mut token = None;
        loop {
            let Some(found) = page(clients, "", &id, token).await? else { break };
            for change in found.changes.unwrap_or_default().into_iter().filter_map(|change| change.resource_change) {
                let mut path: Vec<String> = path.clone();
                path.extend(said(change.logical_resource_id()));
                open.extend(said(change.change_set_id()).map(|nested| (path.clone(), nested)));
                all.push(Foreseen { path, change });
            }
            token = found.next_token.filter(|token| !token.is_empty());
            if token.is_none() {
                break;
            }
        }
    }
    all.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(all)
}

/// What AWS would delete or replace though the difference does not say so.
pub fn beyond(diff: &Diff, root: &str, foreseen: &[Foreseen]) -> Vec<String> {
    let is_said = |path: &[String], is_removal: bool| {
        let Some((id, stacks)) = path.split_last() else { return true };
        let stack = std::iter::once(root).chain(stacks.iter().map(String::as_str)).collect::<Vec<_>>().join("/");
        diff.resources().any(|change| {
            let is_it = change.path == stack && change.logical_id == *id;
            let goes = change.action == diff::Action::Remove || change.presence.1 != diff::Presence::Present;
            is_it && if is_removal { goes } else { goes || change.replacement != diff::Replacement::Never }
        })
    };
    let note = |one: &Foreseen| {
        let change = &one.change;
        let kind = change.resource_type().unwrap_or_default();
        if kind == tap_schema::STACK && change.change_set_id().is_some() {
            return None;
        }
        let what = match (change.action(), change.replacement()) {
            (Some(ChangeAction::Remove), _) if !is_said(&one.path, true) => "delete",
            (Some(ChangeAction::Modify), Some(Replacement::True)) if !is_said(&one.path, false) => "replace",
            _ => return None,
        };
        let kept = match change.policy_action() {
            Some(PolicyAction::Retain | PolicyAction::ReplaceAndRetain) => "; a policy keeps what is there",
            Some(PolicyAction::Snapshot | PolicyAction::ReplaceAndSnapshot) => "; a policy keeps a snapshot",
            _ => "",
        };
        Some(format!("AWS says that it would {what} {} ({kind}){kept}", super::first_failure::place(root, &one.path)))
    };
    foreseen.iter().filter_map(note).collect()
}
