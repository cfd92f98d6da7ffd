//! What a description says.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// How an app is deployed. Names may hold `${PARAMETER}`, `${AWS::AccountId}` and `${AWS::Region}`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Description {
    /// The app.
    pub app: String,
    /// Regions of the bootstrap and of stack sets; without any, the one that is asked for.
    #[serde(default)]
    pub regions: Vec<String>,
    /// The region of what an account has once, such as stack sets; else the first.
    #[serde(default)]
    pub home_region: Option<String>,
    /// The parameter that tells deployments apart; its value follows from what is deployed, so it is another whenever anything is.
    #[serde(default)]
    pub deployment_id_parameter: Option<String>,
    /// Values of parameters that follow from others; what the user gives counts more.
    #[serde(default)]
    pub parameters: BTreeMap<String, String>,
    /// What comes first and stays, in this order in each region.
    #[serde(default)]
    pub bootstrap: Vec<Step>,
    /// The stacks that are deployed, in order.
    pub deployment: Vec<StackStep>,
    /// Container images.
    #[serde(default)]
    pub images: Vec<Image>,
    /// Options of `docker build`.
    #[serde(default)]
    pub build_options: Vec<String>,
    /// Parameters of Parameter Store that must be there, in each region, before anything is deployed.
    #[serde(default)]
    pub secure_parameters: Vec<SecureParameter>,
    /// When an update of a single stack is rolled back.
    #[serde(default)]
    pub rollback_configuration: Option<RollbackConfiguration>,
    /// What CloudFormation is allowed to do, such as `CAPABILITY_NAMED_IAM`.
    #[serde(default)]
    pub capabilities: Vec<String>,
    /// Tags of all stacks and secure parameters.
    #[serde(default)]
    pub tags: BTreeMap<String, String>,
    /// The folder that paths are relative to.
    #[serde(skip)]
    pub folder: PathBuf,
}

/// A step of the bootstrap: a stack, or images.
#[derive(Clone, Debug, Deserialize)]
#[serde(
    untagged,
    deny_unknown_fields,
    expecting = "a step is { \"stack\": TEMPLATE, \"name\": NAME } or { \"images\": [NAME, …] }"
)]
pub enum Step {
    /// A stack.
    Deploy(StackStep),
    /// Images, built and pushed.
    Push {
        /// Their names.
        images: Vec<String>,
    },
}

/// A stack of the app.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StackStep {
    /// The name of its template.
    pub stack: String,
    /// The name of the stack at AWS.
    pub name: String,
    /// The template whose stack set deploys this stack to several regions at once.
    #[serde(default)]
    pub stack_set: Option<String>,
}

/// A container image.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Image {
    /// Its name.
    pub name: String,
    /// The folder that it is built from.
    pub context: String,
    /// More folders, by the name that the Dockerfile has for them.
    #[serde(default)]
    pub build_contexts: BTreeMap<String, String>,
    /// The Dockerfile.
    pub dockerfile: String,
    /// The output, of a stack of the bootstrap, with the address of its repository.
    pub repository_output: String,
    /// The parameter that takes its address with the digest.
    #[serde(default)]
    pub image_parameter: Option<String>,
    /// The parameter that takes its digest.
    #[serde(default)]
    pub digest_parameter: Option<String>,
}

/// A secret of Parameter Store.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SecureParameter {
    /// Its name.
    pub name: String,
    /// What its value is made of if it does not exist.
    pub generate: Generate,
}

/// How a secret is made: from letters, digits and punctuation of ASCII.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Generate {
    /// How many characters.
    pub length: usize,
    /// Characters that it must not hold.
    #[serde(default)]
    pub without: String,
}

/// When an update of a single stack is rolled back.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RollbackConfiguration {
    /// Minutes, after everything is in place, in which an alarm rolls back.
    pub monitoring_time_in_minutes: i32,
    /// The alarms.
    pub triggers: Vec<Trigger>,
}

/// An alarm that rolls back.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trigger {
    /// `AWS::CloudWatch::Alarm` or `AWS::CloudWatch::CompositeAlarm`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its name.
    pub alarm: String,
}
