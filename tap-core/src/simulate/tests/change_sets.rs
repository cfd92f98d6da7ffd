//! Change sets.

use super::{app, create, created, deployment, fail, paths, set, strike, update};
use crate::simulate::{Action, Change, Simulation, Status};

const BEFORE: &str = "
Resources:
  Same: { Type: AWS::SNS::Topic }
  Changed: { Type: AWS::SNS::Topic, Properties: { DisplayName: a } }
  Replaced: { Type: AWS::SNS::Topic, Properties: { TopicName: a } }
  User: { Type: AWS::SNS::Topic, Properties: { DisplayName: !Ref Replaced } }
  Removed: { Type: AWS::SNS::Topic }
";
const AFTER: &str = "
Resources:
  Same: { Type: AWS::SNS::Topic }
  Changed: { Type: AWS::SNS::Topic, Properties: { DisplayName: b } }
  Replaced: { Type: AWS::SNS::Topic, Properties: { TopicName: b } }
  User: { Type: AWS::SNS::Topic, Properties: { DisplayName: !Ref Replaced } }
  Added: { Type: AWS::SNS::Topic }
";

fn shown(changes: &[Change]) -> Vec<(&str, Action, bool, Vec<&str>)> {
    let mut shown = Vec::new();
    for change in changes {
        let properties = change.properties.iter().map(String::as_str).collect();
        shown.push((change.path.as_str(), change.action, change.replacement, properties));
    }
    shown
}

/// Change sets: a preview of how each resource would be affected, without doing anything.
#[test]
fn a_change_set_says_what_an_update_would_do() {
    let (before, after) = (app(BEFORE), app(AFTER));
    let mut simulation = created(&before);
    let (items, events) = (simulation.cloud.items(), simulation.cloud.events().len());
    let change_set = simulation.change_set(&deployment(&after)).unwrap();
    assert_eq!(
        shown(&change_set.changes),
        [
            ("app/Added", Action::Create, false, vec![]),
            ("app/Changed", Action::Update, false, vec!["DisplayName"]),
            ("app/Removed", Action::Delete, false, vec![]),
            ("app/Replaced", Action::Update, true, vec!["TopicName"]),
            ("app/User", Action::Update, false, vec!["DisplayName"]),
        ]
    );
    assert_eq!((simulation.cloud.items(), simulation.cloud.events().len()), (items, events));
    assert_eq!(simulation.cloud.status(super::REGION, "app"), Some(Status::CreateComplete));
}

/// What events say was done in the last operation, as changes are.
fn done(simulation: &Simulation<'_>, paths: &[&str]) -> Vec<(String, Action, bool)> {
    let each = |path: &&str| {
        let statuses = super::statuses(simulation, path);
        let has = |status: &str| statuses.iter().any(|at| at == status);
        let action = match () {
            () if has("CREATE_COMPLETE") => Action::Create,
            () if has("UPDATE_COMPLETE") => Action::Update,
            () if has("DELETE_COMPLETE") => Action::Delete,
            () => return None,
        };
        Some((path.to_string(), action, action == Action::Update && has("DELETE_COMPLETE")))
    };
    paths.iter().filter_map(each).collect()
}

/// Executing a change set makes exactly the changes that it shows.
#[test]
fn executing_it_does_what_it_says() {
    let (before, after) = (app(BEFORE), app(AFTER));
    let mut simulation = created(&before);
    let change_set = simulation.change_set(&deployment(&after)).unwrap();
    let outcome = simulation.execute(&change_set).unwrap();
    assert_eq!((outcome.status, outcome.reason), (Status::UpdateComplete, None));
    let all = ["app/Added", "app/Changed", "app/Removed", "app/Replaced", "app/Same", "app/User"];
    let expected: Vec<_> =
        change_set.changes.iter().map(|change| (change.path.clone(), change.action, change.replacement)).collect();
    assert_eq!(done(&simulation, &all), expected);
    let mut other = created(&before);
    update(&mut other, &deployment(&after));
    assert_eq!(other.cloud.items(), simulation.cloud.items());
}

/// A change set of a stack that is not there creates it.
#[test]
fn a_change_set_may_create() {
    let after = app(AFTER);
    let mut simulation = super::account();
    let change_set = simulation.change_set(&deployment(&after)).unwrap();
    assert!(change_set.changes.iter().all(|change| change.action == Action::Create));
    assert_eq!((change_set.changes.len(), paths(&simulation).len(), simulation.cloud.stacks().len()), (5, 0, 0));
    assert_eq!(simulation.execute(&change_set).unwrap().status, Status::CreateComplete);
}

/// Change sets of nested stacks show the whole hierarchy.
#[test]
fn nested_stacks_are_shown() {
    let root =
        "Resources: { Child: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: ./child.yaml, Tags: TAGS } } }";
    let before = set(&[("app", &root.replace("TAGS", "[]")), ("child", BEFORE)]);
    let after = set(&[("app", &root.replace("TAGS", "[{ Key: a, Value: b }]")), ("child", AFTER)]);
    let mut simulation = created(&before);
    let change_set = simulation.change_set(&deployment(&after)).unwrap();
    let paths: Vec<&str> = change_set.changes.iter().map(|change| change.path.as_str()).collect();
    assert_eq!(paths[..2], ["app/Child", "app/Child/Added"]);
    assert_eq!(paths.len(), 6);
}

/// After an update, other change sets of the stack are not valid any more; what happens to other stacks does not matter.
#[test]
fn a_change_set_gets_out_of_date() {
    let (before, after) = (app(BEFORE), app(AFTER));
    let mut simulation = created(&before);
    let change_set = simulation.change_set(&deployment(&after)).unwrap();
    let mut elsewhere = deployment(&after);
    elsewhere.stack = "other".to_string();
    elsewhere.region = "us-east-1".to_string();
    create(&mut simulation, &elsewhere);
    let again = change_set.clone();
    simulation.execute(&change_set).unwrap();
    assert_eq!(simulation.execute(&again).unwrap_err().to_string(), "the change set is out of date\nhelp: make it again");
}

/// "Change sets don't indicate whether CloudFormation will successfully update a stack": a fault is for the execution.
#[test]
fn a_change_set_foresees_no_fault() {
    let (before, after) = (app(BEFORE), app(AFTER));
    let mut simulation = created(&before);
    strike(&mut simulation, [fail(Action::Update, "app/Changed")]);
    let change_set = simulation.change_set(&deployment(&after)).unwrap();
    assert_eq!(simulation.execute(&change_set).unwrap().status, Status::UpdateRollbackComplete);
}

/// A change set without changes cannot be made.
#[test]
fn nothing_to_change_is_no_change_set() {
    let before = app(BEFORE);
    let mut simulation = created(&before);
    let said = simulation.change_set(&deployment(&before)).unwrap_err().to_string();
    assert_eq!(said, "no updates are to be performed");
}
