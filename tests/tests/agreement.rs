//! The plan, the diff and the simulation were written apart, and say the same of the platform: how long an operation takes, when each resource
//! is begun and done, and what an update does to it.

use std::collections::{BTreeMap, BTreeSet};
use tap_core::diff::{self, diff};
use tap_core::document::TemplateSet;
use tap_core::evaluate::Given;
use tap_core::model::App;
use tap_core::plan::{self, Estimates, Plan};
use tap_core::simulate::{self, Cloud, Simulation};
use tap_stacks::TransactionPlatform;
use tap_tests::edited::Edited;

const ROOT: &str = "TapStack";
const REGION: &str = "us-east-1";

fn given(deployment: &str, more: &[(&str, &str)]) -> Given {
    let digest = format!("123456789012.dkr.ecr.{REGION}.amazonaws.com/functions-dev@sha256:{}", "a".repeat(64));
    let mut given = Given::from_iter([("DeploymentId", deployment)]);
    for name in ["ValidatorImageUri", "MigratorImageUri", "OperationsImageUri"] {
        given.set(name, &digest);
    }
    more.iter().for_each(|(name, value)| given.set(name, value));
    given
}

fn planned<'s>(set: &'s TemplateSet, given: &Given) -> plan::Deployment<'s> {
    let mut deployment = plan::Deployment::new(set, ROOT, REGION);
    deployment.given = given.clone();
    deployment
}

fn simulated<'s>(set: &'s TemplateSet, given: &Given) -> simulate::Deployment<'s> {
    let mut deployment = simulate::Deployment::new(REGION, ROOT, set, ROOT);
    deployment.parameters = given.clone();
    deployment
}

fn own() -> Estimates {
    Estimates::of_app(TransactionPlatform::APP)
}

/// An account with the bootstrap in it, and how long that took.
fn account(set: &TemplateSet) -> Simulation<'_> {
    let estimates = own();
    let mut simulation =
        Simulation::new().timed_by(move |subject, action| estimates.figure(action.into(), subject).seconds.into());
    simulation.trust_secrets();
    simulation.create(&simulate::Deployment::new(REGION, "registry-stack", set, "registry-stack")).expect("a bootstrap");
    simulation
}

/// When each resource was begun and done, from the events since a time.
fn times(cloud: &Cloud<'_>, since: u64, done: &str) -> BTreeMap<String, (u64, u64)> {
    let mut begun = BTreeMap::new();
    let mut times = BTreeMap::new();
    let of_root = |event: &&simulate::Event| event.time >= since && event.stack.starts_with(ROOT) && !event.logical_id.is_empty();
    for event in cloud.events().iter().filter(of_root) {
        let path = format!("{}/{}", event.stack, event.logical_id);
        if event.status.ends_with("_IN_PROGRESS") {
            begun.entry(path).or_insert(event.time - since);
        } else if event.status == done {
            times.insert(path.clone(), (begun[&path], event.time - since));
        }
    }
    times
}

fn scheduled(plan: &Plan) -> BTreeMap<String, (u64, u64)> {
    let resources = plan.tasks.iter().filter(|task| task.kind != "AWS::CloudFormation::Stack");
    resources.map(|task| (task.path.clone(), (task.start.into(), task.end.into()))).collect()
}

#[test]
fn a_first_deployment_goes_as_planned_and_so_does_its_deletion() {
    let set = Edited::platform().set();
    let given = given("1", &[]);
    let mut simulation = account(&set);

    let plan = plan::create(&planned(&set, &given), &own()).expect("a plan");
    let since = simulation.cloud.clock();
    let outcome = simulation.create(&simulated(&set, &given)).expect("a creation");
    assert_eq!(outcome.seconds, u64::from(plan.seconds));
    let mut lived = times(&simulation.cloud, since, "CREATE_COMPLETE");
    let scheduled_times = scheduled(&plan);
    lived.retain(|path, _| scheduled_times.contains_key(path));
    assert_eq!(lived, scheduled_times);

    let plan = plan::delete(&planned(&set, &given), &own()).expect("a plan");
    let since = simulation.cloud.clock();
    let outcome = simulation.delete(REGION, ROOT).expect("a deletion");
    assert_eq!(outcome.seconds, u64::from(plan.seconds));
    let mut lived = times(&simulation.cloud, since, "DELETE_COMPLETE");
    let scheduled_times = scheduled(&plan);
    lived.retain(|path, _| scheduled_times.contains_key(path));
    assert_eq!(lived, scheduled_times);
}

/// What an update does to a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Done {
    Created,
    Updated,
    Replaced,
    Deleted,
}

#[test]
fn updates_do_what_is_planned_and_what_the_diff_says() {
    let release = |edit: &dyn Fn(&mut Edited)| {
        let mut edited = Edited::platform();
        edit(&mut edited);
        edited.set()
    };
    let same = release(&|_| {});
    let queues = release(&|edited| {
        edited.template("compute-stack")["Resources"]["Intake"]["Properties"]["VisibilityTimeout"] = 900.into();
    });
    let table = release(&|edited| {
        edited.template("storage-stack")["Resources"]["Sessions"]["Properties"]["TableName"] = "sessions-two".into();
    });
    let moved = release(&|edited| {
        edited.rename("database-stack", "AuroraMemory", "FreeMemory");
        edited.template("database-stack")["Resources"]["FreeMemory"]["Properties"]["AlarmName"] = "free-memory-two".into();
    });
    let image = format!("123456789012.dkr.ecr.{REGION}.amazonaws.com/functions-dev@sha256:{}", "b".repeat(64));
    for (what, new, parameters) in [
        ("a new deployment", &same, vec![]),
        ("new code", &same, vec![("ValidatorImageUri", image.as_str())]),
        ("a reader and flow logs", &same, vec![("DatabaseReader", "true"), ("FlowLogs", "true")]),
        ("closer monitoring", &same, vec![("MonitoringLevel", "detailed")]),
        ("a protected audit bucket", &same, vec![("AuditProtected", "true")]),
        ("a queue", &queues, vec![]),
        ("a table of another name", &table, vec![]),
        ("an alarm of another logical id", &moved, vec![]),
    ] {
        let (before, after) = (given("1", &[]), given("2", &parameters));
        let mut simulation = account(&same);
        simulation.create(&simulated(&same, &before)).expect("a creation");
        let change_set = simulation.change_set(&simulated(new, &after)).expect("a change set");
        let lived: BTreeMap<String, Done> = change_set
            .changes
            .iter()
            .filter(|change| change.kind != "AWS::CloudFormation::Stack")
            .map(|change| {
                let done = match change.action {
                    simulate::Action::Create => Done::Created,
                    simulate::Action::Update if change.replacement => Done::Replaced,
                    simulate::Action::Update => Done::Updated,
                    simulate::Action::Delete => Done::Deleted,
                };
                (change.path.clone(), done)
            })
            .collect();

        let plan = plan::update(&planned(&same, &before), &planned(new, &after), &own(), 0).expect("a plan");
        let mut planned_changes = BTreeMap::new();
        for task in plan.tasks.iter().filter(|task| task.kind != "AWS::CloudFormation::Stack") {
            let done = match task.action {
                plan::Action::Create => Done::Created,
                plan::Action::Update => Done::Updated,
                plan::Action::Replace => Done::Replaced,
                plan::Action::Delete if task.is_cleanup && planned_changes.contains_key(&task.path) => continue,
                plan::Action::Delete | plan::Action::Keep => Done::Deleted,
            };
            planned_changes.insert(task.path.clone(), done);
        }
        assert_eq!(lived, planned_changes, "{what}: the simulation and the plan");

        let side =
            |set, given: &Given| diff::Deployment { templates: set, parameters: given.clone(), region: Some(REGION.to_string()) };
        let said = diff(&side(&same, &before), &side(new, &after)).expect("a diff");
        let mut said_changes = BTreeSet::new();
        let resources = said.stacks.iter().flat_map(|stack| &stack.resources);
        for change in resources.filter(|change| change.path.starts_with(ROOT) && change.kind != "AWS::CloudFormation::Stack") {
            let path = format!("{}/{}", change.path, change.logical_id);
            let may_be = match (change.action, change.replacement) {
                (diff::Action::Add, _) => vec![Done::Created],
                (diff::Action::Remove, _) => vec![Done::Deleted],
                (diff::Action::Change, diff::Replacement::Never) => vec![Done::Updated],
                (diff::Action::Change, diff::Replacement::Maybe) => vec![Done::Updated, Done::Replaced],
                (diff::Action::Change, diff::Replacement::Always) => vec![Done::Replaced],
            };
            // What follows from a replacement that only may be need not happen.
            let follows = !change.properties.is_empty() && change.properties.iter().all(|property| !property.because.is_empty());
            match lived.get(&path) {
                Some(done) => assert!(may_be.contains(done), "{what}: {path} was {done:?}, the diff says {may_be:?}"),
                None => assert!(follows, "{what}: nothing was done to {path}, the diff says {may_be:?}"),
            }
            said_changes.insert(path);
        }
        let unsaid: Vec<_> = lived.keys().filter(|path| !said_changes.contains(*path)).collect();
        assert!(unsaid.is_empty(), "{what}: the diff says nothing of {unsaid:?}");

        let outcome = simulation.execute(&change_set).expect("an update");
        assert_eq!(outcome.seconds, u64::from(plan.seconds), "{what}");
    }
}
