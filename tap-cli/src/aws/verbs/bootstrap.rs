//! `bootstrap`: what comes first and stays, in every region at once.

use crate::Outcome;
use crate::aws::consent::{self, Agreement, Answer, Proposal};
use crate::aws::description::{StackStep, Step};
use crate::aws::failure::Failure;
use crate::aws::progress::{self, Progress};
use crate::aws::session::Clients;
use crate::aws::setting::Setting;
use crate::aws::{Options, images, stack};
use crate::parameters::assignment;
use clap::Args;
use futures_util::future::try_join_all;
use serde_json::json;
use std::collections::BTreeMap;
use tap_core::evaluate::Given;

/// What `bootstrap` takes.
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    pub options: Options,
    #[command(flatten)]
    pub agreement: Agreement,
    /// The digest of an image that is pushed already, instead of building it; as often as needed
    #[arg(long, value_name = "NAME=DIGEST", value_parser = assignment)]
    image: Vec<(String, String)>,
}

impl Arguments {
    /// How it is made, as far as this is wanted.
    pub fn how(&self, extent: Extent, json: bool) -> How {
        How { extent, agreement: self.agreement, digests: self.image.iter().cloned().collect(), json }
    }
}

/// Makes or updates the bootstrap.
pub async fn run(arguments: &Arguments, app: Option<&str>, json: bool) -> Result<Outcome, Failure> {
    let setting = Setting::open(&arguments.options, app).await?;
    if setting.description.bootstrap.is_empty() {
        return Err("this app has no bootstrap: `deployment.json` names no steps for it".to_string().into());
    }
    let progress = progress::reporter(json, None);
    let clients: Vec<Clients> = setting.regions()?.iter().map(|region| setting.session.clients(region)).collect();
    let how = arguments.how(Extent::All, json);
    let made = ensure(&setting, &clients, &how, &progress).await;
    progress.pause();
    Ok(match made? {
        Made::There(bootstrap) if json => {
            let outputs = &bootstrap.outputs;
            Outcome::done(format!("{}\n", json!({ "event": "done", "outputs": outputs, "images": bootstrap.digests })))
        }
        Made::There(bootstrap) => Outcome::done(text(&bootstrap)),
        Made::Not(outcome) => outcome,
    })
}

fn text(bootstrap: &Bootstrap) -> String {
    let regions: Vec<&str> = bootstrap.outputs.keys().map(String::as_str).collect();
    let images = bootstrap.digests.iter().map(|(name, digest)| format!("  image {name}  {digest}\n"));
    format!("the bootstrap is there in {}\n{}", regions.join(", "), images.collect::<String>())
}

/// What of the bootstrap is wanted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// What is missing.
    Missing,
    /// All of it, as the templates say.
    All,
}

/// How it is made.
pub struct How {
    pub extent: Extent,
    pub agreement: Agreement,
    /// Images that are there already.
    pub digests: BTreeMap<String, String>,
    pub json: bool,
}

/// A bootstrap that is there.
#[derive(Debug, Default)]
pub struct Bootstrap {
    /// Outputs of its stacks, by region.
    pub outputs: BTreeMap<String, BTreeMap<String, String>>,
    /// Digests of images.
    pub digests: BTreeMap<String, String>,
}

impl Bootstrap {
    /// Values of the images' parameters in a region.
    pub fn values(&self, setting: &Setting, region: &str) -> Given {
        let nothing = BTreeMap::new();
        images::values(setting, self.outputs.get(region).unwrap_or(&nothing), &self.digests)
    }
}

/// What became of it.
pub enum Made {
    /// It is there.
    There(Bootstrap),
    /// The user or the data said no.
    Not(Outcome),
}

/// Makes what is wanted of the bootstrap, step by step, each in all regions at once.
pub async fn ensure(setting: &Setting, clients: &[Clients], how: &How, progress: &Progress) -> Result<Made, Failure> {
    let mut bootstrap = Bootstrap::default();
    // What is missing is only made, so one question is enough for all of it.
    let mut agreement = how.agreement;
    for step in &setting.description.bootstrap {
        match step {
            Step::Deploy(step) => {
                let made = deploy(setting, clients, step, (how, agreement), &mut bootstrap, progress).await?;
                match made {
                    Answer::Go if how.extent == Extent::Missing => agreement.yes = true,
                    Answer::Go => {}
                    refused => return Ok(Made::Not(not(refused))),
                }
            }
            Step::Push { .. } => {
                bootstrap.digests = images::ensure(setting, clients, &bootstrap.outputs, &how.digests, progress).await?;
            }
        }
    }
    Ok(Made::There(bootstrap))
}

/// What is said if nothing is done.
pub fn not(answer: Answer) -> Outcome {
    match answer {
        Answer::DataLoss => Outcome {
            text: "nothing is changed: data would or may be lost\nhelp: keep it by policies that are deployed before, or go on with --allow-data-loss\n".to_string(),
            code: crate::verbs::diff::DATA_LOSS,
        },
        Answer::Refused => Outcome {
            text: "nothing is changed: CloudFormation would refuse it\nhelp: change what is named above, or let CloudFormation decide with --force\n".to_string(),
            code: 1,
        },
        Answer::Go | Answer::Stop => Outcome { text: "nothing is changed\n".to_string(), code: 1 },
    }
}

async fn deploy(
    setting: &Setting,
    clients: &[Clients],
    step: &StackStep,
    (how, agreement): (&How, Agreement),
    bootstrap: &mut Bootstrap,
    progress: &Progress,
) -> Result<Answer, Failure> {
    let mut wanted = Vec::new();
    for clients in clients {
        let target = setting.target(step, &clients.region, &bootstrap.values(setting, &clients.region))?;
        let found = match how.extent {
            Extent::Missing => {
                stack::find(clients, &target.name).await?.filter(|live| stack::state(Some(live)) == stack::State::Settled)
            }
            Extent::All => None,
        };
        match found {
            Some(live) => bootstrap.outputs.entry(clients.region.clone()).or_default().extend(live.outputs),
            None => wanted.push((clients, target)),
        }
    }
    let prepared =
        try_join_all(wanted.iter().map(|(clients, target)| stack::prepare(setting, clients, target, progress))).await?;
    let proposals: Vec<Proposal<'_>> = prepared.iter().filter_map(Proposal::of).collect();
    let answer = if proposals.is_empty() { Ok(Answer::Go) } else { consent::ask(&proposals, agreement, how.json, progress) };
    drop(proposals);
    if !matches!(answer, Ok(Answer::Go)) {
        let discarded = wanted.iter().zip(&prepared).map(|((clients, _), prepared)| stack::discard(clients, prepared, progress));
        try_join_all(discarded).await?;
        return answer;
    }
    let done = wanted.iter().zip(&prepared).map(|((clients, _), prepared)| stack::execute(clients, prepared, progress));
    for live in try_join_all(done).await? {
        bootstrap.outputs.entry(live.region.clone()).or_default().extend(live.outputs);
    }
    answer
}
