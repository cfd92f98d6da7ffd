//! `destroy`: an environment goes, and what stays is said.

mod doomed;
mod kept;
mod report;

use super::survey::{Part, regions, survey};
use crate::Outcome;
use crate::aws::Options;
use crate::aws::confirm;
use crate::aws::failure::Failure;
use crate::aws::leftovers::{empty_bucket, empty_repository};
use crate::aws::progress::{Progress, reporter};
use crate::aws::secrets;
use crate::aws::setting::Setting;
use crate::aws::stack;
use crate::aws::stack_set;
use clap::Args;
use doomed::{Doomed, Going};
use futures_util::future::join_all;
use report::Report;
use std::io::Write;

/// What `destroy` takes.
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    options: Options,
    /// Also what `bootstrap` has made, with images, uploaded templates and secure parameters; refused while backups need its key
    #[arg(long)]
    bootstrap: bool,
    /// Do not ask for the name of the environment
    #[arg(long)]
    yes: bool,
}

/// Deletes the deployment, last step first, and then the bootstrap if that is asked for. What is gone already is done.
///
/// # Errors
///
/// What stands in the way: protection from deletion, backups that need the bootstrap's key, a resource that AWS cannot delete.
pub async fn run(arguments: &Arguments, app: Option<&str>, json: bool) -> Result<Outcome, Failure> {
    let setting = Setting::open(&arguments.options, app).await?;
    let progress = reporter(json, None);
    let doomed = Doomed::read(&setting, survey(&setting).await?, arguments.bootstrap).await?;
    if let Some(protected) = doomed.protected() {
        let help = "allow it with `aws cloudformation update-termination-protection --no-enable-termination-protection`";
        return Err(format!("{protected} is protected from deletion\nhelp: {help}").into());
    }
    // Before anything is gone, if it is known by then.
    if arguments.bootstrap && !doomed.has_deployment() {
        let survivors = doomed.survivors(&setting).await?;
        let in_the_way = doomed.in_the_way(&setting, &survivors)?;
        if !in_the_way.is_empty() {
            return Err(report::refusal(&doomed, &in_the_way).into());
        }
    }
    if !doomed.is_empty() {
        let name = environment(&setting)?;
        progress.pause();
        if !arguments.yes {
            // Who cannot see it is asked for the name all the same.
            let _ = std::io::stderr().write_all(report::question(&setting, &doomed).as_bytes());
        }
        if !confirm::ask_name(&name, arguments.yes)? {
            return Err(format!("{name} is left as it is: the answer is not its name").into());
        }
    }
    deployment(&setting, &doomed, &progress).await?;
    let (survivors, unknown) = match doomed.survivors(&setting).await {
        Ok(survivors) => (survivors, None),
        // What was asked for is done.
        Err(failure) if !arguments.bootstrap => (Vec::new(), Some(failure.message)),
        Err(failure) => return Err(failure),
    };
    let is_refused = arguments.bootstrap && !doomed.in_the_way(&setting, &survivors)?.is_empty();
    if arguments.bootstrap && !is_refused {
        bootstrap(&setting, &doomed, &progress).await?;
    }
    progress.pause();
    let report = Report {
        setting: &setting,
        doomed: &doomed,
        survivors,
        unknown,
        is_bootstrap_gone: arguments.bootstrap && !is_refused,
        is_refused,
    };
    Ok(Outcome { text: if json { report.machine() } else { report.people() }, code: u8::from(is_refused) })
}

/// What a user calls the whole: the name of what is deployed first.
fn environment(setting: &Setting) -> Result<String, Failure> {
    let first = setting.description.deployment.first();
    first.map_or_else(|| Ok(setting.name.clone()), |step| setting.expand(&step.name, &setting.home()?))
}

async fn deployment(setting: &Setting, doomed: &Doomed, progress: &Progress) -> Result<(), Failure> {
    for step in (0..setting.description.deployment.len()).rev() {
        if let Some(set) = doomed.sets.iter().find(|set| set.step == step && set.live.is_some()) {
            stack_set::delete(setting, &set.name, progress).await?;
        }
        let direct = doomed.stacks.iter().filter(|going| going.root.part == Part::Direct && going.root.step == step);
        all(join_all(direct.map(|going| delete(setting, going, progress))).await)?;
    }
    Ok(())
}

/// All regions side by side, each in reverse.
async fn bootstrap(setting: &Setting, doomed: &Doomed, progress: &Progress) -> Result<(), Failure> {
    let regions = regions(setting)?;
    let each = regions.iter().map(|region| async move {
        let of_region = |going: &&Going| going.root.part == Part::Bootstrap && going.root.region == *region;
        for going in doomed.stacks.iter().rev().filter(of_region) {
            empty(setting, going, progress).await?;
            delete(setting, going, progress).await?;
        }
        secrets::remove(setting, &setting.session.clients(region), progress).await
    });
    all(join_all(each).await)
}

/// What is uploaded and pushed would keep the stack from going.
async fn empty(setting: &Setting, going: &Going, progress: &Progress) -> Result<(), Failure> {
    let Some(tree) = &going.tree else { return Ok(()) };
    let clients = going.root.clients(setting);
    let full = kept::full(tree)?;
    for bucket in &full.buckets {
        empty_bucket(&clients, bucket, progress).await?;
    }
    for repository in &full.repositories {
        empty_repository(&clients, repository, progress).await?;
    }
    Ok(())
}

async fn delete(setting: &Setting, going: &Going, progress: &Progress) -> Result<(), Failure> {
    let Some(live) = &going.root.live else { return Ok(()) };
    stack::delete(&going.root.clients(setting), live, progress).await
}

/// Every failure, since each region has gone on to its own end.
fn all(done: Vec<Result<(), Failure>>) -> Result<(), Failure> {
    let mut failures: Vec<Failure> = done.into_iter().filter_map(Result::err).collect();
    match failures.len() {
        0 => Ok(()),
        1 => Err(failures.remove(0)),
        _ => Err(failures.into_iter().map(|failure| failure.message).collect::<Vec<_>>().join("\n").into()),
    }
}
