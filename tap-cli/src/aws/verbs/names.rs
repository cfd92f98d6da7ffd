//! Names that templates give to things, known without AWS.

use crate::aws::failure::Failure;
use crate::aws::setting::Setting;
use serde_json::Value;
use std::collections::BTreeSet;
use tap_core::document::Document;
use tap_core::evaluate::{Nothing, Scope};

/// The name of the stack set of a template.
///
/// # Errors
///
/// The template has no stack set, is wrong, or its name is not known before it is deployed.
pub fn of_set(setting: &Setting, template: &str, home: &str) -> Result<String, Failure> {
    let document = setting.document(template)?;
    let found = named(setting, document, home, tap_schema::STACK_SET, "StackSetName")?;
    let name = found.into_iter().next();
    name.ok_or_else(|| format!("`{template}`: the name of its stack set is not known before it is deployed").into())
}

/// The clusters of all templates, as far as their names are known: what is left of them can be found when the stacks are gone.
///
/// # Errors
///
/// A template is wrong.
pub fn of_clusters(setting: &Setting, region: &str) -> Result<BTreeSet<String>, Failure> {
    let mut names = BTreeSet::new();
    for document in setting.set.documents() {
        names.extend(named(setting, document, region, "AWS::RDS::DBCluster", "DBClusterIdentifier")?);
    }
    Ok(names)
}

fn named(setting: &Setting, document: &Document, region: &str, kind: &str, property: &str) -> Result<Vec<String>, Failure> {
    let ids: Vec<&String> = document.resources.iter().filter(|(_, resource)| resource.kind == kind).map(|(id, _)| id).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    // What else has no default is known only while deploying, such as digests of images, and is in no name.
    let given = setting.given.only_for(document);
    let wrong = |why: String| Failure::from(format!("`{}`: {why}", document.name()));
    let scope = Scope::new(document, &given, setting.session.pseudo(region, document.name()), &Nothing);
    let scope = scope.map_err(|problems| wrong(problems.join("; ")))?;
    let mut names = Vec::new();
    for id in ids {
        let properties = scope.partial(id, &Nothing).map_err(|why| wrong(format!("`{id}`: {why}")))?;
        names.extend(properties.get(property).and_then(Value::as_str).map(str::to_string));
    }
    Ok(names)
}
