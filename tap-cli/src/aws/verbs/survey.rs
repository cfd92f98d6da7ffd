//! Everything that the description names, as it is at AWS.

use super::names;
use crate::aws::description::StackStep;
use crate::aws::failure::Failure;
use crate::aws::session::Clients;
use crate::aws::setting::Setting;
use crate::aws::stack::{self, Live};
use crate::aws::stack_set::{self, LiveSet};
use futures_util::future::try_join_all;
use std::collections::BTreeSet;

/// What a stack is part of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// What comes first and stays.
    Bootstrap,
    /// A stack by itself.
    Direct,
    /// What a stack set of this name deploys.
    Instance(String),
}

/// A stack that the description names, or that a stack set makes of it.
#[derive(Clone, Debug)]
pub struct Root {
    pub part: Part,
    /// Its number among the stacks of the bootstrap or the deployment.
    pub step: usize,
    /// The name of its template in the set.
    pub template: String,
    /// Its name at AWS; of an instance that has no stack, that of the stack set.
    pub name: String,
    pub region: String,
    /// None if it does not exist.
    pub live: Option<Live>,
    /// What is wrong with an instance, as its stack set says.
    pub problem: Option<String>,
    /// Whether it is an instance that has not what its stack set has.
    pub is_outdated: bool,
}

/// A stack set that the description names.
#[derive(Clone, Debug)]
pub struct Set {
    /// The number of its step in the deployment.
    pub step: usize,
    pub name: String,
    /// None if it does not exist.
    pub live: Option<LiveSet>,
}

/// All of it.
pub struct Survey {
    /// Region by region, the bootstrap first, then the deployment, in the order of the description.
    pub roots: Vec<Root>,
    pub sets: Vec<Set>,
}

/// Looks at everything, side by side.
///
/// # Errors
///
/// A name that has no value, or AWS does not answer, or does not permit it.
pub async fn survey(setting: &Setting) -> Result<Survey, Failure> {
    let (bootstrap, deployment) = tokio::try_join!(bootstrap(setting), deployment(setting))?;
    let (mut roots, mut sets) = (bootstrap, Vec::new());
    for (found, set) in deployment {
        roots.extend(found);
        sets.extend(set);
    }
    let regions = regions(setting)?;
    let mut roots = expected(roots, &sets);
    roots.sort_by_key(|root| regions.iter().position(|region| *region == root.region));
    Ok(Survey { roots, sets })
}

/// Without what is missing where nobody wants it: what is deployed to one region by itself needs the bootstrap there only.
fn expected(mut roots: Vec<Root>, sets: &[Set]) -> Vec<Root> {
    let direct = roots.iter().filter(|root| root.part == Part::Direct && root.live.is_some());
    let direct: BTreeSet<String> = direct.map(|root| root.region.clone()).collect();
    if !direct.is_empty() && sets.iter().all(|set| set.live.is_none()) {
        roots.retain(|root| root.live.is_some() || direct.contains(&root.region));
    }
    roots
}

async fn bootstrap(setting: &Setting) -> Result<Vec<Root>, Failure> {
    let usual = setting.regions()?;
    let regions = regions(setting)?;
    let steps = setting.description.bootstrap_stacks().enumerate();
    let wanted = steps.flat_map(|(number, step)| regions.iter().map(move |region| (number, step, region)));
    let mut roots =
        try_join_all(wanted.map(|(number, step, region)| root(setting, Part::Bootstrap, number, step, region))).await?;
    roots.retain(|root| root.live.is_some() || usual.contains(&root.region));
    Ok(roots)
}

/// Where stacks may be: in the app's regions, and where the user says, since what is deployed to one region may be anywhere.
pub fn regions(setting: &Setting) -> Result<Vec<String>, Failure> {
    let mut regions = setting.regions()?;
    regions.extend(setting.session.region.clone().filter(|asked| !regions.contains(asked)));
    Ok(regions)
}

async fn root(setting: &Setting, part: Part, number: usize, step: &StackStep, region: &str) -> Result<Root, Failure> {
    let name = setting.expand(&step.name, region)?;
    let live = stack::find(&setting.session.clients(region), &name).await?;
    Ok(Root {
        part,
        step: number,
        template: step.stack.clone(),
        name,
        region: region.to_string(),
        live,
        problem: None,
        is_outdated: false,
    })
}

/// For each step its stacks, and its stack set if it has one.
async fn deployment(setting: &Setting) -> Result<Vec<(Vec<Root>, Option<Set>)>, Failure> {
    let steps = setting.description.deployment.iter().enumerate();
    try_join_all(steps.map(|(number, step)| one(setting, number, step))).await
}

async fn one(setting: &Setting, number: usize, step: &StackStep) -> Result<(Vec<Root>, Option<Set>), Failure> {
    let home = setting.home()?;
    let regions = regions(setting)?;
    let asked = setting.session.region.clone().unwrap_or_else(|| home.clone());
    let direct = try_join_all(regions.iter().map(|region| root(setting, Part::Direct, number, step, region)));
    let Some(template) = &step.stack_set else {
        let mut roots = direct.await?;
        let is_anywhere = roots.iter().any(|root| root.live.is_some());
        roots.retain(|root| if is_anywhere { root.live.is_some() } else { root.region == asked });
        return Ok((roots, None));
    };
    let name = names::of_set(setting, template, &home)?;
    let clients = setting.session.clients(&home);
    let (mut roots, live) = tokio::try_join!(direct, stack_set::find(&clients, &name))?;
    roots.retain(|root| root.live.is_some());
    if let Some(live) = &live {
        roots.extend(instances(setting, number, step, &name, live).await?);
    }
    // A stack by itself is there in its place.
    let is_wanted = live.is_some() || roots.is_empty();
    Ok((roots, is_wanted.then_some(Set { step: number, name, live })))
}

async fn instances(setting: &Setting, number: usize, step: &StackStep, set: &str, live: &LiveSet) -> Result<Vec<Root>, Failure> {
    let found = live.instances.iter().map(|instance| async move {
        let found = stack_set::stack_of(setting, instance).await?;
        Ok::<_, Failure>(Root {
            part: Part::Instance(set.to_string()),
            step: number,
            template: step.stack.clone(),
            name: found.as_ref().map_or_else(|| set.to_string(), |live| live.name.clone()),
            region: instance.region.clone(),
            live: found,
            is_outdated: instance.status == "OUTDATED",
            problem: problem(&instance.status, &instance.detailed_status, instance.reason.as_deref()),
        })
    });
    try_join_all(found).await
}

/// What is wrong with an instance, by its status, that of its last operation, and what AWS says.
fn problem(status: &str, detailed: &str, reason: Option<&str>) -> Option<String> {
    let what = match (status, detailed) {
        ("INOPERABLE", _) | (_, "INOPERABLE") => {
            "AWS cannot update the instance any more; it has to be deleted from the stack set"
        }
        (_, "FAILED" | "FAILED_IMPORT") => "its last operation failed",
        (_, "CANCELLED") => "its last operation was cancelled",
        (_, "SKIPPED_SUSPENDED_ACCOUNT") => "its account is suspended",
        _ => return None,
    };
    Some(reason.map_or_else(|| what.to_string(), |reason| format!("{what}: {reason}")))
}

impl Root {
    /// The clients of its region.
    pub fn clients(&self, setting: &Setting) -> Clients {
        setting.session.clients(&self.region)
    }

    /// What it is called for people: `tap-dev in eu-west-1`.
    pub fn called(&self) -> String {
        format!("{} in {}", self.name, self.region)
    }
}

#[cfg(test)]
mod tests {
    use super::{Part, Root, Set, expected, problem};
    use crate::aws::stack::Live;

    fn root(part: Part, region: &str, is_there: bool) -> Root {
        let live = is_there.then(Live::default);
        Root {
            part,
            step: 0,
            template: "t".into(),
            name: "n".into(),
            region: region.into(),
            live,
            problem: None,
            is_outdated: false,
        }
    }

    #[test]
    fn one_region_needs_the_bootstrap_there_only() {
        let roots = || vec![root(Part::Bootstrap, "us-east-1", false), root(Part::Bootstrap, "eu-west-1", false)];
        let set = [Set { step: 0, name: "tap-dev".into(), live: None }];
        assert_eq!(expected(roots(), &set).len(), 2);
        let with_direct = [roots(), vec![root(Part::Direct, "eu-west-1", true)]].concat();
        let left: Vec<String> = expected(with_direct, &[]).into_iter().map(|root| root.region).collect();
        assert_eq!(left, ["eu-west-1", "eu-west-1"]);
    }

    #[test]
    fn instances_say_what_is_wrong() {
        assert_eq!(problem("CURRENT", "SUCCEEDED", None), None);
        assert_eq!(problem("OUTDATED", "RUNNING", None), None);
        assert_eq!(problem("OUTDATED", "FAILED", Some("no role")).as_deref(), Some("its last operation failed: no role"));
        assert!(problem("INOPERABLE", "FAILED", None).is_some_and(|what| what.contains("deleted from the stack set")));
        assert_eq!(problem("OUTDATED", "SUCCEEDED", None), None);
    }
}
