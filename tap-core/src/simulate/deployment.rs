//! What a call of the API deploys.

use crate::document::TemplateSet;
use crate::evaluate::Given;

/// What is deployed, and how.
#[derive(Clone, Debug)]
pub struct Deployment<'t> {
    /// The region.
    pub region: String,
    /// The name of the stack.
    pub stack: String,
    /// The templates.
    pub templates: &'t TemplateSet,
    /// The name of the root's template.
    pub root: String,
    /// Values of parameters. On update, those that are missing keep the value that they were given before.
    pub parameters: Given,
    /// Rollback triggers: ARNs of alarms, at most five.
    pub triggers: Vec<String>,
    /// Seconds for which they are watched after everything is done, at most three hours.
    pub monitoring: u64,
    /// `CAPABILITY_IAM`, `CAPABILITY_NAMED_IAM`, `CAPABILITY_AUTO_EXPAND`.
    pub capabilities: Vec<String>,
}

impl<'t> Deployment<'t> {
    /// A deployment with defaults for all parameters, all capabilities and no triggers.
    pub fn new(region: &str, stack: &str, templates: &'t TemplateSet, root: &str) -> Self {
        Deployment {
            region: region.to_string(),
            stack: stack.to_string(),
            templates,
            root: root.to_string(),
            parameters: Given::default(),
            triggers: Vec::new(),
            monitoring: 0,
            capabilities: ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"].map(str::to_string).to_vec(),
        }
    }
}
