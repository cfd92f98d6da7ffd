//! Repairing a stack.

use super::delete::delete;
use super::events::{Since, newest};
use super::first_failure::{consequence, reason};
use super::follow::{Operation, course, follow};
use super::live::{Live, find};
use super::state::{State, advice};
use super::tree::{Tree, tree};
use crate::aws::failure::Failure;
use crate::aws::progress::Progress;
use crate::aws::session::Clients;
use tap_schema::name::help;

/// The statuses in which going back ends well.
const BACK: &[&str] = &["UPDATE_ROLLBACK_COMPLETE", "ROLLBACK_COMPLETE"];

/// Brings a stack back into a state in which it can be deployed again, and says what was done. A nested stack is repaired with its root.
///
/// What is under way is followed to its end, an update on its way forward is stopped. A stack whose creation failed is deleted, as is one whose
/// deletion failed. `skip` names resources that going back leaves as they are, such as `Database.Writer`.
///
/// # Errors
///
/// AWS does not do it: the first resource that failed, why, and what to do; no resource of a name that is to be skipped. AWS does not answer, or
/// does not permit it.
pub async fn roll_back(clients: &Clients, name_or_id: &str, skip: &[String], progress: &Progress) -> Result<String, Failure> {
    let Some(mut live) = find(clients, name_or_id).await? else {
        return Ok(format!("there is no stack {} in {}: nothing to do", super::live::bare(name_or_id), clients.region));
    };
    if let Some(root) = &live.root_id {
        live = find(clients, root).await?.unwrap_or(live);
    }
    let place = format!("{} in {}", live.name, live.region);
    let mut stopped = None;
    while State::of(&live.status) == State::Working {
        let why = match live.status.as_str() {
            "UPDATE_IN_PROGRESS" if stopped.is_none() => {
                stopped = Some(stop(clients, &live).await?);
                "is being updated: going back"
            }
            "CREATE_IN_PROGRESS" => "is being created, which cannot be stopped but by deleting it: waiting for its end",
            "DELETE_IN_PROGRESS" => "is being deleted: waiting for its end",
            _ => "is at work: waiting for its end",
        };
        progress.say(&live.region, format!("{} {why}", live.name));
        live = follow(clients, &live.id, None, progress).await?;
    }
    match State::of(&live.status) {
        State::Absent => Ok(format!("{place} is deleted")),
        State::Reviewed => {
            delete(clients, &live, progress).await?;
            Ok(format!("deleted {place}, in which nothing existed"))
        }
        State::CreationFailed => {
            delete(clients, &live, progress).await?;
            Ok(format!("deleted {place}, whose creation had failed"))
        }
        State::DeletionFailed => {
            delete(clients, &live, progress).await?;
            Ok(format!("deleted {place}, whose deletion had failed before"))
        }
        State::RollbackFailed => {
            go_on(clients, &live, skip, progress).await?;
            Ok(format!(
                "rolled back the update of {place}, which had failed to go back: everything is as before{}",
                skipped(skip)
            ))
        }
        State::UpdateFailed => {
            go_back(clients, &live, progress).await?;
            Ok(format!("rolled back the update of {place}, which had failed: everything is as before"))
        }
        State::ImportFailed => {
            let help = advice(State::ImportFailed).unwrap_or_default();
            Err(format!("{place} is {}, which cannot be repaired from here\nhelp: {help}", live.status).into())
        }
        State::Working | State::Settled if stopped == Some(true) && live.status == "UPDATE_ROLLBACK_COMPLETE" => {
            Ok(format!("stopped the update of {place}: everything is as before"))
        }
        State::Working | State::Settled => Ok(format!("{place} is {}: nothing to roll back", live.status)),
    }
}

fn skipped(skip: &[String]) -> String {
    if skip.is_empty() { String::new() } else { format!(", but for {}", skip.join(", ")) }
}

/// Stops an update; whether it was not too late for that.
async fn stop(clients: &Clients, live: &Live) -> Result<bool, Failure> {
    let request = clients.cloudformation.cancel_update_stack().stack_name(&live.id);
    match request.client_request_token(super::token("cancel")).send().await {
        Ok(_) => Ok(true),
        Err(error) => {
            let failure = Failure::of(&format!("stop the update of {} in {}", live.name, live.region), &error);
            // The update is over, or goes back already.
            if failure.is("ValidationError") { Ok(false) } else { Err(failure) }
        }
    }
}

/// Goes on with a rollback that failed.
async fn go_on(clients: &Clients, live: &Live, skip: &[String], progress: &Progress) -> Result<(), Failure> {
    let skip = if skip.is_empty() { Vec::new() } else { to_skip(&tree(clients, live.clone()).await?, skip)? };
    let last = newest(clients, &live.id).await?;
    let mut request = clients.cloudformation.continue_update_rollback().stack_name(&live.id);
    if !skip.is_empty() {
        request = request.set_resources_to_skip(Some(skip));
    }
    let sent = request.client_request_token(super::token("continue")).send().await;
    sent.map_err(|error| Failure::of(&format!("go on with the rollback of {} in {}", live.name, live.region), &error))?;
    end(clients, live, last, progress).await
}

/// Goes back after an update that failed.
async fn go_back(clients: &Clients, live: &Live, progress: &Progress) -> Result<(), Failure> {
    let last = newest(clients, &live.id).await?;
    let request = clients.cloudformation.rollback_stack().stack_name(&live.id);
    let sent = request.client_request_token(super::token("rollback")).send().await;
    sent.map_err(|error| Failure::of(&format!("roll back the update of {} in {}", live.name, live.region), &error))?;
    end(clients, live, last, progress).await
}

async fn end(clients: &Clients, live: &Live, last: Option<String>, progress: &Progress) -> Result<(), Failure> {
    let operation = Operation { clients, before: Some(live), id: &live.id, since: Since::Event(last), plan: None, good: BACK };
    let course = course(operation, progress).await?;
    if BACK.contains(&course.live.status.as_str()) {
        return Ok(());
    }
    let why = reason(&live.name, &course.happened);
    let help = advice(State::of(&course.live.status)).map_or(String::new(), |help| format!("\nhelp: {help}"));
    Err(format!(
        "{} in {} was not rolled back: {why}\n{}{help}",
        live.name,
        live.region,
        consequence(&course.live, &course.happened)
    )
    .into())
}

/// Resources as AWS wants them named that are to be skipped: of a nested stack by its own name, not by its logical id.
pub(super) fn to_skip(tree: &Tree, skip: &[String]) -> Result<Vec<String>, Failure> {
    let one = |path: &String| {
        let ids: Vec<&str> = path.split(['.', '/']).filter(|id| !id.is_empty()).collect();
        let Some((id, stacks)) = ids.split_last() else { return Err(Failure::from("--skip takes a logical id".to_string())) };
        let mut at = tree;
        for stack in stacks {
            let Some(child) = at.children.get(*stack) else {
                let known = at.children.keys().map(String::as_str);
                return Err(format!("{} has no nested stack `{stack}`{}", at.live.name, help(stack, known)).into());
            };
            at = child;
        }
        if !at.resources.iter().any(|resource| resource.logical_id == *id) {
            let known = at.resources.iter().map(|resource| resource.logical_id.as_str());
            return Err(format!("{} has no resource `{id}`{}", at.live.name, help(id, known)).into());
        }
        Ok(if stacks.is_empty() { (*id).to_string() } else { format!("{}.{id}", at.live.name) })
    };
    skip.iter().map(one).collect()
}
