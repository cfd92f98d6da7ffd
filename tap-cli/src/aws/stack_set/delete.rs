//! Deletes a stack set with its stacks.

use super::calls::{Call, Targets};
use super::follow::{follow, settle, union, verdict};
use super::live::{Instance, find, is_no_set};
use super::operation::begin;
use crate::aws::failure::Failure;
use crate::aws::progress::Progress;
use crate::aws::session::Clients;
use crate::aws::setting::Setting;
use crate::aws::stack;
use aws_sdk_cloudformation::types::{RegionConcurrencyType, StackSetOperationPreferences};

/// Deletes the stacks of all regions side by side, then the set; what is already gone is done.
///
/// # Errors
///
/// A call that fails; a stack that cannot be deleted: with the region, the first resource that failed, and why.
pub async fn delete(setting: &Setting, name: &str, progress: &Progress) -> Result<(), Failure> {
    let region = setting.home()?;
    let home = setting.session.clients(&region);
    settle(setting, name, None, progress).await?;
    let Some(live) = find(&home, name).await? else { return Ok(()) };

    // What AWS could not delete once, it leaves out of later operations: the stack is deleted by itself, then the instance without it.
    let (lost, others): (Vec<&Instance>, Vec<&Instance>) =
        live.instances.iter().partition(|instance| instance.status == "INOPERABLE");
    for instance in &lost {
        let Some(id) = &instance.stack_id else { continue };
        if instance.account != setting.session.account {
            return Err(format!(
                "the stack of {name} in {} of the account {} could not be deleted\nhelp: delete it with that account's credentials, then run this again",
                instance.region, instance.account
            )
            .into());
        }
        let clients = setting.session.clients(&instance.region);
        if let Some(live) = stack::find(&clients, id).await? {
            stack::delete(&clients, &live, progress).await?;
        }
    }
    let of = |instances: &[&Instance], retain: bool| {
        let calls = Targets::of(instances.iter().map(|instance| instance.target())).into_iter();
        calls.map(|targets| (Call::DeleteInstances(targets), retain)).collect::<Vec<_>>()
    };
    let calls: Vec<(Call, bool)> = of(&others, false).into_iter().chain(of(&lost, true)).collect();
    let mut operations = Vec::new();
    for (call, retain) in &calls {
        let Call::DeleteInstances(targets) = call else { continue };
        let regions: Vec<&str> = targets.regions.iter().map(String::as_str).collect();
        progress.say(&region, format!("delete the stacks of {name} in {}", regions.join(", ")));
        let kind = if *retain { "forget" } else { "all" };
        let send = async |id: &str| instances(&home, name, targets, *retain, side_by_side(), id).await;
        operations.push(begin(setting, &home, name, &call.operation(kind), progress, send).await?);
    }
    let targets = union(calls.iter().filter_map(|(call, _)| call.targets()));
    let (ends, failures) = follow(setting, name, &operations, &targets, None, progress).await?;
    verdict(name, &ends, &failures)?;

    progress.say(&region, format!("delete the stack set {name}"));
    let answer = home.cloudformation.delete_stack_set().stack_set_name(name).send().await;
    match answer.map_err(|error| Failure::of(&format!("delete the stack set {name}"), &error)) {
        Err(failure) if !is_no_set(&failure) => Err(failure),
        _ => Ok(()),
    }
}

fn side_by_side() -> Option<StackSetOperationPreferences> {
    Some(StackSetOperationPreferences::builder().region_concurrency_type(RegionConcurrencyType::Parallel).build())
}

/// Begins to delete instances, with their stacks unless they are retained; returns the id of the operation as AWS says it.
pub(super) async fn instances(
    home: &Clients,
    name: &str,
    targets: &Targets,
    is_retained: bool,
    preferences: Option<StackSetOperationPreferences>,
    id: &str,
) -> Result<Option<String>, Failure> {
    let call = home.cloudformation.delete_stack_instances().stack_set_name(name).operation_id(id).retain_stacks(is_retained);
    let call = call
        .set_accounts(Some(targets.accounts.iter().cloned().collect()))
        .set_regions(Some(targets.regions.iter().cloned().collect()))
        .set_operation_preferences(preferences);
    let answer = call.send().await.map_err(|error| Failure::of(&format!("delete the stacks of the stack set {name}"), &error))?;
    Ok(answer.operation_id)
}
