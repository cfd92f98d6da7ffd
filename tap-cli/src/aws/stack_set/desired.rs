//! What a stack set shall be: its resource in a template, evaluated.

use super::Target;
use crate::aws::description::StackStep;
use crate::aws::failure::Failure;
use crate::aws::setting::Setting;
use aws_sdk_cloudformation::types::{ConcurrencyMode, RegionConcurrencyType, StackSetOperationPreferences};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use tap_core::document::{Document, TemplateSet};
use tap_core::evaluate::{Given, Nothing, Pseudo, Scope};
use tap_schema::STACK_SET;

/// A stack set as it shall be.
#[derive(Clone, Debug, PartialEq)]
pub struct Desired {
    /// Its name.
    pub name: String,
    /// The name of the template of its stacks.
    pub template: String,
    /// Where that template lies.
    pub url: String,
    /// What it says about itself.
    pub description: Option<String>,
    /// The parameters of its stacks.
    pub parameters: BTreeMap<String, String>,
    /// Where its stacks are.
    pub groups: Vec<Group>,
    /// The role that CloudFormation takes in the account of the set; none is CloudFormation's own name of it.
    pub administration_role_arn: Option<String>,
    /// The role that it takes where the stacks are; none is CloudFormation's own name of it.
    pub execution_role_name: Option<String>,
    /// Whether operations that are not in each other's way run side by side, and others wait.
    pub managed_execution: bool,
    /// What CloudFormation is allowed to do.
    pub capabilities: Vec<String>,
    /// Tags of the set, and of all its stacks.
    pub tags: BTreeMap<String, String>,
    /// How operations go about it.
    pub preferences: Preferences,
}

/// Stacks with the same values of parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The accounts.
    pub accounts: Vec<String>,
    /// The regions, each in all of the accounts.
    pub regions: Vec<String>,
    /// Values of parameters that are others than the set's.
    pub overrides: BTreeMap<String, String>,
}

/// How operations go about it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct Preferences {
    /// `SEQUENTIAL` or `PARALLEL`.
    pub region_concurrency_type: Option<String>,
    /// The order of the regions.
    #[serde(default)]
    pub region_order: Vec<String>,
    /// So many stacks of a region may fail before the operation stops.
    #[serde(default, deserialize_with = "number")]
    pub failure_tolerance_count: Option<i32>,
    /// The same as a share of the accounts.
    #[serde(default, deserialize_with = "number")]
    pub failure_tolerance_percentage: Option<i32>,
    /// In so many accounts at once.
    #[serde(default, deserialize_with = "number")]
    pub max_concurrent_count: Option<i32>,
    /// The same as a share of the accounts.
    #[serde(default, deserialize_with = "number")]
    pub max_concurrent_percentage: Option<i32>,
    /// `STRICT_FAILURE_TOLERANCE` or `SOFT_FAILURE_TOLERANCE`.
    pub concurrency_mode: Option<String>,
}

impl Desired {
    /// The values of the parameters of the stack in a region.
    pub fn given_in(&self, region: &str) -> Given {
        let group = self.groups.iter().find(|group| group.regions.iter().any(|known| known == region));
        Given::from_iter(merged(&self.parameters, group.map(|group| &group.overrides)))
    }

    /// All regions, in the order of the groups.
    pub fn regions(&self) -> Vec<String> {
        let mut seen = BTreeSet::new();
        let all = self.groups.iter().flat_map(|group| &group.regions);
        all.filter(|region| seen.insert(region.as_str())).cloned().collect()
    }

    /// Where its stacks are, each with its group.
    pub fn targets(&self) -> BTreeMap<Target, &Group> {
        let of = |group: &Group, account: &String| {
            group.regions.iter().map(|region| (account.clone(), region.clone())).collect::<Vec<_>>()
        };
        let each = self.groups.iter().flat_map(|group| group.accounts.iter().map(move |account| (group, of(group, account))));
        each.flat_map(|(group, targets)| targets.into_iter().map(move |target| (target, group))).collect()
    }
}

/// Values with those that count more.
pub(super) fn merged(
    values: &BTreeMap<String, String>,
    overrides: Option<&BTreeMap<String, String>>,
) -> BTreeMap<String, String> {
    let mut all = values.clone();
    all.extend(overrides.into_iter().flatten().map(|(name, value)| (name.clone(), value.clone())));
    all
}

impl Preferences {
    /// As an operation over these regions takes them; none if there are none.
    pub(super) fn over(&self, regions: &BTreeSet<String>) -> Option<StackSetOperationPreferences> {
        if *self == Preferences::default() {
            return None;
        }
        let order: Vec<String> = self.region_order.iter().filter(|region| regions.contains(*region)).cloned().collect();
        let preferences = StackSetOperationPreferences::builder()
            .set_region_concurrency_type(self.region_concurrency_type.as_deref().map(RegionConcurrencyType::from))
            .set_region_order((!order.is_empty()).then_some(order))
            .set_failure_tolerance_count(self.failure_tolerance_count)
            .set_failure_tolerance_percentage(self.failure_tolerance_percentage)
            .set_max_concurrent_count(self.max_concurrent_count)
            .set_max_concurrent_percentage(self.max_concurrent_percentage)
            .set_concurrency_mode(self.concurrency_mode.as_deref().map(ConcurrencyMode::from));
        Some(preferences.build())
    }
}

/// The stack set that deploys a step: its resource in the template that `stackSet` names, with these values and those of the user, which
/// count more. Neither need all be for that template.
///
/// # Errors
///
/// A step without a stack set; a template without the resource; parameters that are not valid; a property that does not follow from
/// parameters alone, or that this client does not know.
pub fn desired(setting: &Setting, step: &StackStep, values: &Given) -> Result<Desired, Failure> {
    let template = step.stack_set.as_deref().ok_or_else(|| Failure::from(format!("`{}` has no stack set", step.stack)))?;
    let document = setting.document(template)?;
    let home = setting.home()?;
    let mut desired = Resource {
        set: &setting.set,
        document,
        stack: &step.stack,
        pseudo: setting.session.pseudo(&home, document.name()),
        values: values.iter().chain(setting.given.iter()),
    }
    .evaluate()?;
    let mut tags = setting.tags(&home)?;
    tags.append(&mut desired.tags);
    desired.tags = tags;
    for capability in &setting.description.capabilities {
        if !desired.capabilities.contains(capability) {
            desired.capabilities.push(capability.clone());
        }
    }
    Ok(desired)
}

/// Where the resource is, and what it is evaluated with.
pub(super) struct Resource<'s, I> {
    pub set: &'s TemplateSet,
    pub document: &'s Document,
    /// The template of the set's stacks.
    pub stack: &'s str,
    pub pseudo: Pseudo,
    pub values: I,
}

impl<'s, I: Iterator<Item = (&'s str, Option<&'s str>)>> Resource<'s, I> {
    pub(super) fn evaluate(self) -> Result<Desired, String> {
        let Resource { set, document, stack, pseudo, values } = self;
        let place = document.name();
        let mut given = Given::default();
        for (name, value) in values.filter(|(name, _)| document.parameters.contains_key(*name)) {
            match value {
                Some(value) => given.set(name, value),
                None => given.set_unknown(name),
            }
        }
        let scope = Scope::new(document, &given, pseudo, &Nothing).map_err(|problems| problems.join("\n"))?;
        let is_it = |id: &str| set.child(document, id).is_some_and(|child| child.name() == stack);
        let mut all = document.resources.iter().filter(|(id, resource)| resource.kind == STACK_SET && is_it(id));
        let (id, resource) = all.find(|(_, resource)| scope.exists(resource.condition.as_deref()) != Some(false)).ok_or_else(|| {
            format!("`{place}` has no {STACK_SET} whose TemplateURL names `{stack}`\nhelp: `stackSet` in deployment.json names the template that has it")
        })?;
        let properties = scope.value(&resource.properties, &Nothing).map_err(|problem| {
            format!("{place}: {id}: {problem}\nhelp: the client calls the API with these properties, so they have to follow from parameters alone")
        })?;
        let properties: Properties =
            serde_json::from_value(properties.unwrap_or_default()).map_err(|problem| format!("{place}: {id}: {problem}"))?;
        properties.desired(stack).map_err(|problem| format!("{place}: {id}: {problem}"))
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Properties {
    stack_set_name: String,
    permission_model: String,
    #[serde(rename = "TemplateURL")]
    template_url: String,
    description: Option<String>,
    #[serde(default)]
    parameters: Vec<Parameter>,
    #[serde(default)]
    stack_instances_group: Vec<InstancesGroup>,
    #[serde(rename = "AdministrationRoleARN")]
    administration_role_arn: Option<String>,
    execution_role_name: Option<String>,
    managed_execution: Option<ManagedExecution>,
    #[serde(default)]
    capabilities: Vec<String>,
    #[serde(default)]
    tags: Vec<Tag>,
    #[serde(default)]
    operation_preferences: Preferences,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Parameter {
    parameter_key: String,
    #[serde(deserialize_with = "text")]
    parameter_value: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Tag {
    key: String,
    #[serde(deserialize_with = "text")]
    value: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct ManagedExecution {
    #[serde(deserialize_with = "text")]
    active: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct InstancesGroup {
    deployment_targets: DeploymentTargets,
    regions: Vec<String>,
    #[serde(default)]
    parameter_overrides: Vec<Parameter>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct DeploymentTargets {
    accounts: Vec<String>,
}

impl Properties {
    fn desired(self, template: &str) -> Result<Desired, String> {
        if self.permission_model != "SELF_MANAGED" {
            return Err(format!(
                "PermissionModel is {}\nhelp: write SELF_MANAGED: the role of service-managed permissions cannot deploy nested stacks",
                self.permission_model
            ));
        }
        let pairs = |list: Vec<Parameter>| list.into_iter().map(|pair| (pair.parameter_key, pair.parameter_value)).collect();
        let groups = self.stack_instances_group.into_iter().map(|group| Group {
            accounts: group.deployment_targets.accounts,
            regions: group.regions,
            overrides: pairs(group.parameter_overrides),
        });
        let desired = Desired {
            name: self.stack_set_name,
            template: template.to_string(),
            url: self.template_url,
            description: self.description,
            parameters: pairs(self.parameters),
            groups: groups.collect(),
            administration_role_arn: self.administration_role_arn,
            execution_role_name: self.execution_role_name,
            managed_execution: self.managed_execution.is_some_and(|execution| execution.active == "true"),
            capabilities: self.capabilities,
            tags: self.tags.into_iter().map(|tag| (tag.key, tag.value)).collect(),
            preferences: self.operation_preferences,
        };
        let stacks: usize = desired.groups.iter().map(|group| group.accounts.len() * group.regions.len()).sum();
        if stacks == 0 {
            return Err("StackInstancesGroup names no account and region\nhelp: say where the stacks are".to_string());
        }
        if stacks != desired.targets().len() {
            return Err("StackInstancesGroup names an account and region twice".to_string());
        }
        Ok(desired)
    }
}

/// A text, or a number or truth that is written as one.
fn text<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    match Value::deserialize(from)? {
        Value::String(text) => Ok(text),
        // A parameter that is a list is one text with commas.
        Value::Array(items) => {
            let items = items.iter().map(|item| item.as_str().map_or_else(|| item.to_string(), str::to_string));
            Ok(items.collect::<Vec<_>>().join(","))
        }
        scalar @ (Value::Number(_) | Value::Bool(_)) => Ok(scalar.to_string()),
        _ => Err(serde::de::Error::custom("a text is wanted")),
    }
}

/// A number, or the text of one, as a parameter's value is.
fn number<'de, D: Deserializer<'de>>(from: D) -> Result<Option<i32>, D::Error> {
    let text = text(from)?;
    text.parse().map(Some).map_err(|_| serde::de::Error::custom(format!("`{text}` is no whole number")))
}
