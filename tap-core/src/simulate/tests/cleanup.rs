//! The cleanup after an update.

use super::{app, assert_consistent, created, deployment, fail, paths, property, set, statuses, strike, update, when};
use crate::simulate::{Action, Status, Why};

const BEFORE: &str = "
Resources:
  Kept: { Type: AWS::SNS::Topic, Properties: { DisplayName: one } }
  Base: { Type: AWS::SNS::Topic }
  Middle: { Type: AWS::SNS::Topic, DependsOn: Base }
  Top: { Type: AWS::SNS::Topic, DependsOn: Middle }
";
const AFTER: &str = "Resources: { Kept: { Type: AWS::SNS::Topic, Properties: { DisplayName: two } } }";

/// Stack status codes, UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: old resources are removed after the update itself is complete.
#[test]
fn what_is_removed_goes_only_in_the_cleanup() {
    let (before, after) = (app(BEFORE), app(AFTER));
    let mut simulation = created(&before);
    update(&mut simulation, &deployment(&after));
    assert_eq!(paths(&simulation), ["app/Kept"]);
    assert_eq!(statuses(&simulation, "app"), ["UPDATE_IN_PROGRESS", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "UPDATE_COMPLETE"]);
    let cleanup = when(&simulation, "app", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS");
    assert_eq!(when(&simulation, "app/Kept", "UPDATE_COMPLETE"), cleanup);
    assert_eq!(when(&simulation, "app/Top", "DELETE_IN_PROGRESS"), cleanup);
}

/// What depended on another goes before it, as in a deletion.
#[test]
fn the_cleanup_has_the_order_of_a_deletion() {
    let (before, after) = (app(BEFORE), app(AFTER));
    let mut simulation = created(&before);
    update(&mut simulation, &deployment(&after));
    let times = ["Top", "Middle", "Base"].map(|id| when(&simulation, &format!("app/{id}"), "DELETE_IN_PROGRESS"));
    assert_eq!([times[1] - times[0], times[2] - times[1]], [10, 10]);
}

/// Nested stacks: their cleanup waits until the root is done, since a sibling may still fail.
#[test]
fn nested_stacks_clean_up_when_the_root_is_done() {
    let root = "
Resources:
  Child: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: ./child.yaml } }
  Slow: { Type: AWS::SNS::Topic, Properties: { DisplayName: LABEL } }
";
    let before = set(&[("app", &root.replace("LABEL", "one")), ("child", BEFORE)]);
    let after = set(&[("app", &root.replace("LABEL", "two")), ("child", AFTER)]);
    let mut simulation = created(&before);
    update(&mut simulation, &deployment(&after));
    let done = when(&simulation, "app/Slow", "UPDATE_COMPLETE");
    assert!(when(&simulation, "app/Child", "UPDATE_COMPLETE") < done);
    assert_eq!(when(&simulation, "app/Child/Top", "DELETE_IN_PROGRESS"), done);
    assert_eq!(paths(&simulation), ["app/Child/Kept", "app/Slow"]);
}

/// "CloudFormation tries to delete a resource three times before it skips it and goes on": the update is complete, the resource is nobody's.
#[test]
fn what_cannot_be_deleted_three_times_is_left_behind() {
    let (before, after) = (app(BEFORE), app(AFTER));
    let mut simulation = created(&before);
    strike(&mut simulation, vec![fail(Action::Delete, "app/Middle"); 3]);
    update(&mut simulation, &deployment(&after));
    let kept: Vec<_> = simulation.cloud.kept().iter().map(|kept| (kept.path.as_str(), kept.why)).collect();
    assert_eq!(kept, [("app/Middle", Why::LeftBehind)]);
    assert_eq!(statuses(&simulation, "app/Middle").iter().filter(|status| *status == "DELETE_FAILED").count(), 3);
    assert_eq!(paths(&simulation), ["app/Kept"]);
    super::delete(&mut simulation);
    assert_eq!(simulation.cloud.kept().len(), 1);
}

/// The same, and the third attempt succeeds.
#[test]
fn what_can_be_deleted_at_last_is_deleted() {
    let (before, after) = (app(BEFORE), app(AFTER));
    let mut simulation = created(&before);
    strike(&mut simulation, vec![fail(Action::Delete, "app/Middle"); 2]);
    update(&mut simulation, &deployment(&after));
    assert_eq!((simulation.cloud.kept().len(), paths(&simulation)), (0, vec!["app/Kept".to_string()]));
}

/// An update that is rolled back removes nothing.
#[test]
fn a_rollback_keeps_what_would_have_been_removed() {
    let (before, after) = (app(BEFORE), app(AFTER));
    let mut simulation = created(&before);
    strike(&mut simulation, [fail(Action::Update, "app/Kept")]);
    assert_eq!(simulation.update(&deployment(&after)).unwrap().status, Status::UpdateRollbackComplete);
    assert_eq!(paths(&simulation), ["app/Base", "app/Kept", "app/Middle", "app/Top"]);
    assert_eq!(property(&simulation, "app/Kept", "DisplayName"), "one");
    assert_consistent(&simulation);
}

/// A nested stack that leaves the template goes in the cleanup with all that it has.
#[test]
fn a_nested_stack_is_removed_whole() {
    let root = "Resources:\n  Own: { Type: AWS::SNS::Topic }\n";
    let child = "  Child: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: ./child.yaml } }\n";
    let before = set(&[("app", &format!("{root}{child}")), ("child", BEFORE)]);
    let after = app(root);
    let mut simulation = created(&before);
    update(&mut simulation, &deployment(&after));
    assert_eq!(paths(&simulation), ["app/Own"]);
    assert_eq!(statuses(&simulation, "app/Child").last().unwrap(), "DELETE_COMPLETE");
}
