//! `DeletionPolicy` and `UpdateReplacePolicy`.

use super::{REGION, account, app, create, created, delete, deployment, fail, failed, paths, set, strike, update};
use crate::simulate::{Action, Simulation, Status, Why};

fn cluster(policies: &str, more: &str) -> String {
    format!(
        "Resources:
  Db:
    Type: AWS::RDS::DBCluster
    {policies}
    Properties: {{ Engine: aurora-mysql, MasterUsername: root, MasterUserPassword: 'x12345678', DatabaseName: a{more} }}
"
    )
}

fn topic(policies: &str, name: &str) -> String {
    format!("Resources:\n  It: {{ Type: AWS::SNS::Topic, {policies}Properties: {{ TopicName: {name} }} }}\n")
}

fn kept(simulation: &Simulation<'_>) -> Vec<(String, Why)> {
    simulation.cloud.kept().iter().map(|kept| (kept.path.clone(), kept.why)).collect()
}

fn kept_after_deletion(text: &str) -> Vec<(String, Why)> {
    let set = app(text);
    let mut simulation = created(&set);
    delete(&mut simulation);
    assert_eq!(paths(&simulation), [""; 0]);
    kept(&simulation)
}

fn only(path: &str, why: Why) -> Vec<(String, Why)> {
    vec![(path.to_string(), why)]
}

/// DeletionPolicy: a resource without one is deleted; `Retain` keeps it, `RetainExceptOnCreate` too unless its creation is undone.
#[test]
fn deletion_of_the_stack() {
    assert_eq!(kept_after_deletion(&topic("", "a")), []);
    assert_eq!(kept_after_deletion(&topic("DeletionPolicy: Delete, ", "a")), []);
    for policy in ["Retain", "RetainExceptOnCreate"] {
        assert_eq!(kept_after_deletion(&topic(&format!("DeletionPolicy: {policy}, "), "a")), only("app/It", Why::Retained));
    }
}

/// DeletionPolicy: `Snapshot` deletes the resource and keeps a snapshot, of types that have snapshots; others are deleted.
#[test]
fn snapshots() {
    assert_eq!(kept_after_deletion(&cluster("DeletionPolicy: Snapshot", "")), only("app/Db", Why::Snapshot));
    assert_eq!(kept_after_deletion(&topic("DeletionPolicy: Snapshot, ", "a")), []);
}

/// DeletionPolicy: the default is `Snapshot` for clusters of RDS, and for instances that belong to none.
#[test]
fn defaults_of_rds() {
    assert_eq!(kept_after_deletion(&cluster("", "")), only("app/Db", Why::Snapshot));
    assert_eq!(kept_after_deletion(&cluster("DeletionPolicy: Delete", "")), []);
    let instance = "  One:
    Type: AWS::RDS::DBInstance
    Properties: { DBInstanceClass: db.t3.medium, Engine: MORE }
";
    let alone = "mysql, MasterUsername: root, MasterUserPassword: x12345678, AllocatedStorage: '20'";
    let alone = format!("Resources:\n{}", instance.replace("MORE", alone));
    assert_eq!(kept_after_deletion(&alone), only("app/One", Why::Snapshot));
    let member = instance.replace("MORE", "aurora-mysql, DBClusterIdentifier: !Ref Db");
    assert_eq!(kept_after_deletion(&format!("{}{member}", cluster("", ""))), only("app/Db", Why::Snapshot));
}

/// DeletionPolicy: "also applies to stack update operations that lead to resources being deleted".
#[test]
fn removal_from_the_template() {
    let rest = "  Rest: { Type: AWS::SNS::Topic }\n";
    let after = app(&format!("Resources:\n{rest}"));
    for (text, expected) in [
        (topic("DeletionPolicy: Retain, UpdateReplacePolicy: Delete, ", "a"), only("app/It", Why::Retained)),
        (topic("DeletionPolicy: RetainExceptOnCreate, ", "a"), only("app/It", Why::Retained)),
        (topic("UpdateReplacePolicy: Retain, ", "a"), vec![]),
        (cluster("", ""), only("app/Db", Why::Snapshot)),
    ] {
        let before = app(&format!("{text}{rest}"));
        let mut simulation = created(&before);
        update(&mut simulation, &deployment(&after));
        assert_eq!((paths(&simulation), kept(&simulation)), (vec!["app/Rest".to_string()], expected), "{text}");
    }
}

/// UpdateReplacePolicy decides about the old resource of a replacement, and DeletionPolicy does not. Without one it is deleted, of RDS too.
#[test]
fn replacement() {
    for (policies, expected) in [
        ("", vec![]),
        ("UpdateReplacePolicy: Delete, ", vec![]),
        ("DeletionPolicy: Retain, ", vec![]),
        ("UpdateReplacePolicy: Retain, ", only("app/It", Why::Retained)),
        ("UpdateReplacePolicy: Snapshot, ", vec![]),
    ] {
        let (before, after) = (app(&topic(policies, "a")), app(&topic(policies, "b")));
        let mut simulation = created(&before);
        update(&mut simulation, &deployment(&after));
        assert_eq!((paths(&simulation).len(), kept(&simulation)), (1, expected), "{policies}");
    }
    for (policies, expected) in [("", vec![]), ("UpdateReplacePolicy: Snapshot", only("app/Db", Why::Snapshot))] {
        let before = app(&cluster(policies, ""));
        let after = app(&cluster(policies, "").replace("DatabaseName: a", "DatabaseName: b"));
        let mut simulation = created(&before);
        update(&mut simulation, &deployment(&after));
        assert_eq!((paths(&simulation).len(), kept(&simulation)), (1, expected), "{policies}");
    }
}

/// The rollback of a creation: `Retain` keeps, `RetainExceptOnCreate` does not, `Snapshot` makes one of what is
/// complete only.
#[test]
fn rollback_of_a_creation() {
    let last = "  Last: { Type: AWS::SNS::Topic, DependsOn: WHAT }\n";
    for (text, id, expected) in [
        (topic("DeletionPolicy: Retain, ", "a"), "It", only("app/It", Why::Retained)),
        (topic("DeletionPolicy: RetainExceptOnCreate, ", "a"), "It", vec![]),
        (cluster("DeletionPolicy: Snapshot", ""), "Db", only("app/Db", Why::Snapshot)),
    ] {
        let set = app(&format!("{text}{}", last.replace("WHAT", id)));
        let mut simulation = account();
        strike(&mut simulation, [fail(Action::Create, "app/Last")]);
        assert_eq!(failed(simulation.create(&deployment(&set))).0, Status::RollbackComplete);
        assert_eq!((paths(&simulation).len(), kept(&simulation)), (0, expected));
    }
    let set = app(&cluster("DeletionPolicy: Snapshot", ""));
    let mut simulation = account();
    strike(&mut simulation, [fail(Action::Create, "app/Db")]);
    assert_eq!(failed(simulation.create(&deployment(&set))).0, Status::RollbackComplete);
    assert_eq!(kept(&simulation), []);
}

/// What an update has made new is not kept by `RetainExceptOnCreate` when the update is rolled back: it was made by this very operation.
#[test]
fn rollback_of_an_update() {
    let before = app("Resources:\n  Last: { Type: AWS::SNS::Topic, Properties: { DisplayName: a } }\n");
    for (policy, count) in [("Retain", 1), ("RetainExceptOnCreate", 0), ("Delete", 0)] {
        let last = "  Last: { Type: AWS::SNS::Topic, DependsOn: It, Properties: { DisplayName: b } }\n";
        let after = app(&format!("{}{last}", topic(&format!("DeletionPolicy: {policy}, "), "a")));
        let mut simulation = created(&before);
        strike(&mut simulation, [fail(Action::Update, "app/Last")]);
        assert_eq!(failed(simulation.update(&deployment(&after))).0, Status::UpdateRollbackComplete);
        assert_eq!((paths(&simulation), kept(&simulation).len()), (vec!["app/Last".to_string()], count), "{policy}");
    }
}

/// DeletionPolicy: "you can retain a nested stack": it lives on with all that it has.
#[test]
fn a_nested_stack_is_retained() {
    let root = "Resources: { Child: { Type: AWS::CloudFormation::Stack, DeletionPolicy: Retain, Properties: { TemplateURL: ./child.yaml } } }";
    let set = set(&[("app", root), ("child", &topic("", "a"))]);
    let mut simulation = created(&set);
    delete(&mut simulation);
    assert_eq!(paths(&simulation), ["app/Child/It"]);
    let stacks = simulation.cloud.stacks();
    assert_eq!(stacks.len(), 1);
    simulation.delete(REGION, &stacks[0].1).unwrap();
    assert_eq!(paths(&simulation), [""; 0]);
}

/// A retained resource keeps its name: the stack cannot be created again beside it.
#[test]
fn what_is_retained_keeps_its_name() {
    let set = app(&topic("DeletionPolicy: Retain, ", "a"));
    let mut simulation = created(&set);
    delete(&mut simulation);
    let (status, reason) = failed(simulation.create(&deployment(&set)));
    assert_eq!((status, reason.as_str()), (Status::RollbackComplete, "app/It: AWS::SNS::Topic of this name already exists"));
    create(&mut account(), &deployment(&set));
}

/// Policies hold beside a stack set that is deleted in the same operation.
#[test]
fn a_stack_set_beside_it_changes_no_policy() {
    let root = "
Resources:
  Kept: { Type: AWS::SNS::Topic, DeletionPolicy: Retain }
  Everywhere:
    Type: AWS::CloudFormation::StackSet
    DependsOn: Kept
    Properties:
      StackSetName: everywhere
      PermissionModel: SELF_MANAGED
      TemplateURL: https://x/child.yaml
      StackInstancesGroup: [{ DeploymentTargets: { Accounts: ['123456789012'] }, Regions: [eu-west-1] }]
";
    let set = set(&[("app", root), ("child", &topic("", "a"))]);
    let mut simulation = created(&set);
    assert_eq!(paths(&simulation).len(), 3);
    delete(&mut simulation);
    assert_eq!((paths(&simulation).len(), kept(&simulation)), (0, only("app/Kept", Why::Retained)));
}
