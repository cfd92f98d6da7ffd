//! One region after the other, by change sets.

use super::{Deployed, Step, Work};
use crate::aws::consent::{self, Answer, Proposal};
use crate::aws::description::StackStep;
use crate::aws::failure::Failure;
use crate::aws::session::Clients;
use crate::aws::setting::Target;
use crate::aws::verbs::bootstrap::not;
use crate::aws::{artifacts, stack, stack_set};

/// Deploys a stack to each region.
pub async fn deploy(work: &Work<'_>, step: &StackStep) -> Result<Step, Failure> {
    let mut deployed = Vec::new();
    for clients in work.clients {
        let target = target(work, step, clients).await?;
        artifacts::upload(work.setting, clients, &step.stack, &target.given, &target.name, work.progress).await?;
        let prepared = stack::prepare(work.setting, clients, &target, work.progress).await?;
        let proposal = Proposal::of(&prepared);
        let is_changed = proposal.is_some();
        if let Some(proposal) = proposal {
            let answer = consent::ask(&[proposal], work.agreement, work.json, work.progress);
            if !matches!(answer, Ok(Answer::Go)) {
                stack::discard(clients, &prepared, work.progress).await?;
                return Ok(Step::Not(not(answer?)));
            }
        }
        let live = stack::execute(clients, &prepared, work.progress).await?;
        deployed.push(Deployed { region: live.region, name: live.name, is_changed, outputs: live.outputs });
    }
    Ok(Step::Done(deployed))
}

/// The stack, with what its stack set would give it.
async fn target(work: &Work<'_>, step: &StackStep, clients: &Clients) -> Result<Target, Failure> {
    let mut values = work.values(&clients.region);
    if step.stack_set.is_some() {
        let set = stack_set::desired(work.setting, step, &values)?;
        no_stack_set_has_it(work, &set.name, clients).await?;
        let own = values;
        values = set.parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        own.iter().filter_map(|(name, value)| Some((name, value?))).for_each(|(name, value)| values.set(name, value));
    }
    work.setting.target(step, &clients.region, &values)
}

/// What a stack set deploys has the same names as what is deployed directly: both cannot be in one region.
async fn no_stack_set_has_it(work: &Work<'_>, name: &str, clients: &Clients) -> Result<(), Failure> {
    let home = work.setting.session.clients(&work.setting.home()?);
    let live = stack_set::find(&home, name).await?;
    let region = &clients.region;
    if !live.is_some_and(|live| live.instances.iter().any(|instance| instance.region == *region)) {
        return Ok(());
    }
    Err(format!(
        "the stack set `{name}` deploys this environment in {region} already\nhelp: take --via stack-set, or another environment"
    )
    .into())
}
