//! What CloudFormation checks before an operation begins.

use super::cloud::Cloud;
use super::deployment::Deployment;
use super::identity;
use crate::document::{Document, TemplateSet};
use crate::evaluate::{Given, Scope, World};

/// Quotas of a template.
///
/// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html>
pub(super) fn limits(document: &Document) -> Vec<String> {
    let text = document.source.text();
    let counts = [
        (document.resources.len(), 500, "resources"),
        (document.parameters.len(), 200, "parameters"),
        (document.outputs.len(), 200, "outputs"),
        (document.mappings.len(), 200, "mappings"),
        (text.matches("{{resolve:").count(), 60, "dynamic references"),
        (text.len(), 1 << 20, "bytes"),
    ];
    let over = counts.iter().filter(|(count, most, _)| count > most);
    let mut problems: Vec<String> = over
        .map(|(count, most, what)| format!("`{}` has {count} {what}, CloudFormation takes {most}", document.name()))
        .collect();
    for (name, rows) in document.mappings.iter().filter(|(_, rows)| rows.len() > 200) {
        problems.push(format!("mapping `{name}` of `{}` has {} rows, CloudFormation takes 200", document.name(), rows.len()));
    }
    problems
}

/// The most resources that one operation may have in nested stacks.
pub(super) fn size(set: &TemplateSet, root: &Document) -> Option<String> {
    let count: usize = nested(set, root).iter().map(|document| document.resources.len()).sum();
    let problem = || format!("`{}` and its nested stacks have {count} resources, CloudFormation takes 2500", root.name());
    (count > 2500).then(problem)
}

/// A template, and those of all stacks that are nested in it; not all of more than one operation may have.
fn nested<'s>(set: &'s TemplateSet, root: &'s Document) -> Vec<&'s Document> {
    let mut documents = vec![root];
    let mut at = 0;
    while at < documents.len() && documents.len() <= 2500 {
        let here = documents[at];
        let stacks = here.resources.iter().filter(|(_, resource)| resource.is_nested_stack());
        documents.extend(stacks.filter_map(|(id, _)| set.child(here, id)));
        at += 1;
    }
    documents
}

/// Values that are too long.
pub(super) fn values(given: &Given) -> Vec<String> {
    let long = given.iter().filter(|(_, value)| value.is_some_and(|value| value.len() > 4096));
    long.map(|(name, _)| format!("the value of parameter `{name}` has more than 4096 bytes")).collect()
}

/// Whether all parameters have the same values either way.
pub(super) fn is_same(document: &Document, old: &Given, new: &Given) -> bool {
    document.parameters.iter().all(|(name, parameter)| {
        let value = |given: &Given| given.get(name).cloned().unwrap_or_else(|| parameter.default.clone());
        value(old) == value(new)
    })
}

/// Parameters whose values SSM does not have.
pub(super) fn unknown(scope: &Scope<'_>) -> Vec<String> {
    let document = scope.document();
    let missing = scope.parameters().filter(|(name, value)| value.is_none() && document.parameters[*name].is_ssm());
    missing.map(|(name, _)| format!("SSM has no such parameter as `{name}` of `{}` names", document.name())).collect()
}

/// Resources that would become something else under the same logical id.
pub(super) fn retyped(cloud: &Cloud<'_>, stack: u32, document: &Document) -> Option<String> {
    let now = &cloud.stacks[&stack].now;
    let is_other = |id: &&str| match (now.document.resources.get(*id), document.resources.get(*id)) {
        (Some(old), Some(new)) => old.kind != new.kind,
        _ => false,
    };
    let others: Vec<&str> = now.members.keys().copied().filter(is_other).collect();
    let help = "help: give it another logical id";
    (!others.is_empty()).then(|| format!("update of resource type is not permitted: {}\n{help}", others.join(", ")))
}

/// Resources that may widen permissions.
///
/// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html>
const PERMISSIONS: &[&str] = &[
    "AWS::IAM::AccessKey",
    "AWS::IAM::Group",
    "AWS::IAM::InstanceProfile",
    "AWS::IAM::ManagedPolicy",
    "AWS::IAM::Policy",
    "AWS::IAM::Role",
    "AWS::IAM::User",
    "AWS::IAM::UserToGroupAddition",
];

/// What has to be acknowledged, and is not.
pub(super) fn capabilities(set: &TemplateSet, root: &Document, given: &[String]) -> Option<String> {
    let is_given = |wanted: &str| given.iter().any(|given| given == wanted);
    let documents = nested(set, root);
    if let Some(document) =
        documents.iter().find(|document| !document.transforms.is_empty() && !is_given("CAPABILITY_AUTO_EXPAND"))
    {
        return Some(format!("`{}` has a transform: it requires CAPABILITY_AUTO_EXPAND", document.name()));
    }
    let resources = documents.iter().flat_map(|document| document.resources.iter().map(move |found| (document, found)));
    let guarded: Vec<_> = resources.filter(|(_, (_, resource))| PERMISSIONS.contains(&resource.kind.as_str())).collect();
    let is_named = guarded.iter().any(|(document, (id, _))| {
        let names = ["RoleName", "UserName", "GroupName", "ManagedPolicyName", "InstanceProfileName"];
        document.properties(id).is_some_and(|properties| names.iter().any(|name| properties.get(name).is_some()))
    });
    let wanted = if is_named { "CAPABILITY_NAMED_IAM" } else { "CAPABILITY_IAM" };
    let is_missing = !guarded.is_empty() && !is_given(wanted) && !is_given("CAPABILITY_NAMED_IAM");
    is_missing.then(|| format!("`{}` has resources of IAM: it requires {wanted}", root.name()))
}

/// What is wrong with the rollback triggers before anything is looked up.
pub(super) fn triggers(deployment: &Deployment<'_>) -> Vec<String> {
    let mut problems = Vec::new();
    if deployment.triggers.len() > 5 {
        problems.push(format!("{} rollback triggers, CloudFormation takes 5", deployment.triggers.len()));
    }
    if deployment.monitoring > 180 * 60 {
        problems.push(format!("monitoring for {} s, CloudFormation takes 3 hours", deployment.monitoring));
    }
    problems
}

/// A rollback trigger that does not exist: it fails the operation.
pub(super) fn missing_trigger(cloud: &Cloud<'_>, deployment: &Deployment<'_>) -> Option<String> {
    let exists = |trigger: &&String| {
        cloud.resources.values().any(|physical| {
            let is_alarm = matches!(physical.kind.as_str(), "AWS::CloudWatch::Alarm" | "AWS::CloudWatch::CompositeAlarm");
            let arn = || identity::attribute(physical, "Arn", &cloud.pseudo(physical.owner.0));
            is_alarm && physical.region == deployment.region && arn() == trigger.as_str()
        })
    };
    let missing = deployment.triggers.iter().find(|trigger| !exists(trigger))?;
    Some(format!("there is no alarm `{missing}` in {}: a rollback trigger has to exist", deployment.region))
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
