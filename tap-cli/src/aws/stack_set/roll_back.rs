//! Stops what is under way with a stack set, and repairs its stacks.

use super::calls::{Call, Targets};
use super::delete;
use super::follow::{follow, settle, union, verdict};
use super::live::{find, operations};
use super::operation::begin;
use crate::aws::failure::Failure;
use crate::aws::progress::Progress;
use crate::aws::setting::Setting;
use crate::aws::stack::{self, State};

/// Stops the operations that run, and waits for the stacks that they have begun with; then does in each region what its stack needs to be
/// as it was before, but for resources that are to be skipped, as [`stack::roll_back`] takes them. Returns what was done.
///
/// # Errors
///
/// A call that fails; no stack set of that name; a stack that cannot be rolled back.
pub async fn roll_back(setting: &Setting, name: &str, skip: &[String], progress: &Progress) -> Result<String, Failure> {
    let region = setting.home()?;
    let home = setting.session.clients(&region);
    let mut done = Vec::new();
    for operation in operations(&home, name).await?.into_iter().filter(|operation| operation.is_under_way()) {
        let id = &operation.id;
        if operation.status != "STOPPING" {
            progress.say(&region, format!("stop the operation {id} on the stack set {name}"));
            let answer = home.cloudformation.stop_stack_set_operation().stack_set_name(name).operation_id(id).send().await;
            match answer.map_err(|error| Failure::of(&format!("stop the operation {id} on the stack set {name}"), &error)) {
                // It has ended by now.
                Err(failure) if !failure.is("InvalidOperationException") && !failure.is("OperationNotFoundException") => {
                    return Err(failure);
                }
                _ => {}
            }
        }
        done.push(format!("the operation {id} was stopped"));
    }
    settle(setting, name, None, progress).await?;
    let live = find(&home, name)
        .await?
        .ok_or_else(|| Failure::from(format!("there is no stack set {name}\nhelp: `tap status` shows what there is")))?;
    let (mut dead, mut failures) = (Vec::new(), Vec::new());
    for instance in live.instances.iter().filter(|instance| instance.account == setting.session.account) {
        let Some(id) = &instance.stack_id else { continue };
        let clients = setting.session.clients(&instance.region);
        let stack = stack::find(&clients, id).await?;
        let place = &instance.region;
        match stack::state(stack.as_ref()) {
            State::Absent | State::Settled => {}
            State::CreationFailed | State::Reviewed => {
                dead.push(instance.target());
            }
            State::DeletionFailed => done.push(format!("{place}: the stack could not be deleted; `tap destroy` goes on with it")),
            _ => match stack::roll_back(&clients, id, skip, progress).await {
                Ok(what) => done.push(format!("{place}: {what}")),
                Err(failure) => failures.push(format!("{place}: {failure}")),
            },
        }
    }
    // The stack set deletes what was never made completely: were only the stack gone, its instance would stand for nothing.
    for targets in Targets::of(dead) {
        let regions: Vec<&str> = targets.regions.iter().map(String::as_str).collect();
        let regions = regions.join(", ");
        progress.say(&region, format!("delete the stacks of {name} in {regions}, whose creation had failed"));
        let call = Call::DeleteInstances(targets.clone());
        let send = async |id: &str| delete::instances(&home, name, &targets, false, None, id).await;
        let operation = begin(setting, &home, name, &call.operation("dead"), progress, send).await?;
        let (ends, why) = follow(setting, name, &[operation], &union([&targets].into_iter()), None, progress).await?;
        match verdict(name, &ends, &why) {
            Ok(()) => {
                done.push(format!("{regions}: deleted the stack, whose creation had failed; the next deployment makes it anew"))
            }
            Err(failure) => failures.push(failure.message),
        }
    }
    if !failures.is_empty() {
        return Err(failures.join("\n").into());
    }
    Ok(if done.is_empty() { format!("the stacks of {name} need no repair") } else { done.join("\n") })
}
