//! Deleting a stack.

use super::change_set;
use super::events::{Happening, Since, newest};
use super::first_failure::{told, undeleted};
use super::follow::{Operation, course, follow};
use super::live::{Live, find};
use super::state::State;
use crate::aws::failure::Failure;
use crate::aws::progress::Progress;
use crate::aws::session::Clients;

/// Deletes a stack with all that is nested in it, and follows AWS to the end; already gone is done. A nested stack goes with its root.
///
/// # Errors
///
/// What cannot be deleted, why, and what to do. AWS does not answer, or does not permit it.
pub async fn delete(clients: &Clients, live: &Live, progress: &Progress) -> Result<(), Failure> {
    let id = live.root_id.as_ref().unwrap_or(&live.id);
    let Some(mut live) = find(clients, id).await? else { return Ok(()) };
    if State::of(&live.status) == State::Working && live.status != "DELETE_IN_PROGRESS" {
        progress.say(&live.region, format!("{} is {}: waiting for its end", live.name, live.status));
        live = follow(clients, &live.id, None, progress).await?;
    }
    let since = match live.status.as_str() {
        "DELETE_COMPLETE" => return Ok(()),
        // An earlier run has begun it.
        "DELETE_IN_PROGRESS" => Since::Operation,
        _ => {
            if State::of(&live.status) == State::Reviewed {
                // Else the nested stacks that a change set has made for its review would stay.
                change_set::clear(clients, &live, progress).await?;
            }
            let last = newest(clients, &live.id).await?;
            let request = clients.cloudformation.delete_stack().stack_name(&live.id);
            let sent = request.client_request_token(super::token("delete")).send().await;
            sent.map_err(|error| Failure::of(&format!("delete the stack {} in {}", live.name, live.region), &error))?;
            Since::Event(last)
        }
    };
    let operation = Operation { clients, before: Some(&live), id: &live.id, since, plan: None, good: &["DELETE_COMPLETE"] };
    let course = course(operation, progress).await?;
    if course.live.status == "DELETE_COMPLETE" { Ok(()) } else { Err(left(&course.live, &course.happened)) }
}

/// What stands in the way.
fn left(live: &Live, happened: &[Happening]) -> Failure {
    let standing = undeleted(happened);
    let mut text = format!("{} in {} is not deleted: it is {}", live.name, live.region, live.status);
    if standing.is_empty() {
        text.push_str(&live.reason.as_ref().map_or(String::new(), |reason| format!(": {}", reason.trim_end_matches('.'))));
    }
    for one in &standing {
        text.push_str(&format!("\n  {}", told(&live.name, one)));
    }
    let mut helps: Vec<&str> = standing.iter().map(|one| help(&one.kind)).collect();
    helps.sort_unstable();
    helps.dedup();
    if helps.is_empty() {
        helps.push("remove what the reason names");
    }
    text.push_str(&format!("\nhelp: {}; then run the same command again", helps.join("; ")));
    text.into()
}

fn help(kind: &str) -> &'static str {
    match kind {
        "AWS::S3::Bucket" => "empty the bucket, all versions of its objects, too, as `destroy` does",
        "AWS::ECR::Repository" => "delete the images of the repository, as `destroy` does",
        "AWS::EC2::SecurityGroup" | "AWS::EC2::Subnet" | "AWS::EC2::VPC" => {
            "wait until AWS has removed the network interfaces of functions, which takes up to an hour, or remove those that others made"
        }
        "AWS::RDS::DBCluster" | "AWS::RDS::DBInstance" => "take deletion protection off the database",
        _ => "remove what the reason names",
    }
}
