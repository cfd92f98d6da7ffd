//! What `simulate` takes.

use crate::functions::{self, Chain, Programs};
use crate::input::{Templates, json, known_region};
use crate::parameters::{Parameters, assignment};
use clap::Args;
use std::path::PathBuf;
use tap_core::AppDef;
use tap_core::simulate::{Action, Fault};

/// Options of `simulate`.
#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    pub templates: Templates,
    /// Create these templates first (a folder or file), and update to the others
    #[arg(long, value_name = "PATH")]
    pub from: Option<PathBuf>,
    /// Region to deploy to; more than one may be given. The app's own if there is none
    #[arg(long, value_name = "REGION")]
    pub region: Vec<String>,
    /// Deploy this root only; more than one may be given
    #[arg(long, value_name = "NAME")]
    pub stack: Vec<String>,
    #[command(flatten)]
    pub parameters: Parameters,
    /// What a parameter is in the update, if it is another then; as often as needed
    #[arg(long, value_name = "NAME=VALUE", value_parser = assignment)]
    pub update: Vec<(String, String)>,
    /// File with what dynamic references give: a JSON object, `{"ssm-secure:/app/password": "…"}`. Secrets are taken as given without it
    #[arg(long, value_name = "FILE")]
    pub store: Option<PathBuf>,
    /// Let an operation fail, such as `create:TapStack/Database/Writer`; more than one may be given
    #[arg(long, value_name = "ACTION:PATH", value_parser = fault)]
    pub fail: Vec<Fault>,
    /// Let a custom resource not answer
    #[arg(long, value_name = "PATH")]
    pub hang: Vec<String>,
    /// Cancel the update after this many seconds
    #[arg(long, value_name = "SECONDS")]
    pub cancel: Option<u64>,
    /// ARN of an alarm that rolls an update back; it has to exist by then. More than one may be given
    #[arg(long, value_name = "ARN")]
    pub trigger: Vec<String>,
    /// Seconds for which the alarms are watched after an update
    #[arg(long, value_name = "SECONDS", default_value_t = 0, requires = "trigger")]
    pub monitoring: u64,
    /// Let an alarm of --trigger go off after this many seconds of the update
    #[arg(long, value_name = "SECONDS", requires = "trigger")]
    pub alarm: Option<u64>,
    /// File with what custom resources answer, a list of `{ type or path, action, answer: success | failed | hang, … }`; they succeed else
    #[arg(long, value_name = "FILE")]
    pub answers: Option<PathBuf>,
    /// Run a program for the custom resources of a type: it gets the request on stdin, and puts its answer to the request's ResponseURL
    #[arg(long, value_name = "TYPE=COMMAND", value_parser = assignment)]
    pub function: Vec<(String, String)>,
    /// Draw faults from this number
    #[arg(long, value_name = "NUMBER", conflicts_with_all = ["fail", "hang", "cancel", "alarm"])]
    pub seed: Option<u64>,
    /// Live so many times, each with the next seed, and check what has to hold after every operation
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u64).range(1..), conflicts_with_all = ["fail", "hang", "cancel", "alarm", "events"])]
    pub runs: Option<u64>,
    /// Print every event
    #[arg(long)]
    pub events: bool,
}

impl Options {
    /// The regions that are deployed to, each once.
    pub fn regions(&self, app: Option<&AppDef>) -> Result<Vec<String>, String> {
        let mut regions: Vec<String> = Vec::new();
        for region in &self.region {
            known_region(region)?;
            if !regions.contains(region) {
                regions.push(region.clone());
            }
        }
        if regions.is_empty() {
            regions = app.map_or(vec!["us-east-1".to_string()], |app| app.regions.iter().map(ToString::to_string).collect());
        }
        Ok(regions)
    }

    /// What dynamic references give.
    pub fn store(&self) -> Result<Vec<(String, String)>, String> {
        let Some(path) = &self.store else { return Ok(Vec::new()) };
        let text = |(reference, value): (String, serde_json::Value)| match value {
            serde_json::Value::String(text) => Ok((reference, text)),
            _ => Err(format!("{}: the value of `{reference}` is no text", path.display())),
        };
        match json(path)? {
            serde_json::Value::Object(members) => members.into_iter().map(text).collect(),
            _ => Err(format!("{}: a JSON object is wanted", path.display())),
        }
    }

    /// What answers for custom resources; none if they all succeed.
    pub fn answers(&self) -> Result<Option<Chain>, String> {
        if self.answers.is_none() && self.function.is_empty() {
            return Ok(None);
        }
        let script = self.answers.as_ref().map(|path| functions::script(path)).transpose()?;
        let programs = if self.function.is_empty() { None } else { Some(Programs::new(self.function.clone())?) };
        Ok(Some(Chain { programs, script }))
    }

    /// Faults that are told.
    pub fn faults(&self) -> Vec<Fault> {
        let hangs = self.hang.iter().map(|path| Fault::Hang { path: path.clone() });
        let timed = self.cancel.map(Fault::Cancel).into_iter().chain(self.alarm.map(Fault::Alarm));
        self.fail.iter().cloned().chain(hangs).chain(timed).collect()
    }
}

fn fault(text: &str) -> Result<Fault, String> {
    let (action, path) = text.split_once(':').ok_or("it takes what fails and where, such as create:TapStack/Database/Writer")?;
    let action = match action {
        "create" => Action::Create,
        "update" => Action::Update,
        "delete" => Action::Delete,
        other => return Err(format!("`{other}` is none of create, update, delete")),
    };
    Ok(Fault::Fail { action, path: path.to_string() })
}
