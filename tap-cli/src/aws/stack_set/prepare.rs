//! What would happen to a stack set.

use super::Target;
use super::calls::{Call, differences, steps};
use super::desired::Desired;
use super::follow::settle;
use super::live::{Instance, LiveSet, find};
use crate::aws::failure::Failure;
use crate::aws::progress::Progress;
use crate::aws::setting::Setting;
use crate::aws::stack::{self, Live, State};
use futures_util::future::{join_all, try_join_all};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use tap_core::diff::Diff;
use tap_core::document::TemplateSet;
use tap_core::evaluate::{Deployment, Given};
use tap_core::plan::{self, Plan};

/// A stack set, and what would happen to it.
pub struct Prepared {
    /// What it shall be.
    pub desired: Desired,
    /// What it is; none if there is none.
    pub live: Option<LiveSet>,
    /// How the stacks change, by region; nothing if nothing is to be done.
    pub changes: Vec<Change>,
    /// What the region that takes longest is planned to take; regions work side by side.
    pub plan: Option<Rc<Plan>>,
    /// Whether anything is to be done.
    pub is_needed: bool,
    /// The calls, step by step.
    pub(super) steps: Vec<Vec<Call>>,
}

/// What happens to the stack in a region.
pub struct Change {
    /// The region.
    pub region: String,
    /// How it differs.
    pub diff: Diff,
    /// What is to be known beyond that, of this stack and of the set.
    pub notes: Vec<String>,
}

/// Waits for what is under way with the stack set, then compares: the set with its resource, and the stacks in every region, with what is
/// nested in them, with the templates. Changes nothing.
///
/// # Errors
///
/// A call that fails; templates or parameters that are wrong; a stack that can only be changed after it has been repaired.
pub async fn prepare(setting: &Setting, desired: Desired, progress: &Progress) -> Result<Prepared, Failure> {
    let home = setting.session.clients(&setting.home()?);
    let template = setting.document(&desired.template)?;
    settle(setting, &desired.name, None, progress).await?;
    let live = find(&home, &desired.name).await?;
    let instances: BTreeMap<Target, &Instance> =
        live.iter().flat_map(|live| &live.instances).map(|instance| (instance.target(), instance)).collect();
    // Whether a stack was made at all, and is there still, tells only the stack.
    let stacks = try_join_all(instances.values().map(|instance| stack_of(setting, instance))).await?;
    let dead = dead(&desired.name, &setting.session.account, instances.values().copied().zip(&stacks))?;
    let stacks: BTreeMap<&Target, &Live> =
        instances.keys().zip(&stacks).filter_map(|(target, live)| Some((target, live.as_ref()?))).collect();
    let steps = steps(&desired, template, live.as_ref(), &dead);
    let mut prepared = Prepared { desired, live: None, changes: Vec::new(), plan: None, is_needed: !steps.is_empty(), steps };
    if prepared.is_needed {
        let touched: BTreeSet<Target> =
            prepared.steps.iter().flatten().filter_map(Call::targets).flat_map(super::Targets::each).collect();
        let templates = setting.set.only(&prepared.desired.template);
        let compared = touched.iter().map(|target| {
            let stack = (instances.get(target).copied(), stacks.get(target).copied());
            compare(setting, &prepared.desired, &templates, target, stack)
        });
        for compared in join_all(compared).await {
            let (change, plan) = compared?;
            prepared.changes.push(change);
            let is_longer = |other: &Rc<Plan>| plan.as_ref().is_some_and(|plan| plan.seconds > other.seconds);
            if prepared.plan.is_none() || prepared.plan.as_ref().is_some_and(is_longer) {
                prepared.plan = plan.map(Rc::new);
            }
        }
        if let Some(live) = &live {
            let differ = differences(&prepared.desired, template, live);
            let of_set: Vec<&str> = differ.into_iter().filter(|what| !matches!(*what, "template" | "parameters")).collect();
            if !of_set.is_empty() {
                let note = format!("the stack set {} gets another {}", live.name, of_set.join(", another "));
                prepared.changes.iter_mut().for_each(|change| change.notes.push(note.clone()));
            }
        }
    }
    prepared.live = live;
    Ok(prepared)
}

/// The stack of an instance; none if there is none, or none any more, or if it is in another account, which these credentials cannot look into.
///
/// # Errors
///
/// AWS does not answer, or does not permit it.
pub async fn stack_of(setting: &Setting, instance: &Instance) -> Result<Option<Live>, Failure> {
    match &instance.stack_id {
        Some(id) if instance.account == setting.session.account => {
            let live = stack::find(&setting.session.clients(&instance.region), id).await?;
            Ok(live.filter(|live| stack::state(Some(live)) != State::Absent))
        }
        _ => Ok(None),
    }
}

/// Instances whose stack can only be made anew.
fn dead<'i>(
    name: &str,
    account: &str,
    stacks: impl Iterator<Item = (&'i Instance, &'i Option<Live>)>,
) -> Result<BTreeSet<Target>, Failure> {
    let mut dead = BTreeSet::new();
    for (instance, live) in stacks {
        let region = &instance.region;
        match stack::state(live.as_ref()) {
            // Somebody has deleted it, which AWS does not tell of the instance.
            State::Absent if instance.stack_id.is_some() && instance.account == account && instance.status != "INOPERABLE" => {
                dead.insert(instance.target());
            }
            _ if instance.status == "CURRENT" => {}
            // AWS updates neither of them.
            State::CreationFailed | State::Reviewed => {
                dead.insert(instance.target());
            }
            State::RollbackFailed | State::UpdateFailed => {
                let status = live.as_ref().map(|live| live.status.as_str()).unwrap_or_default();
                return Err(format!(
                    "the stack of {name} in {region} is {status}, and AWS updates none that is\nhelp: `tap rollback` repairs it; then run this again"
                )
                .into());
            }
            State::DeletionFailed => {
                return Err(format!(
                    "the stack of {name} in {region} could not be deleted: {}\nhelp: `tap destroy` goes on with it",
                    live.as_ref().and_then(|live| live.reason.as_deref()).unwrap_or("AWS says no reason")
                )
                .into());
            }
            _ if instance.status == "INOPERABLE" => {
                return Err(format!(
                    "the stack of {name} in {region} is left out of all operations: {}\nhelp: `tap destroy` takes it out of the stack set",
                    instance.reason.as_deref().unwrap_or("a deletion failed")
                )
                .into());
            }
            _ => {}
        }
    }
    Ok(dead)
}

/// What happens to the stack in an account and region, and how long that is planned to take.
async fn compare(
    setting: &Setting,
    desired: &Desired,
    templates: &TemplateSet,
    (account, region): &Target,
    (instance, live): (Option<&Instance>, Option<&Live>),
) -> Result<(Change, Option<Plan>), Failure> {
    let root = desired.template.as_str();
    let within = |problem: String| Failure::from(format!("{} in {region}: {problem}", desired.name));
    let is_wanted = desired.targets().contains_key(&(account.clone(), region.clone()));
    let nothing = TemplateSet::default();
    let (templates, parameters) = if is_wanted { (templates, desired.given_in(region)) } else { (&nothing, Given::default()) };
    let new = Deployment { templates, parameters, region: Some(region.clone()) };
    let note = match (live, instance) {
        (None, Some(_)) if *account != setting.session.account => Some(format!(
            "the stack in the account {account} cannot be compared with these credentials, so all of it is shown as new"
        )),
        (None, Some(instance)) if instance.stack_id.is_some() => {
            Some("the stack of this instance does not exist any more, so all of it is shown as new".to_string())
        }
        _ => None,
    };
    let (before, given) = match live {
        None => (nothing.clone(), Given::default()),
        Some(live) => {
            let mut given = Given::default();
            for (name, value) in &live.parameters {
                // What AWS does not show.
                if value == "****" { given.set_unknown(name) } else { given.set(name, value) }
            }
            let tree = stack::tree(&setting.session.clients(region), live.clone()).await?;
            (tree.templates(root).map_err(within)?, given)
        }
    };
    let old = Deployment { templates: &before, parameters: given, region: Some(region.clone()) };
    let diff = tap_core::diff::diff(&old, &new).map_err(within)?;
    let plan = match (before.document(root), is_wanted) {
        (None, true) => Some(plan::create(&new, root, &setting.estimates)),
        (Some(_), true) => Some(plan::update(&old, &new, root, &setting.estimates, 0)),
        (Some(_), false) => Some(plan::delete(&old, root, &setting.estimates)),
        (None, false) => None,
    };
    let change = Change { region: region.clone(), diff, notes: note.into_iter().collect() };
    Ok((change, plan.transpose().map_err(within)?))
}
