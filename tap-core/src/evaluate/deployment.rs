//! What is deployed.

use super::Given;
use crate::document::TemplateSet;

/// Templates, and what they are deployed with.
///
/// ```
/// use tap_core::document::{Document, TemplateSet};
/// use tap_core::evaluate::Deployment;
///
/// let queue = Document::read("jobs", r#"{ "Resources": { "Jobs": { "Type": "AWS::SQS::Queue" } } }"#).unwrap();
/// let set = TemplateSet::new([queue].into_iter()).unwrap();
/// let deployment = Deployment::new(&set, Some("eu-west-1"));
/// assert!(tap_core::diff::diff(&deployment, &deployment).unwrap().is_empty());
/// ```
#[derive(Clone, Debug)]
pub struct Deployment<'s> {
    /// The templates.
    pub templates: &'s TemplateSet,
    /// Values of the roots' parameters. One without a value has its default, and one without either is not known.
    pub parameters: Given,
    /// The region, such as `eu-west-1`; if there is none, whatever depends on it is not known.
    pub region: Option<String>,
}

impl<'s> Deployment<'s> {
    /// A deployment with the parameters' defaults.
    pub fn new(templates: &'s TemplateSet, region: Option<&str>) -> Self {
        Deployment { templates, parameters: Given::default(), region: region.map(str::to_string) }
    }
}
