//! `deploy`: from what is there to what the templates say, in one region or by a stack set in several.

mod direct;
mod stack_set;

use super::bootstrap::{self, Bootstrap, Extent, Made};
use crate::Outcome;
use crate::aws::consent::Agreement;
use crate::aws::failure::{Failure, no_region};
use crate::aws::progress::{self, Progress};
use crate::aws::secrets;
use crate::aws::session::Clients;
use crate::aws::setting::Setting;
use clap::{Args, ValueEnum};
use futures_util::future::try_join_all;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tap_core::evaluate::Given;

/// What `deploy` takes: what `bootstrap` does, since it makes what of that is missing, and the way.
#[derive(Args)]
#[group(skip)]
pub struct Arguments {
    #[command(flatten)]
    bootstrap: bootstrap::Arguments,
    #[command(flatten)]
    way: Way,
}

/// Which way stacks are deployed.
#[derive(Args, Clone, Copy)]
pub struct Way {
    /// By a stack set to all its regions, or directly to one region with rollback triggers; by the stack set if there is one
    #[arg(long, value_enum, value_name = "WAY")]
    pub via: Option<Via>,
}

/// A way to deploy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Via {
    /// A change set in one region, watched by rollback triggers.
    Direct,
    /// A stack set, in all its regions at once.
    StackSet,
}

impl Way {
    /// The way, and the regions that it leads to.
    ///
    /// # Errors
    ///
    /// A stack set is wanted, and there is none; no region.
    pub fn choose(self, setting: &Setting) -> Result<(Via, Vec<String>), Failure> {
        let has_set = setting.description.deployment.iter().any(|step| step.stack_set.is_some());
        match self.via {
            Some(Via::StackSet) if !has_set => {
                Err("`--via stack-set`: no stack of this app is deployed by a stack set\nhelp: name its template as `stackSet` in deployment.json, or take --via direct".to_string().into())
            }
            Some(Via::StackSet) | None if has_set => Ok((Via::StackSet, setting.regions()?)),
            _ => {
                let region = setting.session.region.clone().or_else(|| setting.home().ok());
                Ok((Via::Direct, vec![region.ok_or_else(no_region)?]))
            }
        }
    }
}

/// A stack that is deployed.
struct Deployed {
    region: String,
    name: String,
    is_changed: bool,
    outputs: BTreeMap<String, String>,
}

/// What became of a step.
enum Step {
    /// Its stacks are as they shall be.
    Done(Vec<Deployed>),
    /// The user or the data said no.
    Not(Outcome),
}

/// What all steps work with.
struct Work<'w> {
    setting: &'w Setting,
    clients: &'w [Clients],
    bootstrap: &'w Bootstrap,
    agreement: Agreement,
    /// What tells this deployment from others.
    id: String,
    json: bool,
    progress: &'w Progress,
}

impl Work<'_> {
    /// What steps are given in a region beside what the user gives.
    fn values(&self, region: &str) -> Given {
        let mut values = self.bootstrap.values(self.setting, region);
        if let Some(parameter) = &self.setting.description.deployment_id_parameter {
            values.set(parameter, &self.id);
        }
        values
    }
}

/// Deploys.
pub async fn run(arguments: &Arguments, app: Option<&str>, json: bool) -> Result<Outcome, Failure> {
    let setting = Setting::open(&arguments.bootstrap.options, app).await?;
    let (via, regions) = arguments.way.choose(&setting)?;
    let progress = progress::reporter(json, setting.budget);
    let clients: Vec<Clients> = regions.iter().map(|region| setting.session.clients(region)).collect();
    let done = steps(&setting, (via, &clients), arguments, json, &progress).await;
    progress.pause();
    Ok(match done? {
        Step::Done(deployed) => Outcome::done(if json { object(&deployed) } else { text(&deployed) }),
        Step::Not(outcome) => outcome,
    })
}

async fn steps(
    setting: &Setting,
    (via, clients): (Via, &[Clients]),
    arguments: &Arguments,
    json: bool,
    progress: &Progress,
) -> Result<Step, Failure> {
    let how = arguments.bootstrap.how(Extent::Missing, json);
    let bootstrap = match bootstrap::ensure(setting, clients, &how, progress).await? {
        Made::There(bootstrap) => bootstrap,
        Made::Not(outcome) => return Ok(Step::Not(outcome)),
    };
    try_join_all(clients.iter().map(|clients| secrets::ensure(setting, clients, progress))).await?;
    let digests: Given = bootstrap.digests.iter().map(|(name, digest)| (name.as_str(), digest.as_str())).collect();
    let id = setting.deployment_id(&digests);
    let work = Work { setting, clients, bootstrap: &bootstrap, agreement: how.agreement, id, json, progress };
    let mut deployed = Vec::new();
    for step in &setting.description.deployment {
        let done = match via {
            Via::StackSet if step.stack_set.is_some() => stack_set::deploy(&work, step).await?,
            _ => direct::deploy(&work, step).await?,
        };
        match done {
            Step::Done(stacks) => deployed.extend(stacks),
            not => return Ok(not),
        }
    }
    Ok(Step::Done(deployed))
}

fn text(deployed: &[Deployed]) -> String {
    let mut text = String::new();
    for stack in deployed {
        let what = if stack.is_changed { "deployed" } else { "nothing to do" };
        text += &format!("{} {}: {what}\n", stack.region, stack.name);
        let widest = stack.outputs.keys().map(String::len).max().unwrap_or_default();
        stack.outputs.iter().for_each(|(name, value)| text += &format!("  {name:widest$}  {value}\n"));
    }
    text
}

fn object(deployed: &[Deployed]) -> String {
    let stacks: Vec<Value> = deployed
        .iter()
        .map(|stack| json!({ "region": stack.region, "name": stack.name, "changed": stack.is_changed, "outputs": stack.outputs }))
        .collect();
    format!("{}\n", json!({ "event": "done", "stacks": stacks }))
}
