//! What CloudFormation checks before an operation begins.

use super::cloud::Cloud;
use super::identity;
use super::operation::Deployment;
use crate::document::{Document, TemplateSet};
use crate::evaluate::World;

/// Quotas of a template.
pub(super) fn limits(document: &Document) -> Vec<String> {
    let counts = [
        (document.resources.len(), 500, "resources"),
        (document.parameters.len(), 200, "parameters"),
        (document.outputs.len(), 200, "outputs"),
        (document.mappings.len(), 200, "mappings"),
        (document.source.text().len(), 1 << 20, "bytes"),
    ];
    let over = counts.iter().filter(|(count, most, _)| count > most);
    over.map(|(count, most, what)| format!("`{}` has {count} {what}, CloudFormation takes {most}", document.name())).collect()
}

/// What has to be acknowledged, and is not.
pub(super) fn capabilities(set: &TemplateSet, root: &Document, given: &[String]) -> Option<String> {
    let mut wanted: Option<&str> = None;
    let mut open = vec![root];
    while let Some(document) = open.pop() {
        for (id, resource) in &document.resources {
            let is_named = ["RoleName", "UserName", "GroupName", "ManagedPolicyName", "InstanceProfileName"]
                .iter()
                .any(|name| resource.json.get(name).is_some());
            if resource.kind.starts_with("AWS::IAM::") {
                wanted = Some(if is_named { "CAPABILITY_NAMED_IAM" } else { wanted.unwrap_or("CAPABILITY_IAM") });
            }
            if resource.is_nested_stack() {
                open.extend(set.child(document, id));
            }
        }
        if !document.transforms.is_empty() && !given.iter().any(|given| given == "CAPABILITY_AUTO_EXPAND") {
            return Some(format!("`{}` has a transform: it requires CAPABILITY_AUTO_EXPAND", document.name()));
        }
    }
    let wanted = wanted?;
    let is_given = given.iter().any(|given| given == wanted || given == "CAPABILITY_NAMED_IAM");
    (!is_given).then(|| format!("`{}` has resources of IAM: it requires {wanted}", root.name()))
}

/// What is wrong with the rollback triggers.
pub(super) fn triggers(cloud: &Cloud<'_>, deployment: &Deployment<'_>) -> Vec<String> {
    let mut problems = Vec::new();
    if deployment.triggers.len() > 5 {
        problems.push(format!("{} rollback triggers, CloudFormation takes 5", deployment.triggers.len()));
    }
    if deployment.monitoring > 180 * 60 {
        problems.push(format!("monitoring for {} s, CloudFormation takes 3 hours", deployment.monitoring));
    }
    for trigger in &deployment.triggers {
        let exists = cloud.resources.values().any(|physical| {
            let is_alarm = matches!(physical.kind.as_str(), "AWS::CloudWatch::Alarm" | "AWS::CloudWatch::CompositeAlarm");
            let arn = || identity::attribute(physical, "Arn", &cloud.pseudo(physical.owner.0));
            is_alarm && physical.region == deployment.region && arn() == trigger.as_str()
        });
        if !exists {
            problems.push(format!("there is no alarm `{trigger}` in {}: a rollback trigger has to exist", deployment.region));
        }
    }
    problems
}

/// The world before there is a stack.
pub(super) struct Outside<'c, 't> {
    pub(super) cloud: &'c Cloud<'t>,
    pub(super) region: &'c str,
}

impl World for Outside<'_, '_> {
    fn ssm(&self, name: &str) -> Option<String> {
        self.cloud.ssm(self.region, name)
    }
}
