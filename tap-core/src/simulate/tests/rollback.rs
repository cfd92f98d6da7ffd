//! Rollback: of a creation, of an update, and one that fails itself.

use super::{
    By, account, app, assert_consistent, create, created, delete, deployment, fail, failed, ids, paths, property, refused,
    statuses, strike, update, when,
};
use crate::simulate::{Action, CustomAnswer, CustomRequest, Fault, Status};

const BEFORE: &str = "
Resources:
  Changed: { Type: AWS::SNS::Topic, Properties: { DisplayName: one } }
  Replaced: { Type: AWS::SNS::Topic, Properties: { TopicName: one }, DependsOn: Changed }
  Gone: { Type: AWS::SNS::Topic }
  Last: { Type: AWS::SNS::Topic, Properties: { DisplayName: one }, DependsOn: [Changed, Replaced] }
";
const AFTER: &str = "
Resources:
  Changed: { Type: AWS::SNS::Topic, Properties: { DisplayName: two } }
  Replaced: { Type: AWS::SNS::Topic, Properties: { TopicName: two }, DependsOn: Changed }
  Added: { Type: AWS::SNS::Topic }
  Last: { Type: AWS::SNS::Topic, Properties: { DisplayName: two }, DependsOn: [Changed, Replaced, Added] }
";

/// Stack failure options: by default all that a failed creation has made is deleted, the newest first; the stack stays as ROLLBACK_COMPLETE.
#[test]
fn a_failed_creation_is_undone() {
    let set = app(BEFORE);
    let mut simulation = account();
    strike(&mut simulation, [fail(Action::Create, "app/Last")]);
    let (status, reason) = failed(simulation.create(&deployment(&set)));
    assert_eq!((status, reason.as_str()), (Status::RollbackComplete, "app/Last: CREATE failed"));
    assert_eq!(paths(&simulation), [""; 0]);
    assert_eq!(statuses(&simulation, "app"), ["CREATE_IN_PROGRESS", "ROLLBACK_IN_PROGRESS", "ROLLBACK_COMPLETE"]);
    assert!(when(&simulation, "app/Replaced", "DELETE_COMPLETE") <= when(&simulation, "app/Changed", "DELETE_IN_PROGRESS"));
}

/// What is under way when something fails is cancelled, and undone with the rest.
#[test]
fn what_is_under_way_is_cancelled() {
    let set = app("Resources: { Slow: { Type: AWS::SNS::Topic }, Bad: { Type: AWS::SNS::Topic } }");
    let mut simulation = account();
    strike(&mut simulation, [fail(Action::Create, "app/Bad")]);
    failed(simulation.create(&deployment(&set)));
    assert_eq!(when(&simulation, "app/Slow", "CREATE_FAILED"), 10);
    assert_eq!(paths(&simulation), [""; 0]);
}

/// A rollback of a creation that cannot delete something is ROLLBACK_FAILED; the stack can be deleted again.
#[test]
fn a_rollback_that_cannot_delete_fails() {
    let set = app(BEFORE);
    let mut simulation = account();
    strike(&mut simulation, [fail(Action::Create, "app/Last"), fail(Action::Delete, "app/Replaced")]);
    assert_eq!(failed(simulation.create(&deployment(&set))).0, Status::RollbackFailed);
    // What it needs stays with it.
    assert_eq!(paths(&simulation), ["app/Changed", "app/Replaced"]);
    delete(&mut simulation);
    assert_eq!(paths(&simulation), [""; 0]);
}

/// Stack failure options: a failed update goes back. What was changed is changed back, what was replaced is kept and its replacement
/// deleted, what is new is deleted, what would have gone stays.
#[test]
fn a_failed_update_goes_back() {
    let (before, after) = (app(BEFORE), app(AFTER));
    let mut simulation = created(&before);
    let replaced = ids(&simulation, "app/Replaced");
    strike(&mut simulation, [fail(Action::Update, "app/Last")]);
    let (status, reason) = failed(simulation.update(&deployment(&after)));
    assert_eq!((status, reason.as_str()), (Status::UpdateRollbackComplete, "app/Last: UPDATE failed"));
    assert_eq!(paths(&simulation), ["app/Changed", "app/Gone", "app/Last", "app/Replaced"]);
    assert_eq!(ids(&simulation, "app/Replaced"), replaced);
    for path in ["app/Changed", "app/Last"] {
        assert_eq!(property(&simulation, path, "DisplayName"), "one");
    }
    assert_eq!(statuses(&simulation, "app/Gone"), [""; 0]);
    let way = ["UPDATE_IN_PROGRESS", "UPDATE_ROLLBACK_IN_PROGRESS", "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS"];
    assert_eq!(statuses(&simulation, "app")[..3], way);
    // New resources go when all is as it was.
    let cleanup = when(&simulation, "app", way[2]);
    assert_eq!(when(&simulation, "app/Added", "DELETE_IN_PROGRESS"), cleanup);
    assert_consistent(&simulation);
    update(&mut simulation, &deployment(&after));
}

/// Continue rolling back an update: a change that cannot be undone makes UPDATE_ROLLBACK_FAILED. Then only the rollback can go on, and the
/// stack is as before.
#[test]
fn a_rollback_that_fails_can_be_continued() {
    let (before, after) = (app(BEFORE), app(AFTER));
    let mut simulation = created(&before);
    // Its update fails, and so does the one that would undo it.
    strike(&mut simulation, vec![fail(Action::Update, "app/Last"); 2]);
    let (status, _) = failed(simulation.update(&deployment(&after)));
    assert_eq!(status, Status::UpdateRollbackFailed);
    assert!(refused(simulation.update(&deployment(&after))).contains("continue its rollback first"));
    let outcome = simulation.continue_rollback(super::REGION, "app").unwrap();
    assert_eq!((outcome.status, outcome.reason), (Status::UpdateRollbackComplete, None));
    assert_eq!(paths(&simulation), ["app/Changed", "app/Gone", "app/Last", "app/Replaced"]);
    assert_eq!(property(&simulation, "app/Last", "DisplayName"), "one");
    assert_consistent(&simulation);
    let said = refused(simulation.continue_rollback(super::REGION, "app"));
    assert!(said.ends_with("there is no rollback to continue"), "{said}");
}

/// A rollback that goes on may fail again, and be continued again.
#[test]
fn a_continued_rollback_may_fail_again() {
    let (before, after) = (app(BEFORE), app(AFTER));
    let mut simulation = created(&before);
    strike(&mut simulation, vec![fail(Action::Update, "app/Last"); 3]);
    failed(simulation.update(&deployment(&after)));
    let outcome = simulation.continue_rollback(super::REGION, "app").unwrap();
    assert_eq!((outcome.status, outcome.reason.as_deref()), (Status::UpdateRollbackFailed, Some("app/Last: UPDATE failed")));
    let outcome = simulation.continue_rollback(super::REGION, "app").unwrap();
    assert_eq!(outcome.status, Status::UpdateRollbackComplete);
}

/// A stack whose rollback failed can be deleted: with what it was, and with what the update had made.
#[test]
fn a_stack_whose_rollback_failed_can_be_deleted() {
    let text = |value: &str| {
        format!(
            "
Resources:
  First: {{ Type: Custom::First, Properties: {{ ServiceToken: x, Value: {value} }} }}
  Replaced: {{ Type: AWS::SNS::Topic, Properties: {{ TopicName: {value} }}, DependsOn: First }}
  Last: {{ Type: AWS::SNS::Topic, Properties: {{ DisplayName: {value} }}, DependsOn: Replaced }}
"
        )
    };
    let (before, after) = (app(&text("one")), app(&text("two")));
    let stubborn = By(|request: &CustomRequest| match (request.action, request.in_rollback) {
        (Action::Update, true) => CustomAnswer::failed("no way back"),
        _ => CustomAnswer::success(),
    });
    let mut simulation = account().answered_by(stubborn);
    create(&mut simulation, &deployment(&before));
    strike(&mut simulation, [fail(Action::Update, "app/Last")]);
    assert_eq!(simulation.update(&deployment(&after)).unwrap().status, Status::UpdateRollbackFailed);
    // What comes after `First` did not go back.
    assert_eq!(ids(&simulation, "app/Replaced").len(), 2);
    delete(&mut simulation);
    assert_eq!((paths(&simulation), simulation.cloud.kept()), (Vec::new(), &[][..]));
}

/// CancelUpdateStack: an update under way is rolled back.
#[test]
fn an_update_can_be_cancelled() {
    let (before, after) = (app(BEFORE), app(AFTER));
    let mut simulation = created(&before);
    strike(&mut simulation, [Fault::Cancel(15)]);
    let (status, reason) = failed(simulation.update(&deployment(&after)));
    assert_eq!((status, reason.as_str()), (Status::UpdateRollbackComplete, "app: the user cancelled the update"));
    assert_eq!(property(&simulation, "app/Changed", "DisplayName"), "one");
    assert_eq!(paths(&simulation), ["app/Changed", "app/Gone", "app/Last", "app/Replaced"]);
    assert_eq!(simulation.faults.struck(), [Fault::Cancel(15)]);
}

/// CancelUpdateStack: one that is done is not cancelled any more, and neither is its cleanup.
#[test]
fn an_update_that_is_done_is_not_cancelled() {
    let (before, after) = (app(BEFORE), app(AFTER));
    let mut simulation = created(&before);
    strike(&mut simulation, [Fault::Cancel(31)]);
    let seconds = update(&mut simulation, &deployment(&after));
    assert!(seconds > 31);
}
