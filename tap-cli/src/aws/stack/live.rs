//! A stack as it is at AWS.

use crate::aws::failure::Failure;
use crate::aws::session::Clients;
use aws_sdk_cloudformation::types::Stack;
use std::collections::{BTreeMap, BTreeSet};

/// A stack as it is at AWS.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Live {
    /// Its ARN.
    pub id: String,
    pub name: String,
    pub region: String,
    /// AWS's status, such as `UPDATE_COMPLETE`.
    pub status: String,
    /// Why, if AWS says so.
    pub reason: Option<String>,
    /// What its parameters have; asterisks where a value is secret.
    pub parameters: BTreeMap<String, String>,
    pub tags: BTreeMap<String, String>,
    pub outputs: BTreeMap<String, String>,
    /// The exports among its outputs: names of outputs by name of export.
    pub exports: BTreeMap<String, String>,
    pub capabilities: BTreeSet<String>,
    /// The ARN of the stack around all, if this one is nested.
    pub root_id: Option<String>,
    /// Whether it is protected from deletion.
    pub is_protected: bool,
    /// What the last look for drift found, such as `IN_SYNC`.
    pub drift: Option<String>,
    /// When it was made and last updated, in seconds since 1970.
    pub created: f64,
    pub updated: Option<f64>,
}

/// The stack of this name or ARN; none if there is none. One that is deleted is found by its ARN only.
///
/// # Errors
///
/// AWS does not answer, or does not permit it.
pub async fn find(clients: &Clients, name: &str) -> Result<Option<Live>, Failure> {
    let found = clients.cloudformation.describe_stacks().stack_name(name).send().await;
    let stacks = match found {
        Ok(found) => found.stacks.unwrap_or_default(),
        Err(error) => {
            let failure = Failure::of(&format!("look up the stack {} in {}", bare(name), clients.region), &error);
            return if failure.is_no_stack() { Ok(None) } else { Err(failure) };
        }
    };
    let stack = stacks.first().map(|stack| live(stack, &clients.region));
    Ok(stack.filter(|stack| stack.status != "DELETE_COMPLETE" || name.starts_with("arn:")))
}

/// The name in an ARN of a stack; a name is one already.
pub(super) fn bare(name: &str) -> &str {
    if name.starts_with("arn:") { name.split('/').nth(1).unwrap_or(name) } else { name }
}

fn live(stack: &Stack, region: &str) -> Live {
    let pair = |key: Option<&str>, value: Option<&str>| Some((key?.to_string(), value.unwrap_or_default().to_string()));
    let outputs = stack.outputs();
    let id = stack.stack_id().unwrap_or_default().to_string();
    Live {
        name: stack.stack_name().unwrap_or_default().to_string(),
        region: region.to_string(),
        status: stack.stack_status().map(|status| status.as_str().to_string()).unwrap_or_default(),
        reason: said(stack.stack_status_reason()),
        parameters: stack.parameters().iter().filter_map(|one| pair(one.parameter_key(), one.parameter_value())).collect(),
        tags: stack.tags().iter().filter_map(|tag| pair(tag.key(), tag.value())).collect(),
        outputs: outputs.iter().filter_map(|output| pair(output.output_key(), output.output_value())).collect(),
        exports: outputs.iter().filter_map(|output| Some((output.export_name()?.into(), output.output_key()?.into()))).collect(),
        capabilities: stack.capabilities().iter().map(|capability| capability.as_str().to_string()).collect(),
        root_id: said(stack.root_id()).filter(|root| *root != id),
        is_protected: stack.enable_termination_protection().unwrap_or_default(),
        drift: stack.drift_information().and_then(|drift| drift.stack_drift_status()).map(|status| status.as_str().to_string()),
        created: stack.creation_time().map_or(0.0, |time| time.as_secs_f64()),
        updated: stack.last_updated_time().map(|time| time.as_secs_f64()),
        id,
    }
}

/// A text, if it says anything.
pub(super) fn said(text: Option<&str>) -> Option<String> {
    text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_string)
}
