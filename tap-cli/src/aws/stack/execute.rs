//! Doing what was prepared.

use super::change_set;
use super::delete::delete;
use super::events::{Since, is_marked, newest};
use super::first_failure::{consequence, reason};
use super::follow::{Operation, course};
use super::live::{Live, find};
use super::prepare::Prepared;
use super::state::{State, advice};
use crate::aws::failure::Failure;
use crate::aws::progress::Progress;
use crate::aws::session::Clients;

/// What AWS answers if a change set cannot be executed any more.
const STALE: &[&str] =
    &["InvalidChangeSetStatus", "InvalidChangeSetStatusException", "ChangeSetNotFound", "TokenAlreadyExistsException"];

/// Executes the change set, and follows AWS to the end; without a change set there is nothing to do.
///
/// # Errors
///
/// AWS does not do it: the first resource that failed, why, and what AWS has done then. AWS does not answer, or does not permit it.
pub async fn execute(clients: &Clients, prepared: &Prepared, progress: &Progress) -> Result<Live, Failure> {
    let name = &prepared.target.name;
    let absent =
        || Failure::from(format!("there is no stack {name} in {} any more: somebody else has deleted it", clients.region));
    let before = find(clients, name).await?.ok_or_else(absent)?;
    let Some(change_set) = &prepared.change_set else { return Ok(before) };
    let last = newest(clients, &before.id).await?;
    let token = super::token_of(change_set);
    let request = clients.cloudformation.execute_change_set().change_set_name(change_set);
    if let Err(error) = request.client_request_token(&token).disable_rollback(false).send().await {
        let mut failure = Failure::of(&format!("change {name} in {}", clients.region), &error);
        let is_stale = STALE.iter().any(|code| failure.is(code));
        // An earlier attempt whose answer was lost, or somebody else.
        let is_ours =
            is_stale && (change_set::is_executed(clients, change_set).await? || is_marked(clients, &before.id, &token).await?);
        if is_stale && !is_ours {
            failure
                .message
                .push_str("\nhelp: if somebody else changes the stack, wait for that; then run the same command again");
        }
        if !is_ours {
            return Err(failure);
        }
    }
    let operation = Operation {
        clients,
        before: Some(&before),
        id: &before.id,
        since: Since::Event(last),
        plan: prepared.plan.clone(),
        good: &["CREATE_COMPLETE", "UPDATE_COMPLETE"],
    };
    let course = course(operation, progress).await?;
    if matches!(course.live.status.as_str(), "CREATE_COMPLETE" | "UPDATE_COMPLETE") {
        return Ok(course.live);
    }
    let why = reason(name, &course.happened);
    let help = advice(State::of(&course.live.status)).map_or(String::new(), |help| format!("\nhelp: {help}"));
    Err(format!("{name} in {} was not deployed: {why}\n{}{help}", clients.region, consequence(&course.live, &course.happened))
        .into())
}

/// Leaves no trace of what was prepared and is not wanted: neither the change set, nor the stack that it would have made.
///
/// # Errors
///
/// AWS does not answer, or does not permit it.
pub async fn discard(clients: &Clients, prepared: &Prepared, progress: &Progress) -> Result<(), Failure> {
    let Some(change_set) = &prepared.change_set else { return Ok(()) };
    let name = &prepared.target.name;
    change_set::delete(clients, name, change_set).await?;
    change_set::gone(clients, name, change_set, progress).await?;
    match find(clients, name).await? {
        Some(live) if prepared.live.is_none() && State::of(&live.status) == State::Reviewed => {
            delete(clients, &live, progress).await
        }
        _ => Ok(()),
    }
}
