//! Deletion of stacks.

use super::{REGION, account, app, create, created, delete, deployment, fail, failed, paths, refused, set, strike};
use crate::simulate::{Action, Status};

const CHAIN: &str = "
Resources:
  Base: { Type: AWS::SNS::Topic }
  Middle: { Type: AWS::SNS::Topic, DependsOn: Base }
  Top: { Type: AWS::SNS::Topic, DependsOn: Middle }
  Other: { Type: AWS::SNS::Topic }
";

/// DeleteStack: all resources go, and so does the stack.
#[test]
fn a_deleted_stack_is_gone() {
    let set = app(CHAIN);
    let mut simulation = created(&set);
    delete(&mut simulation);
    assert_eq!(simulation.cloud.stacks(), []);
    assert_eq!(simulation.delete(REGION, "app").unwrap().status, Status::DeleteComplete);
    create(&mut simulation, &deployment(&set));
}

/// Delete stack fails: what cannot be deleted stays, and so does what it depends on; everything else goes. The stack is DELETE_FAILED.
#[test]
fn a_deletion_that_fails_leaves_what_it_could_not_delete() {
    let set = app(CHAIN);
    let mut simulation = created(&set);
    strike(&mut simulation, [fail(Action::Delete, "app/Middle")]);
    let (status, reason) = failed(simulation.delete(REGION, "app"));
    assert_eq!((status, reason.as_str()), (Status::DeleteFailed, "app/Middle: DELETE failed"));
    assert_eq!(paths(&simulation), ["app/Base", "app/Middle"]);
    super::assert_consistent(&simulation);
}

/// Delete stack fails: the stack can be deleted again, and nothing else can be done with it.
#[test]
fn a_deletion_that_failed_can_be_repeated() {
    let set = app(CHAIN);
    let mut simulation = created(&set);
    strike(&mut simulation, vec![fail(Action::Delete, "app/Middle"); 2]);
    failed(simulation.delete(REGION, "app"));
    assert!(refused(simulation.update(&deployment(&set))).contains("delete it again"));
    assert!(refused(simulation.create(&deployment(&set))).contains("DELETE_FAILED"));
    assert_eq!(failed(simulation.delete(REGION, "app")).0, Status::DeleteFailed);
    delete(&mut simulation);
    assert_eq!(paths(&simulation), [""; 0]);
}

/// A nested stack that cannot be deleted fails the deletion of its root.
#[test]
fn a_failure_below_fails_the_deletion() {
    let root = "
Resources:
  Child: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: ./child.yaml } }
  Above: { Type: AWS::SNS::Topic, DependsOn: Child }
";
    let set = set(&[("app", root), ("child", CHAIN)]);
    let mut simulation = created(&set);
    strike(&mut simulation, [fail(Action::Delete, "app/Child/Base")]);
    let (status, reason) = failed(simulation.delete(REGION, "app"));
    assert_eq!((status, reason.as_str()), (Status::DeleteFailed, "app/Child/Base: DELETE failed"));
    assert_eq!(paths(&simulation), ["app/Child/Base"]);
    delete(&mut simulation);
    assert_eq!(simulation.cloud.stacks(), []);
}

/// Stacks are of a region: one of the same name in another is untouched.
#[test]
fn a_stack_of_another_region_stays() {
    let set = app(CHAIN);
    let mut simulation = account();
    let mut there = deployment(&set);
    there.region = "us-east-1".to_string();
    create(&mut simulation, &deployment(&set));
    create(&mut simulation, &there);
    delete(&mut simulation);
    assert_eq!(simulation.cloud.status("us-east-1", "app"), Some(Status::CreateComplete));
    assert_eq!(paths(&simulation).len(), 4);
}
