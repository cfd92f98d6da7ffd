//! A stack with all that is nested in it.

use super::live::{Live, find, said};
use crate::aws::failure::Failure;
use crate::aws::session::Clients;
use aws_sdk_cloudformation::types::TemplateStage;
use futures_util::future::try_join_all;
use std::collections::BTreeMap;
use tap_core::document::{Document, TemplateSet};
use tap_schema::STACK;

/// A stack with its template, its resources and the stacks nested in it, all of it as it is at AWS.
#[derive(Clone, Debug)]
pub struct Tree {
    pub live: Live,
    /// Its template as it was given.
    pub template: String,
    pub resources: Vec<LiveResource>,
    /// Nested stacks, by logical id.
    pub children: BTreeMap<String, Tree>,
}

/// A resource of a stack.
#[derive(Clone, Debug, PartialEq)]
pub struct LiveResource {
    pub logical_id: String,
    /// What AWS calls it; none before it is made.
    pub physical_id: Option<String>,
    pub kind: String,
    /// AWS's status, such as `CREATE_COMPLETE`.
    pub status: String,
    /// Why, if AWS says so.
    pub reason: Option<String>,
    /// What the last look for drift found, such as `IN_SYNC`.
    pub drift: Option<String>,
}

/// Reads all of a stack; nested ones side by side.
///
/// # Errors
///
/// AWS does not answer, or does not permit it.
pub async fn tree(clients: &Clients, live: Live) -> Result<Tree, Failure> {
    let (template, resources) = tokio::try_join!(template(clients, &live), resources(clients, &live))?;
    let nested = resources.iter().filter(|resource| resource.kind == STACK);
    let nested = nested.filter_map(|resource| Some((resource.logical_id.clone(), resource.physical_id.as_ref()?)));
    let read = nested.map(|(id, arn)| async move {
        // A creation that failed may have left the name of a nested stack that is gone.
        let found = find(clients, arn).await?.filter(|live| live.status != "DELETE_COMPLETE");
        Ok::<_, Failure>(match found {
            Some(live) => Some((id, Box::pin(tree(clients, live)).await?)),
            None => None,
        })
    });
    let children = try_join_all(read).await?.into_iter().flatten().collect();
    Ok(Tree { live, template, resources, children })
}

async fn template(clients: &Clients, live: &Live) -> Result<String, Failure> {
    let request = clients.cloudformation.get_template().stack_name(&live.id).template_stage(TemplateStage::Original);
    let doing = format!("read the template of the stack {} in {}", live.name, live.region);
    let answer = request.send().await.map_err(|error| Failure::of(&doing, &error))?;
    Ok(answer.template_body.unwrap_or_default())
}

async fn resources(clients: &Clients, live: &Live) -> Result<Vec<LiveResource>, Failure> {
    let mut pages = clients.cloudformation.list_stack_resources().stack_name(&live.id).into_paginator().send();
    let doing = format!("list the resources of the stack {} in {}", live.name, live.region);
    let mut resources = Vec::new();
    while let Some(page) = pages.next().await {
        for resource in page.map_err(|error| Failure::of(&doing, &error))?.stack_resource_summaries() {
            let Some(logical_id) = said(resource.logical_resource_id()) else { continue };
            resources.push(LiveResource {
                logical_id,
                physical_id: said(resource.physical_resource_id()),
                kind: resource.resource_type().unwrap_or_default().to_string(),
                status: resource.resource_status().map(|status| status.as_str().to_string()).unwrap_or_default(),
                reason: said(resource.resource_status_reason()),
                drift: resource
                    .drift_information()
                    .and_then(|drift| drift.stack_resource_drift_status())
                    .map(|status| status.as_str().to_string()),
            });
        }
    }
    Ok(resources)
}

impl Tree {
    /// The templates, the root's under this name, nested ones as their addresses name them: `NAME` of `NAME.HASH.json`.
    ///
    /// # Errors
    ///
    /// A template that is none for Tap, with the place.
    pub fn templates(&self, root: &str) -> Result<TemplateSet, String> {
        let read = |name: &str, text: &str| Document::read(name, text).map_err(|problem| format!("as it is at AWS: {problem}"));
        let document = read(root, &self.template)?;
        let mut nested = BTreeMap::new();
        self.nested(&document, &mut nested, &read)?;
        nested.remove(root);
        TemplateSet::deployed(document, nested.into_values()).map_err(|problem| format!("as it is at AWS: {problem}"))
    }

    fn nested(
        &self,
        document: &Document,
        all: &mut BTreeMap<String, Document>,
        read: &dyn Fn(&str, &str) -> Result<Document, String>,
    ) -> Result<(), String> {
        for (id, child) in &self.children {
            // The shorter name, but where one template is there in two versions.
            let names = document.names_of(id);
            let is_free = |name: &&&str| all.get(**name).is_none_or(|other| other.source.text() == child.template);
            let Some(name) = names.iter().rev().find(is_free) else { continue };
            let read_now = read(name, &child.template)?;
            child.nested(&read_now, all, read)?;
            all.insert((*name).to_string(), read_now);
        }
        Ok(())
    }

    /// Shows each stack with its logical ids from the root down, the root first.
    pub fn each(&self, show: &mut dyn FnMut(&[String], &Tree)) {
        self.within(&mut Vec::new(), show);
    }

    fn within(&self, path: &mut Vec<String>, show: &mut dyn FnMut(&[String], &Tree)) {
        show(path, self);
        for (id, child) in &self.children {
            path.push(id.clone());
            child.within(path, show);
            path.pop();
        }
    }
}
