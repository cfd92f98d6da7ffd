//! All regions at once, by a stack set.

use super::{Deployed, Step, Work};
use crate::aws::consent::{self, Answer, Proposal};
use crate::aws::description::StackStep;
use crate::aws::failure::Failure;
use crate::aws::setting::Setting;
use crate::aws::verbs::bootstrap::not;
use crate::aws::{artifacts, stack, stack_set};
use futures_util::future::try_join_all;

/// Deploys a stack by its stack set.
pub async fn deploy(work: &Work<'_>, step: &StackStep) -> Result<Step, Failure> {
    let setting = work.setting;
    let home = setting.session.clients(&setting.home()?);
    let desired = stack_set::desired(setting, step, &work.values(&home.region))?;
    let (name, regions) = (desired.name.clone(), desired.regions());
    are_known(setting, &name, &regions)?;
    no_direct_stack_is_there(work, step, &regions).await?;
    // The set's own template in the home region, those that are nested in it in each.
    artifacts::upload_to(setting, &home, &desired.url, setting.document(&desired.template)?, work.progress).await?;
    let uploads = work.clients.iter().filter(|clients| regions.contains(&clients.region)).map(|clients| async {
        let given = desired.given_in(&clients.region);
        artifacts::upload(setting, clients, &desired.template, &given, &name, work.progress).await
    });
    try_join_all(uploads).await?;
    let prepared = stack_set::prepare(setting, desired, work.progress).await?;
    if prepared.is_needed {
        let seconds = prepared.plan.as_ref().map(|plan| plan.seconds);
        let changes = prepared.changes.iter();
        let proposals: Vec<Proposal<'_>> =
            changes.map(|stack_set::Change { region, diff, notes }| Proposal { region, diff, notes, seconds }).collect();
        match consent::ask(&proposals, work.agreement, work.json, work.progress)? {
            Answer::Go => {}
            answer => return Ok(Step::Not(not(answer))),
        }
        stack_set::execute(setting, &prepared, &work.id, work.progress).await?;
    }
    let mut deployed = Vec::new();
    let live = stack_set::find(&home, &name).await?;
    for instance in live.iter().flat_map(|live| &live.instances) {
        let outputs = stack_set::stack_of(setting, instance).await?.map(|live| live.outputs).unwrap_or_default();
        deployed.push(Deployed { region: instance.region.clone(), name: name.clone(), is_changed: prepared.is_needed, outputs });
    }
    Ok(Step::Done(deployed))
}

/// What comes before a stack is made in the regions of the description only.
fn are_known(setting: &Setting, set: &str, regions: &[String]) -> Result<(), Failure> {
    let known = setting.regions()?;
    let others: Vec<&str> = regions.iter().filter(|region| !known.contains(region)).map(String::as_str).collect();
    if others.is_empty() {
        return Ok(());
    }
    Err(format!(
        "the stack set `{set}` is for {} too, which `regions` of the description lacks: what its stacks need would be missing there\nhelp: name it in `regions`, or take it out of the stack set",
        others.join(", ")
    )
    .into())
}

/// What is deployed directly has the same names as what a stack set deploys: both cannot be in one region.
async fn no_direct_stack_is_there(work: &Work<'_>, step: &StackStep, regions: &[String]) -> Result<(), Failure> {
    let setting = work.setting;
    let looks = regions.iter().map(|region| async move {
        let name = setting.expand(&step.name, region)?;
        // Nothing has been made of a stack that is only reviewed. Those of a stack set have names of their own.
        let live = stack::find(&setting.session.clients(region), &name).await?;
        Ok::<_, Failure>(live.filter(|live| stack::state(Some(live)) != stack::State::Reviewed))
    });
    let there: Vec<stack::Live> = try_join_all(looks).await?.into_iter().flatten().collect();
    let Some(first) = there.first() else { return Ok(()) };
    let places: Vec<&str> = there.iter().map(|live| live.region.as_str()).collect();
    Err(format!(
        "the stack `{}` deploys this environment in {} already\nhelp: take --via direct, or `tap destroy` before the stack set, or another environment",
        first.name,
        places.join(", ")
    )
    .into())
}
