//! Stack sets: an instance in each region.

use super::deployment::Deployment;
use super::operation::Simulation;
use super::status::Status;
use crate::document::{Document, TemplateSet};
use serde_json::Value;

impl<'t> Simulation<'t> {
    /// Brings every instance up to date, makes those that are missing and deletes those that are no longer wanted: how long that
    /// takes, and what fails.
    pub(super) fn deploy_stack_set(
        &mut self,
        set: &'t TemplateSet,
        document: &'t Document,
        id: &str,
        properties: &Value,
    ) -> (u64, Option<String>) {
        let Some(template) = set.child(document, id) else {
            return (0, Some("there is no template at the address of the stack set".to_string()));
        };
        let name = instance_name(properties);
        let wanted = regions(properties);
        let here = |simulation: &Self| -> Vec<String> {
            let stacks = simulation.cloud.stacks.values();
            stacks.filter(|stack| stack.parent.is_none() && stack.name == name).map(|stack| stack.region.clone()).collect()
        };
        let gone: Vec<String> = here(self).into_iter().filter(|region| !wanted.contains(region)).collect();
        self.in_regions(properties, gone.iter().chain(&wanted), |simulation, region| {
            if gone.iter().any(|gone| gone == region) {
                return simulation.delete_instance(region, &name);
            }
            let mut deployment = Deployment::new(region, &name, set, template.name());
            for parameter in properties.get("Parameters").and_then(Value::as_array).into_iter().flatten() {
                if let (Some(name), Some(value)) = (parameter["ParameterKey"].as_str(), parameter.get("ParameterValue")) {
                    deployment.parameters.set_value(name, value);
                }
            }
            simulation.deploy_instance(&deployment)
        })
    }

    /// Deletes every instance.
    pub(super) fn delete_stack_set(&mut self, properties: &Value) -> (u64, Option<String>) {
        let name = instance_name(properties);
        let stacks = self.cloud.stacks.values().filter(|stack| stack.parent.is_none() && stack.name == name);
        let regions: Vec<String> = stacks.map(|stack| stack.region.clone()).collect();
        self.in_regions(properties, regions.iter(), |simulation, region| simulation.delete_instance(region, &name))
    }

    /// Does the same in several regions: at the same time if the operation preferences say `PARALLEL`, else one after the other up to the
    /// first that fails.
    fn in_regions<'r>(
        &mut self,
        properties: &Value,
        regions: impl Iterator<Item = &'r String>,
        mut each: impl FnMut(&mut Self, &str) -> Option<String>,
    ) -> (u64, Option<String>) {
        let preferences = properties.get("OperationPreferences");
        let concurrency = preferences.and_then(|preferences| preferences.get("RegionConcurrencyType"));
        let is_parallel = concurrency.and_then(Value::as_str) == Some("PARALLEL");
        let (started, during) = (self.cloud.clock, self.faults.during);
        let mut slowest = started;
        let mut failure: Option<String> = None;
        for region in regions {
            if is_parallel {
                self.cloud.clock = started;
            } else if failure.is_some() {
                break;
            }
            let failed = each(self, region).map(|reason| format!("{region}: {reason}"));
            failure = failure.or(failed);
            slowest = slowest.max(self.cloud.clock);
        }
        self.cloud.clock = started;
        self.faults.during = during;
        (slowest - started, failure)
    }

    fn deploy_instance(&mut self, deployment: &Deployment<'t>) -> Option<String> {
        let (region, name) = (&deployment.region, &deployment.stack);
        if matches!(
            self.cloud.status(region, name),
            Some(Status::RollbackComplete | Status::RollbackFailed | Status::DeleteFailed)
        ) {
            let failure = self.delete_instance(region, name);
            if failure.is_some() {
                return failure;
            }
        }
        if self.cloud.status(region, name) == Some(Status::UpdateRollbackFailed)
            && let Ok(outcome) = self.continue_rollback(region, name)
            && outcome.reason.is_some()
        {
            return outcome.reason;
        }
        let outcome = if self.cloud.find(region, name).is_some() { self.update(deployment) } else { self.create(deployment) };
        match outcome {
            Ok(outcome) => outcome.reason,
            // An instance that is up to date is left alone.
            Err(refused) if refused.0.iter().any(|reason| reason == "no updates are to be performed") => None,
            Err(refused) => Some(refused.to_string()),
        }
    }

    fn delete_instance(&mut self, region: &str, name: &str) -> Option<String> {
        match self.delete(region, name) {
            Ok(outcome) => outcome.reason,
            Err(refused) => Some(refused.to_string()),
        }
    }
}

fn instance_name(properties: &Value) -> String {
    format!("StackSet-{}", properties.get("StackSetName").and_then(Value::as_str).unwrap_or_default())
}

/// Regions of all groups of instances.
fn regions(properties: &Value) -> Vec<String> {
    let groups = properties.get("StackInstancesGroup").and_then(Value::as_array).into_iter().flatten();
    let regions = groups.flat_map(|group| group["Regions"].as_array().into_iter().flatten());
    let mut regions: Vec<String> = regions.filter_map(|region| region.as_str().map(str::to_string)).collect();
    regions.sort();
    regions.dedup();
    regions
}
