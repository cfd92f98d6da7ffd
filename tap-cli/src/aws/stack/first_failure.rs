//! What failed first: all the rest follows from it.

use super::Live;
use super::events::{Happening, Since, Watch};
use super::state::{State, advice};
use crate::aws::failure::Failure;
use crate::aws::session::Clients;

/// What AWS says of what it stopped because something else had failed.
const CANCELLED: &[&str] =
    &["creation cancelled", "update cancelled", "deletion cancelled", "creation canceled", "update canceled"];

/// The first failure in time: no stack that fails because of what is in it, and nothing that was only stopped.
pub fn first(happened: &[Happening]) -> Option<&Happening> {
    let is_failure = |one: &&Happening| {
        let reason = one.reason.as_deref().unwrap_or_default().to_lowercase();
        one.status.ends_with("_FAILED") && !one.path.is_empty() && !CANCELLED.iter().any(|said| reason.contains(said))
    };
    let failures: Vec<&Happening> = happened.iter().filter(is_failure).collect();
    let is_parent = |one: &Happening| {
        failures.iter().any(|other| other.path.len() > one.path.len() && other.path.starts_with(&one.path) && other.at <= one.at)
    };
    let own = failures.iter().filter(|one| !is_parent(one));
    own.min_by(|one, other| one.at.total_cmp(&other.at)).copied()
}

/// All that could not be deleted, but for stacks around.
pub fn undeleted(happened: &[Happening]) -> Vec<&Happening> {
    let failures = happened.iter().filter(|one| one.status == "DELETE_FAILED" && !one.path.is_empty());
    let failures: Vec<&Happening> = failures.collect();
    let is_last = |number: usize, one: &Happening| failures[number + 1..].iter().all(|later| later.path != one.path);
    let is_parent =
        |one: &Happening| failures.iter().any(|other| other.path.len() > one.path.len() && other.path.starts_with(&one.path));
    let own = failures.iter().enumerate().filter(|(number, one)| is_last(*number, one) && !is_parent(one));
    own.map(|(_, one)| *one).collect()
}

/// A failure for people: `tap-dev/Database.Writer (AWS::RDS::DBInstance): REASON`.
pub fn told(stack: &str, one: &Happening) -> String {
    let reason = one.reason.as_deref().unwrap_or("AWS says no reason").trim_end_matches('.');
    format!("{} ({}) is {}: {reason}", place(stack, &one.path), one.kind, one.status)
}

/// The place of a resource: stacks by slashes, the resource after a full stop.
pub fn place(stack: &str, path: &[String]) -> String {
    match path.split_last() {
        None => stack.to_string(),
        Some((id, [])) => format!("{stack}.{id}"),
        Some((id, stacks)) => format!("{stack}/{}.{id}", stacks.join("/")),
    }
}

/// Why an operation failed: the first failure, or what AWS says of the whole, as when an alarm or a person stopped it.
pub fn reason(stack: &str, happened: &[Happening]) -> String {
    if let Some(first) = first(happened) {
        return told(stack, first);
    }
    let is_back = |one: &&Happening| one.path.is_empty() && (one.status.contains("ROLLBACK") || one.status.ends_with("FAILED"));
    let back = happened.iter().filter(is_back).find_map(|one| Some((one.status.as_str(), one.reason.as_deref()?)));
    match back {
        Some((status, reason)) => format!("{stack} is {status}: {}", reason.trim_end_matches('.')),
        None => format!("AWS says no reason; the events of {stack} may"),
    }
}

/// What AWS has done after a failure.
pub fn consequence(live: &Live, happened: &[Happening]) -> String {
    let name = &live.name;
    match live.status.as_str() {
        "UPDATE_ROLLBACK_COMPLETE" => "AWS has rolled back: everything is as before".to_string(),
        "ROLLBACK_COMPLETE" => "AWS has rolled back: nothing is left but the name of the stack".to_string(),
        "DELETE_COMPLETE" => format!("AWS has deleted {name}"),
        "UPDATE_ROLLBACK_FAILED" | "ROLLBACK_FAILED" => match second(happened) {
            Some(second) => format!("AWS could not go back either: {}", told(name, second)),
            None => format!("AWS could not go back: {name} is {}", live.status),
        },
        status => format!("{name} is {status}"),
    }
}

/// The first failure on the way back.
fn second(happened: &[Happening]) -> Option<&Happening> {
    let is_turn = |one: &Happening| one.path.is_empty() && one.status.ends_with("ROLLBACK_IN_PROGRESS");
    // Going back by itself, not after something, begins with it.
    let turn = happened.iter().position(is_turn).filter(|turn| *turn > 0)?;
    first(&happened[turn..])
}

/// Why a stack cannot be updated, and what to do; `Ok` if it can be.
pub async fn refuse(clients: &Clients, live: &Live) -> Result<(), Failure> {
    let Some(help) = advice(State::of(&live.status)) else { return Ok(()) };
    let happened = Watch::new(clients, &live.id, Since::Operation).poll().await?;
    let why = reason(&live.name, &happened);
    let then = second(&happened).map_or(String::new(), |second| format!("\non the way back {}", told(&live.name, second)));
    Err(format!("{} in {} is {} and cannot be updated: {why}{then}\nhelp: {help}", live.name, live.region, live.status).into())
}

/// What failed first in the last operation, for people; none if nothing did.
pub async fn last_failure(clients: &Clients, live: &Live) -> Result<Option<String>, Failure> {
    let happened = Watch::new(clients, &live.id, Since::Operation).poll().await?;
    Ok(first(&happened).map(|one| told(&live.name, one)))
}
