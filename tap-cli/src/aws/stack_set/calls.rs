//! What differs between a stack set and what it shall be, and which calls of the API make it so.
//!
//! What holds, from AWS's documentation of the API:
//!
//! - `UpdateStackSet` gives the set a new template and parameters at once, even if the operation that follows fails, and marks all
//!   instances as OUTDATED. The operation brings only those of the named accounts and regions up to date; they keep their overrides.
//! - `UpdateStackInstances` gives instances other overrides, and brings them up to date with the set. Without overrides in the call they
//!   keep theirs; a list that leaves one out takes it back.
//! - A parameter that is new in the template can only be overridden after `UpdateStackSet` has updated that instance.
//! - `CreateStackInstances` uses the set as it is by then.
//! - With managed execution, operations on different instances run side by side.
//!
//! So `UpdateStackSet` is limited to instances whose values are right with the overrides that they have, and the others get theirs by
//! `UpdateStackInstances` beside it: no stack is updated twice, and none is updated with a value of another region in between. Where there
//! is no way around it, for new parameters and if no instance may keep its overrides, the second call comes after the first has ended.

use super::Target;
use super::desired::{Desired, Group, merged};
use super::live::LiveSet;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use tap_core::document::Document;

/// Accounts, and regions in each of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Targets {
    /// The accounts.
    pub accounts: BTreeSet<String>,
    /// The regions.
    pub regions: BTreeSet<String>,
}

impl Targets {
    /// Every account and region.
    pub fn each(&self) -> impl Iterator<Item = Target> {
        self.accounts.iter().flat_map(|account| self.regions.iter().map(|region| (account.clone(), region.clone())))
    }

    /// As few of them as needed for these accounts and regions, and no others: a call of the API names all regions of all its accounts.
    pub(super) fn of(targets: impl IntoIterator<Item = Target>) -> Vec<Targets> {
        let mut by_region: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (account, region) in targets {
            by_region.entry(region).or_default().insert(account);
        }
        let mut by_accounts: BTreeMap<BTreeSet<String>, BTreeSet<String>> = BTreeMap::new();
        for (region, accounts) in by_region {
            by_accounts.entry(accounts).or_default().insert(region);
        }
        by_accounts.into_iter().map(|(accounts, regions)| Targets { accounts, regions }).collect()
    }
}

/// A call of the API that changes something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Call {
    /// `CreateStackSet`, which makes no stacks.
    CreateSet,
    /// `UpdateStackSet`, limited to these instances; to none if there are none.
    UpdateSet(Targets),
    /// `CreateStackInstances` with these overrides.
    CreateInstances(Targets, BTreeMap<String, String>),
    /// `UpdateStackInstances` with these overrides; none leaves them as they are.
    UpdateInstances(Targets, Option<BTreeMap<String, String>>),
    /// `DeleteStackInstances`, with their stacks.
    DeleteInstances(Targets),
}

impl Call {
    /// The instances.
    pub fn targets(&self) -> Option<&Targets> {
        match self {
            Call::CreateSet => None,
            Call::UpdateSet(targets)
            | Call::CreateInstances(targets, _)
            | Call::UpdateInstances(targets, _)
            | Call::DeleteInstances(targets) => Some(targets),
        }
    }

    /// The id of its operation: the same for the same call of the same deployment, another for any other.
    pub(super) fn operation(&self, deployment: &str) -> String {
        let kind = match self {
            Call::CreateSet => "set",
            Call::UpdateSet(_) => "update",
            Call::CreateInstances(..) => "create",
            Call::UpdateInstances(..) => "override",
            Call::DeleteInstances(_) => "delete",
        };
        let mut hash = Sha256::new();
        for (account, region) in self.targets().into_iter().flat_map(Targets::each) {
            hash.update(format!("{account} {region}\n"));
        }
        let targets: String = hash.finalize().iter().take(4).map(|byte| format!("{byte:02x}")).collect();
        let allowed = |letter: char| if letter.is_ascii_alphanumeric() { letter } else { '-' };
        format!("tap-{}-{kind}-{targets}", deployment.chars().take(64).map(allowed).collect::<String>())
    }
}

/// What the set itself has otherwise, apart from its instances; how operations go about it is no difference by itself, and goes along with
/// the next update.
pub(super) fn differences(desired: &Desired, template: &Document, live: &LiveSet) -> Vec<&'static str> {
    let effective = |given: &BTreeMap<String, String>| {
        let defaults =
            template.parameters.iter().filter_map(|(name, parameter)| Some((name.clone(), parameter.default.clone()?)));
        let mut values = merged(&defaults.collect(), Some(given));
        // AWS shows none of these.
        values.retain(|name, _| template.parameters.get(name).is_none_or(|parameter| !parameter.no_echo));
        values
    };
    // AWS shows CloudFormation's own names of roles if none are given.
    let is_other = |wanted: &Option<String>, is: &Option<String>| wanted.is_some() && wanted != is;
    let all = [
        (!is_same_template(&live.template, template.source.text()), "template"),
        (effective(&desired.parameters) != effective(&live.parameters), "parameters"),
        (desired.tags != live.tags, "tags"),
        (desired.description.as_deref().unwrap_or_default() != live.description.as_deref().unwrap_or_default(), "description"),
        (is_other(&desired.administration_role_arn, &live.administration_role_arn), "administration role"),
        (is_other(&desired.execution_role_name, &live.execution_role_name), "execution role"),
    ];
    all.into_iter().filter(|(differs, _)| *differs).map(|(_, what)| what).collect()
}

/// Whether two texts are the same template: AWS may give the text back with other spaces.
fn is_same_template(one: &str, other: &str) -> bool {
    let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).ok();
    one == other || value(one).is_some_and(|one| Some(one) == value(other))
}

/// The calls that make a stack set as it shall be, in steps: what is in one step runs side by side, begun in this order. Nothing is to be
/// done if there are none.
///
/// `dead` are instances whose stack was never made completely: it can only be deleted and made anew.
pub(super) fn steps(desired: &Desired, template: &Document, live: Option<&LiveSet>, dead: &BTreeSet<Target>) -> Vec<Vec<Call>> {
    let wanted = desired.targets();
    let Some(live) = live else { return vec![vec![Call::CreateSet], create(desired, &|_| true)] };
    let there: BTreeMap<Target, _> = live.instances.iter().map(|instance| (instance.target(), instance)).collect();
    let differs = !differences(desired, template, live).is_empty();
    let known: BTreeSet<String> = match Document::read("live", &live.template) {
        Ok(document) => document.parameters.keys().cloned().collect(),
        Err(_) => live.parameters.keys().cloned().collect(),
    };

    // Those that are brought up to date with the overrides that they have, and those that get others.
    let (mut kept, mut other) = (BTreeSet::new(), BTreeSet::new());
    for (target, instance) in there.iter().filter(|(target, _)| !dead.contains(*target)) {
        let Some(group) = wanted.get(target) else { continue };
        let with = |overrides| merged(&desired.parameters, Some(overrides));
        if with(&instance.overrides) == with(&group.overrides) {
            kept.extend((differs || instance.status != "CURRENT").then(|| target.clone()));
            continue;
        }
        other.insert(target.clone());
        let has_new = group.overrides.keys().any(|name| !known.contains(name));
        kept.extend((differs && has_new).then(|| target.clone()));
    }
    let mut up_to_date = Targets::of(kept.iter().cloned());
    if differs && up_to_date.is_empty() {
        // A call without any instance would update all.
        up_to_date = Targets::of(other.iter().cloned()).into_iter().take(1).collect();
    }
    let updated: BTreeSet<Target> = up_to_date.iter().flat_map(Targets::each).collect();
    let mut up_to_date = up_to_date.into_iter();
    let mut now = Vec::new();
    if differs {
        now.push(Call::UpdateSet(up_to_date.next().unwrap_or_default()));
    }
    now.extend(up_to_date.map(|targets| Call::UpdateInstances(targets, None)));
    let overriding = |is_updated: bool| {
        let of_group = |group: &Group| {
            let targets = other.iter().filter(|target| wanted[*target] == group && updated.contains(*target) == is_updated);
            let calls = Targets::of(targets.cloned()).into_iter();
            calls.map(|targets| Call::UpdateInstances(targets, Some(group.overrides.clone()))).collect::<Vec<_>>()
        };
        desired.groups.iter().flat_map(of_group).collect::<Vec<_>>()
    };
    now.extend(overriding(false));
    now.extend(create(desired, &|target| !there.contains_key(target) || dead.contains(target)));
    let delete = |which: &dyn Fn(&Target) -> bool| {
        Targets::of(there.keys().filter(|target| which(target)).cloned())
            .into_iter()
            .map(Call::DeleteInstances)
            .collect::<Vec<_>>()
    };
    let steps = [
        delete(&|target| dead.contains(target) && wanted.contains_key(target)),
        now,
        overriding(true),
        delete(&|target| !wanted.contains_key(target)),
    ];
    steps.into_iter().filter(|calls| !calls.is_empty()).collect()
}

/// Calls that make the instances that are wanted and chosen.
fn create(desired: &Desired, is_chosen: &dyn Fn(&Target) -> bool) -> Vec<Call> {
    let wanted = desired.targets();
    let of_group = |group: &Group| {
        let targets = wanted.iter().filter(|(target, of)| **of == group && is_chosen(target));
        let calls = Targets::of(targets.map(|(target, _)| target.clone())).into_iter();
        calls.map(|targets| Call::CreateInstances(targets, group.overrides.clone())).collect::<Vec<_>>()
    };
    desired.groups.iter().flat_map(of_group).collect()
}
