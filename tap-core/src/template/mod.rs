//! Emission: from the const model to the templates of an app.

mod layout;
mod render;
mod stack;
mod wiring;

use crate::check::{self, Refusal};
use crate::model::{AppDef, StackDef};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use wiring::StackPlan;

/// The template of one stack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// Name of the stack, for example `network-stack`.
    pub name: String,
    /// The template as JSON, two spaces deep, with a line break at the end.
    pub json: String,
    /// Where it belongs in the artifact buckets: `APP/NAME.HASH.json`, the hash being that of its content.
    pub key: String,
    /// How many resources it holds, nested stacks included.
    pub resources: usize,
    /// Whether it is a root stack of the app.
    pub is_root: bool,
}

impl Template {
    /// The template as a JSON value.
    ///
    /// # Errors
    ///
    /// None in practice: what is emitted is JSON.
    pub fn value(&self) -> serde_json::Result<serde_json::Value> {
        serde_json::from_str(&self.json)
    }
}

/// The hash of its content that stands in the name of a template, `NAME.HASH.json`: the first 16 bytes of the SHA-256, in 32 hexadecimal digits.
///
/// ```
/// assert_eq!(tap_core::content_hash(""), "e3b0c44298fc1c149afbf4c8996fb924");
/// ```
pub fn content_hash(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// Why an app can't be emitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EmitError {
    /// Templates name each other's addresses in a circle, so that none has a content to be addressed by.
    CircularAddress(String),
    /// Properties are not what they may be: constants, what fragments hold, and values of parameters.
    Refused(Vec<Refusal>),
    /// A template is larger than CloudFormation takes: its stack, and what there is too much of.
    Limit(String, String),
}

impl std::fmt::Display for EmitError {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            EmitError::CircularAddress(name) => {
                write!(
                    out,
                    "the template of `{name}` holds its own address by way of `TemplateUrl`: name the template of a stack that doesn't lead back"
                )
            }
            EmitError::Limit(stack, problem) => write!(out, "the template of `{stack}` has {problem} [tap::limit]"),
            EmitError::Refused(refusals) => {
                let texts: Vec<_> = refusals.iter().map(Refusal::to_string).collect();
                write!(out, "{}", texts.join("\n"))
            }
        }
    }
}

impl std::error::Error for EmitError {}

/// Emits every template of an app, sorted by name. The same app gives the same bytes on every machine.
///
/// ```
/// use tap_core::prelude::*;
///
/// #[derive(Resource)]
/// #[resource("AWS::SNS::Topic")]
/// #[properties { DisplayName: "alerts" }]
/// struct Alerts;
///
/// #[derive(Stack)]
/// #[stack(name = "alerts-stack")]
/// struct AlertsStack {
///     alerts: Alerts,
/// }
///
/// #[derive(App)]
/// #[app(regions = ["eu-west-1"])]
/// struct Example {
///     alerts: AlertsStack,
/// }
///
/// let templates = tap_core::emit(Example::APP)?;
/// assert_eq!(templates[0].value()?["Resources"]["Alerts"]["Type"], "AWS::SNS::Topic");
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// If template addresses lead in a circle, a template is larger than CloudFormation takes, or a constant, fragment or value of a parameter is not
/// what its property takes.
pub fn emit(app: &'static AppDef) -> Result<Vec<Template>, EmitError> {
    let mut emission = Emission { app, templates: Vec::new(), refusals: Vec::new(), urls: HashMap::new(), open: Vec::new() };
    for root in app.roots.children {
        emission.root(root.stack)?;
    }
    if !emission.refusals.is_empty() {
        return Err(EmitError::Refused(emission.refusals));
    }
    let mut templates = emission.templates;
    templates.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(templates)
}

struct Emission {
    app: &'static AppDef,
    templates: Vec<Template>,
    refusals: Vec<Refusal>,
    /// Addresses of the templates that are done, by stack.
    urls: HashMap<u128, String>,
    /// Roots under way.
    open: Vec<u128>,
}

impl Emission {
    fn root(&mut self, stack: &'static StackDef) -> Result<(), EmitError> {
        if self.urls.contains_key(&stack.target.key) {
            return Ok(());
        }
        if self.open.contains(&stack.target.key) {
            return Err(EmitError::CircularAddress(stack.name.to_string()));
        }
        self.open.push(stack.target.key);
        let mut plan = StackPlan::new(self.app, stack);
        for named in plan.named_templates() {
            self.root(named)?;
        }
        plan.know_urls(&self.urls);
        self.render(&mut plan, self.app.roots.children.iter().any(|root| root.stack.target.is(stack.target)))?;
        self.open.pop();
        Ok(())
    }

    /// Renders the children first: their content is their address.
    fn render(&mut self, plan: &mut StackPlan, is_root: bool) -> Result<String, EmitError> {
        for child in &mut plan.children {
            child.file = self.render(&mut child.plan, false)?;
        }
        for (id, resource) in &plan.resources {
            let render = || {
                let mut json = String::new();
                render::body(&mut json, &resource.body, plan);
                json
            };
            self.refusals.extend(check::resource(self.app, plan.def.name, id, resource, render));
        }
        let json = layout::pretty(&stack::template(plan));
        within_limits(plan, &json)?;
        let file = format!("{}.{}.json", plan.def.name, content_hash(&json));
        self.urls.insert(plan.def.target.key, file.clone());
        self.templates.push(Template {
            name: plan.def.name.to_string(),
            json,
            key: format!("{}/{file}", self.app.name),
            resources: plan.resources.len() + plan.children.len(),
            is_root,
        });
        Ok(file)
    }
}

/// What no proof counts, since it includes what stacks give each other.
fn within_limits(plan: &StackPlan, json: &str) -> Result<(), EmitError> {
    let parameters = plan.parameters.len() + plan.carried.len() + usize::from(plan.needs_artifacts);
    let outputs = plan.def.outputs.map_or(0, |set| set.outputs.len()) + plan.raised.len();
    for (count, most, what) in [(parameters, 200, "parameters"), (outputs, 200, "outputs"), (json.len(), 1 << 20, "bytes")] {
        if count > most {
            let problem = format!("{count} {what}, CloudFormation takes {most}");
            return Err(EmitError::Limit(plan.def.name.to_string(), problem));
        }
    }
    Ok(())
}
