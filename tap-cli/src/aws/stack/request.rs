//! What a change set is asked for.

use super::Live;
use crate::aws::artifacts;
use crate::aws::failure::Failure;
use crate::aws::fingerprint::Fingerprint;
use crate::aws::setting::{Setting, Target};
use aws_sdk_cloudformation::Client;
use aws_sdk_cloudformation::operation::create_change_set::builders::CreateChangeSetFluentBuilder;
use aws_sdk_cloudformation::types::{Capability, ChangeSetType, Parameter, RollbackConfiguration, Tag};
use std::collections::{BTreeMap, BTreeSet};
use tap_core::document::{Document, TemplateSet};

/// What a change set asks for.
pub struct Request {
    pub name: String,
    pub stack: String,
    pub is_creation: bool,
    pub template: Template,
    /// None for a parameter that keeps its value.
    pub parameters: BTreeMap<String, Option<String>>,
    pub tags: BTreeMap<String, String>,
    pub capabilities: Vec<String>,
    pub rollback: Option<RollbackConfiguration>,
    /// The parameters whose values are secret.
    pub secrets: BTreeSet<String>,
}

/// A template, or where it is.
#[derive(Debug, PartialEq)]
pub enum Template {
    Body(String),
    Url(String),
}

/// The template of a target, or its address if it is too long to be sent.
///
/// # Errors
///
/// A template that is too long, and has no address.
pub fn template(setting: &Setting, target: &Target) -> Result<Template, Failure> {
    let url = artifacts::url(setting, &target.template, &target.region, &target.given)?;
    Ok(match url {
        Some(url) => Template::Url(url),
        None => Template::Body(setting.document(&target.template)?.source.text().to_string()),
    })
}

impl Request {
    pub fn new(
        target: &Target,
        live: Option<&Live>,
        templates: &TemplateSet,
        template: Template,
        rollback: Option<RollbackConfiguration>,
    ) -> Self {
        let root = templates.document(&target.template);
        let secrets = root.into_iter().flat_map(|root| &root.parameters).filter(|(_, one)| one.no_echo);
        let mut request = Request {
            name: String::new(),
            stack: target.name.clone(),
            is_creation: live.is_none(),
            template,
            parameters: root.map(|root| parameters(root, target, live)).unwrap_or_default(),
            tags: target.tags.clone(),
            capabilities: capabilities(target, templates),
            rollback,
            secrets: secrets.map(|(name, _)| name.clone()).collect(),
        };
        request.name = name(&request, live, templates);
        request
    }

    /// The call of AWS's API.
    pub fn filled(&self, client: &Client) -> CreateChangeSetFluentBuilder {
        let kind = if self.is_creation { ChangeSetType::Create } else { ChangeSetType::Update };
        let mut builder = client
            .create_change_set()
            .stack_name(&self.stack)
            .change_set_name(&self.name)
            .change_set_type(kind)
            .include_nested_stacks(true)
            .client_token(super::token(&self.name));
        builder = match &self.template {
            Template::Body(text) => builder.template_body(text),
            Template::Url(url) => builder.template_url(url),
        };
        for (name, value) in &self.parameters {
            let parameter = Parameter::builder().parameter_key(name);
            builder = builder.parameters(match value {
                Some(value) => parameter.parameter_value(value).build(),
                None => parameter.use_previous_value(true).build(),
            });
        }
        for (key, value) in &self.tags {
            builder = builder.tags(Tag::builder().key(key).value(value).build());
        }
        for capability in &self.capabilities {
            builder = builder.capabilities(Capability::from(capability.as_str()));
        }
        builder.set_rollback_configuration(self.rollback.clone())
    }

    /// Whether its name tells all that it asks for: it does not tell of secrets, and what AWS shows of them is asterisks.
    pub fn is_told(&self) -> bool {
        !self.parameters.iter().any(|(name, value)| value.is_some() && self.secrets.contains(name))
    }
}

/// The same request for the same stack in the same state has the same name, in every run.
fn name(request: &Request, live: Option<&Live>, templates: &TemplateSet) -> String {
    let mut print = Fingerprint::default();
    for document in templates.documents() {
        print.add(document.name());
        print.add(document.source.text());
    }
    for (name, value) in &request.parameters {
        print.add(name);
        print.add(value.as_deref().map_or("previous", |_| "given"));
        print.add(value.as_deref().filter(|_| !request.secrets.contains(name)).unwrap_or_default());
    }
    request.tags.iter().for_each(|(key, value)| {
        print.add(key);
        print.add(value);
    });
    request.capabilities.iter().for_each(|one| print.add(one));
    if let Some(rollback) = &request.rollback {
        rollback.rollback_triggers().iter().for_each(|trigger| print.add(trigger.arn().unwrap_or_default()));
        print.add(&rollback.monitoring_time_in_minutes().unwrap_or_default().to_string());
    }
    if let Some(live) = live {
        print.add(&live.id);
        print.add(&live.updated.unwrap_or(live.created).to_string());
    }
    format!("tap-{}", print.text())
}

/// Values of the template's parameters: those that are given; others keep theirs, or have the default.
fn parameters(document: &Document, target: &Target, live: Option<&Live>) -> BTreeMap<String, Option<String>> {
    let mut parameters = BTreeMap::new();
    for name in document.parameters.keys() {
        if let Some(Some(value)) = target.given.get(name) {
            parameters.insert(name.clone(), Some(value.clone()));
        } else if live.is_some_and(|live| live.parameters.contains_key(name)) {
            parameters.insert(name.clone(), None);
        }
    }
    parameters
}

/// The capabilities that are given, or those that the templates need.
fn capabilities(target: &Target, templates: &TemplateSet) -> Vec<String> {
    if !target.capabilities.is_empty() {
        return target.capabilities.clone();
    }
    let any = |is: &dyn Fn(&Document) -> bool| templates.documents().any(is);
    let makes_roles = any(&|document| document.resources.values().any(|one| one.kind.starts_with("AWS::IAM::")));
    let has_macros = any(&|document| !document.transforms.is_empty());
    let needed = [(makes_roles, "CAPABILITY_NAMED_IAM"), (has_macros, "CAPABILITY_AUTO_EXPAND")];
    needed.iter().filter(|(is_needed, _)| *is_needed).map(|(_, name)| (*name).to_string()).collect()
}
