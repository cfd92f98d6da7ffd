//! `diff`: how templates differ from others, and what CloudFormation would do about it.

pub mod json;
mod revision;
pub mod text;

use crate::Outcome;
use crate::input::{Templates, known_region};
use crate::parameters::{Parameters, assignment, with};
use clap::Args;
use std::mem;
use std::path::PathBuf;
use tap_core::diff::Diff;
use tap_core::document::TemplateSet;
use tap_core::evaluate::Deployment;

/// The exit code that says that data would or may be lost.
pub const DATA_LOSS: u8 = 3;

/// What to compare, and with which parameters.
#[derive(Args)]
#[group(id = "from", required = true, multiple = false, args = ["old", "against", "rev"])]
pub struct Arguments {
    /// The old template, or folder of templates
    #[arg(value_name = "OLD", requires = "new", conflicts_with = "templates")]
    old: Option<PathBuf>,
    /// The new template, or folder of templates
    #[arg(value_name = "NEW", requires = "old")]
    new: Option<PathBuf>,
    #[command(flatten)]
    templates: Templates,
    /// Compare with this template, or the templates of this folder
    #[arg(long, value_name = "PATH")]
    against: Option<PathBuf>,
    /// Compare with the templates that a folder had in this revision of git
    #[arg(long, value_name = "REV")]
    rev: Option<String>,
    /// The folder that is meant by --rev
    #[arg(long, value_name = "DIR", default_value = "lib", requires = "rev")]
    dir: PathBuf,
    #[command(flatten)]
    parameters: Parameters,
    /// What a parameter was before, if it was another; as often as needed
    #[arg(long, value_name = "NAME=VALUE", value_parser = assignment)]
    previous: Vec<(String, String)>,
    /// The region; without it, whatever depends on the region is not known
    #[arg(long, value_name = "NAME")]
    region: Option<String>,
}

/// Compares, and prints what differs.
pub fn run(arguments: &Arguments, app: Option<&str>, json: bool) -> Result<Outcome, String> {
    let diff = compare(arguments, app)?;
    let code = if diff.losses().next().is_some() { DATA_LOSS } else { 0 };
    Ok(Outcome { text: if json { json::of(&diff) } else { text::of(&diff) }, code })
}

fn compare(arguments: &Arguments, app: Option<&str>) -> Result<Diff, String> {
    arguments.region.as_deref().map_or(Ok(()), known_region)?;
    let read = |path: &PathBuf| TemplateSet::read(path).map_err(|problem| problem.to_string());
    let new = match &arguments.new {
        Some(path) => read(path)?,
        None => arguments.templates.set(app)?.1,
    };
    let old = match (&arguments.old, &arguments.against, &arguments.rev) {
        (Some(path), _, _) | (_, Some(path), _) => read(path)?,
        (_, _, Some(revision)) => revision::templates(revision, &arguments.dir)?,
        (None, None, None) => return Err("there is nothing to compare with".to_string()),
    };
    let now = arguments.parameters.given()?;
    let before = with(&now, &arguments.previous);
    let deployment = |templates, parameters| Deployment { templates, parameters, region: arguments.region.clone() };
    let diff = tap_core::diff::diff(&deployment(&old, before), &deployment(&new, now));
    // The process ends with the verb: giving the templates back value by value would only take time.
    mem::forget((old, new));
    diff
}
