//! Exports and imports.

use super::{REGION, account, app, create, created, delete, deployment, failed, paths, refused, set, update};
use crate::simulate::{Deployment, Simulation, Status};

const EXPORTER: &str = "
Parameters: { Value: { Type: String, Default: one } }
Resources: { It: { Type: AWS::SNS::Topic } }
Outputs: { Name: { Value: !Ref Value, Export: { Name: shared } } }
";
const IMPORTER: &str = "Resources: { User: { Type: AWS::SNS::Topic, Properties: { DisplayName: !ImportValue shared } } }";

fn stack<'t>(set: &'t crate::document::TemplateSet, name: &str) -> Deployment<'t> {
    Deployment::new(REGION, name, set, "app")
}

fn both<'t>(exporter: &'t crate::document::TemplateSet, importer: &'t crate::document::TemplateSet) -> Simulation<'t> {
    let mut simulation = created(exporter);
    create(&mut simulation, &stack(importer, "user"));
    simulation
}

/// Outputs: an export is there for all stacks of the account and region.
#[test]
fn an_export_is_imported() {
    let (exporter, importer) = (app(EXPORTER), app(IMPORTER));
    let simulation = both(&exporter, &importer);
    assert_eq!(super::property(&simulation, "user/User", "DisplayName"), "one");
    assert_eq!(simulation.cloud.exports(REGION)["shared"], "one");
}

/// Outputs: exports are of one region.
#[test]
fn an_export_of_another_region_is_none() {
    let (exporter, importer) = (app(EXPORTER), app(IMPORTER));
    let mut simulation = created(&exporter);
    let (status, reason) = failed(simulation.create(&Deployment::new("us-east-1", "user", &importer, "app")));
    assert_eq!(status, Status::RollbackComplete);
    assert!(reason.contains("export `shared` is not known"), "{reason}");
}

/// Outputs: after a stack imports a value, the stack that exports it cannot be deleted.
#[test]
fn an_exporter_in_use_is_not_deleted() {
    let (exporter, importer) = (app(EXPORTER), app(IMPORTER));
    let mut simulation = both(&exporter, &importer);
    let said = refused(simulation.delete(REGION, "app"));
    assert_eq!(said, "export `shared` cannot be deleted as `user` imports it");
    assert_eq!(simulation.cloud.status(REGION, "app"), Some(Status::CreateComplete));
    assert_eq!(paths(&simulation).len(), 2);
    simulation.delete(REGION, "user").unwrap();
    delete(&mut simulation);
}

/// Outputs: nor can the value be changed, or the export be removed; the update is rolled back.
#[test]
fn an_export_in_use_does_not_change() {
    let (exporter, importer) = (app(EXPORTER), app(IMPORTER));
    let removed = app("Resources: { It: { Type: AWS::SNS::Topic } }");
    let mut changed = stack(&exporter, "app");
    changed.parameters.set("Value", "two");
    for next in [changed, stack(&removed, "app")] {
        let mut simulation = both(&exporter, &importer);
        let (status, reason) = failed(simulation.update(&next));
        assert_eq!(status, Status::UpdateRollbackComplete);
        assert_eq!(reason, "app: export `shared` cannot change while `user` imports it");
        assert_eq!(simulation.cloud.exports(REGION)["shared"], "one");
        super::assert_consistent(&simulation);
        simulation.delete(REGION, "user").unwrap();
        update(&mut simulation, &next);
    }
}

/// Outputs: an export that nobody imports may change; who imports it later gets the new value.
#[test]
fn an_export_out_of_use_may_change() {
    let (exporter, importer) = (app(EXPORTER), app(IMPORTER));
    let mut simulation = created(&exporter);
    let mut changed = stack(&exporter, "app");
    changed.parameters.set("Value", "two");
    update(&mut simulation, &changed);
    create(&mut simulation, &stack(&importer, "user"));
    assert_eq!(super::property(&simulation, "user/User", "DisplayName"), "two");
}

/// Outputs: the name of an export is unique within a region, in one template too.
#[test]
fn an_export_has_one_owner() {
    let exporter = app(EXPORTER);
    let mut simulation = created(&exporter);
    let (status, reason) = failed(simulation.create(&stack(&exporter, "other")));
    assert_eq!((status, reason.as_str()), (Status::RollbackComplete, "other: export `shared` is already exported by `app`"));
    assert_eq!(simulation.cloud.exports(REGION).len(), 1);
    create(&mut simulation, &Deployment::new("us-east-1", "other", &exporter, "app"));

    let twice = app(&EXPORTER.replace("Outputs: {", "Outputs: { Again: { Value: x, Export: { Name: shared } },"));
    let (_, reason) = failed(account().create(&stack(&twice, "app")));
    assert_eq!(reason, "app: outputs `Again` and `Name` have one export, `shared`");
}

fn siblings(depends: &str, value: &str, importer: &str) -> crate::document::TemplateSet {
    let root = format!(
        "
Resources:
  Exporter: {{ Type: AWS::CloudFormation::Stack, Properties: {{ TemplateURL: ./one.yaml, Parameters: {{ Value: {value} }} }} }}
  Importer: {{ Type: AWS::CloudFormation::Stack, {depends}Properties: {{ TemplateURL: ./two.yaml }} }}
"
    );
    set(&[("app", &root), ("one", EXPORTER), ("two", importer)])
}

/// DependsOn attribute: an import is no dependency. A sibling that imports without `DependsOn` starts too early.
#[test]
fn an_import_of_a_sibling_needs_a_dependency() {
    let without = siblings("", "one", IMPORTER);
    let (status, reason) = failed(account().create(&deployment(&without)));
    assert_eq!(status, Status::RollbackComplete);
    assert!(reason.starts_with("app/Importer/User: ") && reason.contains("export `shared` is not known"), "{reason}");
    let with = siblings("DependsOn: Exporter, ", "one", IMPORTER);
    let mut simulation = created(&with);
    delete(&mut simulation);
    assert_eq!(simulation.cloud.exports(REGION).len(), 0);
}

/// An export cannot change in the very update in which its sibling would import the new value.
#[test]
fn a_sibling_in_the_same_update_imports_still() {
    let slow = "
Resources:
  Slow: { Type: AWS::SNS::Topic, Properties: { DisplayName: LABEL } }
  User: { Type: AWS::SNS::Topic, DependsOn: Slow, Properties: { DisplayName: !ImportValue shared } }
";
    let before = siblings("DependsOn: Exporter, ", "one", &slow.replace("LABEL", "a"));
    let after = siblings("", "two", &slow.replace("LABEL", "b"));
    let mut simulation = created(&before);
    let (status, reason) = failed(simulation.update(&deployment(&after)));
    assert_eq!(status, Status::UpdateRollbackComplete);
    assert_eq!(reason, "app/Exporter: export `shared` cannot change while `app/Importer` imports it");
    super::assert_consistent(&simulation);
}

/// Nested stacks without a dependency are deleted together: an exporter in use fails the deletion, and the next attempt succeeds.
#[test]
fn a_deletion_in_the_wrong_order_has_to_be_repeated() {
    let before = siblings("DependsOn: Exporter, ", "one", IMPORTER);
    let after = siblings("", "one", IMPORTER);
    let mut simulation = created(&before);
    update(&mut simulation, &deployment(&after));
    let (status, reason) = failed(simulation.delete(REGION, "app"));
    assert_eq!(status, Status::DeleteFailed);
    assert_eq!(reason, "app/Exporter: export `shared` cannot be deleted as `app/Importer` imports it");
    delete(&mut simulation);
}
