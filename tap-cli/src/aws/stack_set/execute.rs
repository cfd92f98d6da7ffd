//! Makes a stack set as it shall be.

use super::calls::{Call, Targets};
use super::desired::Desired;
use super::follow::{follow, union, verdict};
use super::operation::begin;
use super::prepare::Prepared;
use crate::aws::failure::Failure;
use crate::aws::progress::Progress;
use crate::aws::session::Clients;
use crate::aws::setting::Setting;
use aws_sdk_cloudformation::types::{Capability, ManagedExecution, Parameter, PermissionModels, Tag};
use std::collections::BTreeMap;

/// Does what [`prepare`](super::prepare()) found to be needed, and follows it to its end. The deployment's id tells its operations from
/// those of others: the same again finds the ones that run.
///
/// # Errors
///
/// A call that fails; an operation that does: with the region, the first resource that failed, and why.
pub async fn execute(setting: &Setting, prepared: &Prepared, id: &str, progress: &Progress) -> Result<(), Failure> {
    let desired = &prepared.desired;
    let region = setting.home()?;
    let home = setting.session.clients(&region);
    for step in &prepared.steps {
        let mut operations = Vec::new();
        for call in step {
            progress.say(&region, sentence(&desired.name, call));
            match call {
                Call::CreateSet => create_set(&home, desired).await?,
                call => {
                    let base = call.operation(id);
                    let send = async |id: &str| operate(&home, desired, call, id).await;
                    operations.push(begin(setting, &home, &desired.name, &base, progress, send).await?);
                }
            }
        }
        let targets = union(step.iter().filter_map(Call::targets));
        let (ends, failures) = follow(setting, &desired.name, &operations, &targets, prepared.plan.clone(), progress).await?;
        verdict(&desired.name, &ends, &failures)?;
    }
    Ok(())
}

fn sentence(name: &str, call: &Call) -> String {
    let places = |targets: &Targets| {
        let regions: Vec<&str> = targets.regions.iter().map(String::as_str).collect();
        if regions.is_empty() { "no region".to_string() } else { regions.join(", ") }
    };
    match call {
        Call::CreateSet => format!("create the stack set {name}"),
        Call::UpdateSet(targets) => format!("update the stack set {name}, and its stacks in {}", places(targets)),
        Call::CreateInstances(targets, _) => format!("create the stacks of {name} in {}", places(targets)),
        Call::UpdateInstances(targets, _) => format!("update the stacks of {name} in {}", places(targets)),
        Call::DeleteInstances(targets) => format!("delete the stacks of {name} in {}", places(targets)),
    }
}

async fn create_set(home: &Clients, desired: &Desired) -> Result<(), Failure> {
    // The SDK gives each call a token of its own, so that its repetitions make one set; a command that runs again looks for the name.
    let call = home.cloudformation.create_stack_set().stack_set_name(&desired.name).template_url(&desired.url);
    let call = call
        .set_description(desired.description.clone())
        .set_parameters(Some(parameters(&desired.parameters)))
        .set_capabilities(Some(capabilities(desired)))
        .set_tags(Some(tags(desired)))
        .set_administration_role_arn(desired.administration_role_arn.clone())
        .set_execution_role_name(desired.execution_role_name.clone())
        .permission_model(PermissionModels::SelfManaged)
        .managed_execution(managed(desired));
    let answer = call.send().await;
    answer.map(|_| ()).map_err(|error| Failure::of(&format!("create the stack set {}", desired.name), &error))
}

/// Begins an operation; returns its id as AWS says it.
async fn operate(home: &Clients, desired: &Desired, call: &Call, id: &str) -> Result<Option<String>, Failure> {
    let name = &desired.name;
    let list = |values: &std::collections::BTreeSet<String>| {
        Some(values.iter().cloned().collect::<Vec<_>>()).filter(|list| !list.is_empty())
    };
    let cloudformation = &home.cloudformation;
    match call {
        Call::CreateSet => Ok(None),
        Call::UpdateSet(targets) => {
            let call = cloudformation.update_stack_set().stack_set_name(name).template_url(&desired.url).operation_id(id);
            let call = call
                .description(desired.description.as_deref().unwrap_or_default())
                .set_parameters(Some(parameters(&desired.parameters)))
                .set_capabilities(Some(capabilities(desired)))
                .set_tags(Some(tags(desired)))
                .set_administration_role_arn(desired.administration_role_arn.clone())
                .set_execution_role_name(desired.execution_role_name.clone())
                .permission_model(PermissionModels::SelfManaged)
                .managed_execution(managed(desired))
                .set_operation_preferences(desired.preferences.over(&targets.regions))
                .set_accounts(list(&targets.accounts))
                .set_regions(list(&targets.regions));
            let answer = call.send().await.map_err(|error| Failure::of(&format!("update the stack set {name}"), &error))?;
            Ok(answer.operation_id)
        }
        Call::CreateInstances(targets, overrides) => {
            let call = cloudformation.create_stack_instances().stack_set_name(name).operation_id(id);
            let call = call
                .set_accounts(list(&targets.accounts))
                .set_regions(list(&targets.regions))
                .set_parameter_overrides((!overrides.is_empty()).then(|| parameters(overrides)))
                .set_operation_preferences(desired.preferences.over(&targets.regions));
            let answer =
                call.send().await.map_err(|error| Failure::of(&format!("create the stacks of the stack set {name}"), &error))?;
            Ok(answer.operation_id)
        }
        Call::UpdateInstances(targets, overrides) => {
            let call = cloudformation.update_stack_instances().stack_set_name(name).operation_id(id);
            let call = call
                .set_accounts(list(&targets.accounts))
                .set_regions(list(&targets.regions))
                .set_parameter_overrides(overrides.as_ref().map(parameters))
                .set_operation_preferences(desired.preferences.over(&targets.regions));
            let answer =
                call.send().await.map_err(|error| Failure::of(&format!("update the stacks of the stack set {name}"), &error))?;
            Ok(answer.operation_id)
        }
        Call::DeleteInstances(targets) => {
            super::delete::instances(home, name, targets, false, desired.preferences.over(&targets.regions), id).await
        }
    }
}

fn parameters(values: &BTreeMap<String, String>) -> Vec<Parameter> {
    let parameter = |(name, value): (&String, &String)| Parameter::builder().parameter_key(name).parameter_value(value).build();
    values.iter().map(parameter).collect()
}

fn tags(desired: &Desired) -> Vec<Tag> {
    desired.tags.iter().map(|(key, value)| Tag::builder().key(key).value(value).build()).collect()
}

fn capabilities(desired: &Desired) -> Vec<Capability> {
    desired.capabilities.iter().map(|capability| Capability::from(capability.as_str())).collect()
}

fn managed(desired: &Desired) -> ManagedExecution {
    ManagedExecution::builder().active(desired.managed_execution).build()
}
