//! `rollback`: what failed or is stuck is brought back, so that it can be deployed again.

use super::deploy::Via;
use super::survey::{Part, Root, Set, Survey, survey};
use crate::Outcome;
use crate::aws::Options;
use crate::aws::confirm;
use crate::aws::failure::Failure;
use crate::aws::progress::{Progress, reporter};
use crate::aws::setting::Setting;
use crate::aws::stack::{self, State, state};
use crate::aws::stack_set;
use clap::Args;
use futures_util::future::{join_all, try_join_all};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::Write;

/// What `rollback` takes.
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    options: Options,
    /// Do it without asking
    #[arg(long)]
    yes: bool,
    /// Leave a resource as it is that cannot go back, such as `Database.Writer`; as often as needed
    #[arg(long, value_name = "LOGICAL-ID")]
    skip: Vec<String>,
    /// Only what is deployed directly, or only what a stack set deploys; else both
    #[arg(long, value_enum, value_name = "WAY")]
    via: Option<Via>,
}

/// Something to repair.
enum Repair<'s> {
    Stack(&'s Root),
    /// A stack set, and its stacks that need it.
    Set(&'s Set, Vec<&'s Root>),
}

/// What was done: the region if it is one stack, what it is called, and what became of it.
struct Done {
    region: Option<String>,
    name: String,
    what: String,
}

/// Repairs what needs it, the last step of the deployment first, the bootstrap at the end.
///
/// # Errors
///
/// What cannot be repaired, why, and what to do; the rest is repaired all the same.
pub async fn run(arguments: &Arguments, app: Option<&str>, json: bool) -> Result<Outcome, Failure> {
    let setting = Setting::open(&arguments.options, app).await?;
    let progress = reporter(json, None);
    let survey = survey(&setting).await?;
    let groups = groups(&survey, arguments.via, &busy(&setting, &survey).await?);
    let done = if groups.is_empty() {
        Vec::new()
    } else {
        if !arguments.skip.is_empty() && !groups.iter().flatten().any(may_skip) {
            return Err("--skip is for a stack that is UPDATE_ROLLBACK_FAILED, and none is".to_string().into());
        }
        progress.pause();
        if !arguments.yes {
            // Who cannot see it is asked all the same.
            let _ = std::io::stderr().write_all(question(&groups).as_bytes());
        }
        if !confirm::ask("go on?", arguments.yes)? {
            return Ok(Outcome { text: "nothing is changed\n".to_string(), code: 1 });
        }
        repair(&setting, &groups, &arguments.skip, &progress).await?
    };
    progress.pause();
    Ok(Outcome::done(if json { machine(&done) } else { people(&setting, &done) }))
}

/// Names of the stack sets that AWS works on.
async fn busy(setting: &Setting, survey: &Survey) -> Result<BTreeSet<String>, Failure> {
    let home = setting.session.clients(&setting.home()?);
    let sets = survey.sets.iter().filter(|set| set.live.is_some());
    let names = try_join_all(sets.map(|set| async {
        let is_busy = stack_set::is_busy(&home, &set.name).await?;
        Ok::<_, Failure>(is_busy.then(|| set.name.clone()))
    }));
    Ok(names.await?.into_iter().flatten().collect())
}

/// What needs repair, in groups that are repaired one after the other; each side by side in all regions.
fn groups<'s>(survey: &'s Survey, via: Option<Via>, busy: &BTreeSet<String>) -> Vec<Vec<Repair<'s>>> {
    let last = |steps: &mut dyn Iterator<Item = usize>| steps.max().map_or(0, |last| last + 1);
    let of = |part: Part, step: usize| {
        let roots = survey.roots.iter().filter(move |root| root.part == part && root.step == step && is_wrong(root));
        roots.map(Repair::Stack).collect::<Vec<_>>()
    };
    let mut groups = Vec::new();
    let of_sets = survey.sets.iter().map(|set| set.step);
    let deployed = survey.roots.iter().filter(|root| root.part != Part::Bootstrap).map(|root| root.step);
    for step in (0..last(&mut deployed.chain(of_sets))).rev() {
        if via != Some(Via::Direct) {
            let sets = survey.sets.iter().filter(|set| set.step == step && set.live.is_some());
            groups.push(sets.filter_map(|set| self::set(survey, set, busy)).collect());
        }
        if via != Some(Via::StackSet) {
            groups.push(of(Part::Direct, step));
        }
    }
    let bootstrap = survey.roots.iter().filter(|root| root.part == Part::Bootstrap).map(|root| root.step);
    groups.extend((0..last(&mut { bootstrap })).rev().map(|step| of(Part::Bootstrap, step)));
    groups.retain(|group| !group.is_empty());
    groups
}

/// A stack set, if it or one of its stacks needs repair.
fn set<'s>(survey: &'s Survey, set: &'s Set, busy: &BTreeSet<String>) -> Option<Repair<'s>> {
    let own = |root: &&Root| root.part == Part::Instance(set.name.clone()) && (is_wrong(root) || root.problem.is_some());
    let roots: Vec<&Root> = survey.roots.iter().filter(own).collect();
    (busy.contains(&set.name) || !roots.is_empty()).then_some(Repair::Set(set, roots))
}

fn is_wrong(root: &Root) -> bool {
    !matches!(state(root.live.as_ref()), State::Absent | State::Settled)
}

/// Whether resources can be skipped, now or after what is under way.
fn may_skip(repair: &Repair<'_>) -> bool {
    let may = |root: &Root| matches!(state(root.live.as_ref()), State::RollbackFailed | State::Working);
    match repair {
        Repair::Stack(root) => may(root),
        Repair::Set(_, roots) => roots.iter().any(|root| may(root)),
    }
}

/// What is going to be done, before the question.
fn question(groups: &[Vec<Repair<'_>>]) -> String {
    let mut out = String::new();
    for repair in groups.iter().flatten() {
        match repair {
            Repair::Stack(root) => out.push_str(&line(root)),
            Repair::Set(set, roots) => {
                out.push_str(&format!("the stack set {}: what is under way is stopped, and its stacks are repaired\n", set.name));
                roots.iter().for_each(|root| out.push_str(&format!("  {}", line(root))));
            }
        }
    }
    out
}

fn line(root: &Root) -> String {
    let status = root.live.as_ref().map(|live| live.status.as_str());
    let what = match (state(root.live.as_ref()), status) {
        (State::Absent | State::Settled, _) => root.problem.as_deref().unwrap_or("nothing to do"),
        (State::Reviewed, _) => "nothing exists in it, and it is deleted",
        (State::Working, Some("UPDATE_IN_PROGRESS")) => "the update is stopped, and AWS goes back",
        (State::Working, _) => "its end is waited for",
        (State::CreationFailed, _) => "it is deleted with what is left in it",
        (State::RollbackFailed, _) => "AWS goes on going back",
        (State::UpdateFailed, _) => "AWS goes back to what was before the update",
        (State::DeletionFailed, _) => "it is deleted once more",
        (State::ImportFailed, _) => "it cannot be repaired from here",
    };
    let status = status.map_or(String::new(), |status| format!(" is {status}"));
    format!("{}{status}: {what}\n", root.called())
}

async fn repair(
    setting: &Setting,
    groups: &[Vec<Repair<'_>>],
    skip: &[String],
    progress: &Progress,
) -> Result<Vec<Done>, Failure> {
    let (mut done, mut failures) = (Vec::new(), Vec::new());
    for group in groups {
        let each = group.iter().map(|repair| async move {
            match repair {
                Repair::Stack(root) => {
                    let live = root.live.as_ref().map_or(root.name.as_str(), |live| live.id.as_str());
                    let what = stack::roll_back(&root.clients(setting), live, skip, progress).await?;
                    Ok::<_, Failure>(Done { region: Some(root.region.clone()), name: root.name.clone(), what })
                }
                Repair::Set(set, _) => {
                    let what = stack_set::roll_back(setting, &set.name, skip, progress).await?;
                    Ok(Done { region: None, name: set.name.clone(), what })
                }
            }
        });
        for one in join_all(each).await {
            match one {
                Ok(one) => done.push(one),
                Err(failure) => failures.push(failure.message),
            }
        }
    }
    if failures.is_empty() {
        return Ok(done);
    }
    progress.pause();
    // What was repaired is to be known, too.
    let repaired: String = done.iter().map(|one| format!("{}\n", one.what)).collect();
    Err(format!("{repaired}{}", failures.join("\n")).into())
}

fn people(setting: &Setting, done: &[Done]) -> String {
    if done.is_empty() {
        return format!("nothing of {} needs repair\n", setting.name);
    }
    done.iter().map(|one| format!("{}\n", one.what)).collect()
}

fn machine(done: &[Done]) -> String {
    let repaired: Vec<Value> =
        done.iter().map(|one| json!({ "region": one.region, "name": one.name, "what": one.what })).collect();
    format!("{}\n", json!({ "event": "done", "repaired": repaired }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::stack::Live;
    use crate::aws::stack_set::LiveSet;

    fn root(part: Part, step: usize, region: &str, status: &str) -> Root {
        let live = (!status.is_empty()).then(|| Live { status: status.into(), ..Live::default() });
        Root {
            part,
            step,
            template: "t".into(),
            name: format!("s{step}"),
            region: region.into(),
            live,
            problem: None,
            is_outdated: false,
        }
    }

    fn of_set(region: &str, status: &str, problem: Option<&str>) -> Root {
        Root { problem: problem.map(str::to_string), ..root(Part::Instance("all".into()), 0, region, status) }
    }

    fn survey(roots: Vec<Root>, has_set: bool) -> Survey {
        let live = has_set.then(LiveSet::default);
        Survey { roots, sets: vec![Set { step: 0, name: "all".into(), live }] }
    }

    fn names(groups: &[Vec<Repair<'_>>]) -> Vec<Vec<String>> {
        let name = |repair: &Repair<'_>| match repair {
            Repair::Stack(root) => root.called(),
            Repair::Set(set, roots) => format!("set {} with {}", set.name, roots.len()),
        };
        groups.iter().map(|group| group.iter().map(name).collect()).collect()
    }

    #[test]
    fn the_last_step_is_first_and_the_bootstrap_last() {
        let all = survey(
            vec![
                root(Part::Bootstrap, 0, "us-east-1", "ROLLBACK_COMPLETE"),
                root(Part::Bootstrap, 2, "us-east-1", "DELETE_FAILED"),
                root(Part::Bootstrap, 2, "eu-west-1", "UPDATE_COMPLETE"),
                root(Part::Direct, 0, "us-east-1", "UPDATE_ROLLBACK_FAILED"),
                root(Part::Direct, 1, "us-east-1", "UPDATE_FAILED"),
                root(Part::Direct, 1, "eu-west-1", "UPDATE_IN_PROGRESS"),
                root(Part::Direct, 1, "eu-west-2", ""),
                of_set("us-east-1", "UPDATE_COMPLETE", None),
                of_set("eu-west-1", "UPDATE_COMPLETE", Some("its last operation failed")),
            ],
            true,
        );
        let direct = [vec!["s1 in us-east-1", "s1 in eu-west-1"], vec!["s0 in us-east-1"]];
        let bootstrap = [vec!["s2 in us-east-1"], vec!["s0 in us-east-1"]];
        let set = [vec!["set all with 1"]];
        let wanted = |via, wanted: &[&[Vec<&str>]]| assert_eq!(names(&groups(&all, via, &BTreeSet::new())), wanted.concat());
        wanted(None, &[&direct[..1], &set, &direct[1..], &bootstrap]);
        wanted(Some(Via::Direct), &[&direct, &bootstrap]);
        wanted(Some(Via::StackSet), &[&set, &bootstrap]);
    }

    #[test]
    fn a_set_that_works_is_stopped_and_one_that_is_settled_is_left_alone() {
        let all = survey(vec![of_set("us-east-1", "UPDATE_COMPLETE", None)], true);
        assert!(groups(&all, None, &BTreeSet::new()).is_empty());
        let busy = BTreeSet::from(["all".to_string()]);
        assert_eq!(names(&groups(&all, None, &busy)), [["set all with 0"]]);
        assert!(groups(&survey(Vec::new(), false), None, &busy).is_empty());
    }

    #[test]
    fn only_what_cannot_go_back_is_skipped() {
        let may = |status: &str| may_skip(&Repair::Stack(&root(Part::Direct, 0, "us-east-1", status)));
        assert!(may("UPDATE_ROLLBACK_FAILED"));
        assert!(may("UPDATE_IN_PROGRESS"));
        assert!(!may("ROLLBACK_COMPLETE"));
    }

    #[test]
    fn the_question_says_what_becomes_of_each() {
        let all = survey(
            vec![
                root(Part::Direct, 0, "us-east-1", "REVIEW_IN_PROGRESS"),
                of_set("eu-west-1", "", Some("its last operation failed")),
            ],
            true,
        );
        assert_eq!(
            question(&groups(&all, None, &BTreeSet::new())),
            "the stack set all: what is under way is stopped, and its stacks are repaired\n  \
             s0 in eu-west-1: its last operation failed\n\
             s0 in us-east-1 is REVIEW_IN_PROGRESS: nothing exists in it, and it is deleted\n"
        );
    }
}
