//! Stack sets over two regions.

use super::{account, create, delete, deployment, fail, failed, paths, property, set, strike, update};
use crate::document::TemplateSet;
use crate::simulate::{Action, Simulation, Status};

const CHILD: &str = "
Parameters: { Label: { Type: String } }
Resources:
  It: { Type: AWS::SNS::Topic, Properties: { DisplayName: !Ref Label } }
";

fn template(regions: &str, label: &str, concurrency: &str) -> TemplateSet {
    let root = format!(
        "
Resources:
  Everywhere:
    Type: AWS::CloudFormation::StackSet
    Properties:
      StackSetName: everywhere
      PermissionModel: SELF_MANAGED
      TemplateURL: https://x/child.yaml
      OperationPreferences: {{ RegionConcurrencyType: {concurrency} }}
      Parameters: [{{ ParameterKey: Label, ParameterValue: {label} }}]
      StackInstancesGroup: [{{ DeploymentTargets: {{ Accounts: ['123456789012'] }}, Regions: [{regions}] }}]
"
    );
    set(&[("app", &root), ("child", CHILD)])
}

const BOTH: &str = "eu-west-1, us-east-1";

fn labels(simulation: &Simulation<'_>) -> Vec<(String, String)> {
    let instances = simulation.cloud.items().into_iter().filter(|item| item.path == "StackSet-everywhere/It");
    instances.map(|item| (item.region, item.properties["DisplayName"].as_str().unwrap().to_string())).collect()
}

fn both(label: &str) -> Vec<(String, String)> {
    ["eu-west-1", "us-east-1"].map(|region| (region.to_string(), label.to_string())).to_vec()
}

/// StackSet: an instance in each region, each with the parameters of the set.
#[test]
fn every_region_has_its_instance() {
    let set = template(BOTH, "a", "PARALLEL");
    let mut simulation = account();
    create(&mut simulation, &deployment(&set));
    assert_eq!(labels(&simulation), both("a"));
    assert_eq!(simulation.cloud.stacks().len(), 3);
}

/// RegionConcurrencyType: `PARALLEL` regions take as long as the slowest, others one after the other.
#[test]
fn parallel_regions_take_as_long_as_the_slowest() {
    for (concurrency, seconds) in [("PARALLEL", 20), ("SEQUENTIAL", 30)] {
        let set = template(BOTH, "a", concurrency);
        assert_eq!(create(&mut account(), &deployment(&set)), seconds, "{concurrency}");
    }
}

/// FailureToleranceCount, 0 unless it is given: a region that fails fails the operation; in a sequence the regions after it are left out.
#[test]
fn a_failure_in_one_region_fails_the_set() {
    for (concurrency, reached) in [("PARALLEL", 2), ("SEQUENTIAL", 1)] {
        let set = template(BOTH, "a", concurrency);
        let mut simulation = account();
        strike(&mut simulation, [fail(Action::Create, "StackSet-everywhere/It")]);
        let (status, reason) = failed(simulation.create(&deployment(&set)));
        assert_eq!(status, Status::RollbackComplete);
        assert_eq!(reason, "app/Everywhere: eu-west-1: StackSet-everywhere/It: CREATE failed");
        assert_eq!((paths(&simulation).len(), simulation.cloud.stacks().len()), (0, 1));
        let begun = |event: &&crate::simulate::Event| event.logical_id == "It" && event.status == "CREATE_IN_PROGRESS";
        assert_eq!(simulation.cloud.events().iter().filter(begun).count(), reached, "{concurrency}");
    }
}

/// An update of the set updates every instance.
#[test]
fn an_update_reaches_every_region() {
    let (set, next) = (template(BOTH, "a", "PARALLEL"), template(BOTH, "b", "PARALLEL"));
    let mut simulation = account();
    create(&mut simulation, &deployment(&set));
    update(&mut simulation, &deployment(&next));
    assert_eq!(labels(&simulation), both("b"));
}

/// An update that fails in one region takes the others back too, since the set is a resource of its root.
#[test]
fn a_failed_update_takes_every_region_back() {
    let (set, next) = (template(BOTH, "a", "PARALLEL"), template(BOTH, "b", "PARALLEL"));
    let mut simulation = account();
    create(&mut simulation, &deployment(&set));
    strike(&mut simulation, [fail(Action::Update, "StackSet-everywhere/It")]);
    assert_eq!(failed(simulation.update(&deployment(&next))).0, Status::UpdateRollbackComplete);
    assert_eq!(labels(&simulation), both("a"));
    super::assert_consistent(&simulation);
}

/// A region that leaves the set loses its instance, one that joins it gets one.
#[test]
fn regions_leave_and_join() {
    let (one, both) = (template("eu-west-1", "a", "PARALLEL"), template(BOTH, "a", "PARALLEL"));
    let mut simulation = account();
    create(&mut simulation, &deployment(&one));
    assert_eq!(simulation.cloud.items().iter().filter(|item| item.region == "us-east-1").count(), 0);
    update(&mut simulation, &deployment(&both));
    assert_eq!(simulation.cloud.items().iter().filter(|item| item.region == "us-east-1").count(), 1);
    update(&mut simulation, &deployment(&one));
    assert_eq!(labels(&simulation), [("eu-west-1".to_string(), "a".to_string())]);
    assert_eq!(property(&simulation, "app/Everywhere", "StackSetName"), "everywhere");
}

/// Deletion of the set deletes every instance; one that cannot be deleted fails it.
#[test]
fn deletion_reaches_every_region() {
    let set = template(BOTH, "a", "PARALLEL");
    let mut simulation = account();
    create(&mut simulation, &deployment(&set));
    strike(&mut simulation, [fail(Action::Delete, "StackSet-everywhere/It")]);
    let (status, _) = failed(simulation.delete(super::REGION, "app"));
    assert_eq!((status, labels(&simulation).len()), (Status::DeleteFailed, 1));
    delete(&mut simulation);
    assert_eq!((paths(&simulation).len(), simulation.cloud.stacks().len()), (0, 0));
}
