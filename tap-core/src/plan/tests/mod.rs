//! Plans of small deployments, and of many random ones.

mod changes;
mod figures;
mod random;

use super::{Estimates, Plan, create, delete, monolith};
use crate::document::{Document, TemplateSet};
use crate::evaluate::Deployment;

/// The set of these templates; the first is the root.
pub(super) fn set(templates: &[(&str, &str)]) -> TemplateSet {
    TemplateSet::new(templates.iter().map(|(name, text)| Document::read(name, text).unwrap())).unwrap()
}

pub(super) fn deployment(set: &TemplateSet) -> Deployment<'_> {
    Deployment::new(set, Some("eu-west-1"))
}

/// When a task starts and ends.
pub(super) fn times(plan: &Plan, path: &str) -> (u32, u32) {
    let task = plan.tasks.iter().find(|task| task.path == path).unwrap_or_else(|| panic!("no task {path}"));
    (task.start, task.end)
}

fn path(plan: &Plan) -> Vec<&str> {
    plan.critical.iter().map(|step| plan.tasks[*step].path.as_str()).collect()
}

const ROOT: &str = "
Parameters: { Extra: { Type: String, Default: 'no' } }
Resources:
  Network: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: ./network.yaml } }
  Data:
    Type: AWS::CloudFormation::Stack
    Properties: { TemplateURL: ./data.yaml, Parameters: { Vpc: !GetAtt Network.Outputs.Vpc, Extra: !Ref Extra } }
  Topic: { Type: AWS::SNS::Topic }
";
const NETWORK: &str = "
Resources:
  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
  Slow: { Type: AWS::KMS::Key, Properties: {} }
Outputs: { Vpc: { Value: !Ref Vpc } }
";
const DATA: &str = "
Parameters: { Vpc: { Type: String }, Extra: { Type: String } }
Conditions: { More: !Equals [!Ref Extra, 'yes'] }
Resources:
  Group: { Type: AWS::EC2::SecurityGroup, Properties: { GroupDescription: data, VpcId: !Ref Vpc } }
  Key: { Type: AWS::KMS::Key, Condition: More }
  Jobs: { Type: AWS::SQS::Queue, Properties: { KmsMasterKeyId: !If [More, !Ref Key, !Ref 'AWS::NoValue'] } }
";

fn nested() -> TemplateSet {
    set(&[("root", ROOT), ("network", NETWORK), ("data", DATA)])
}

#[test]
fn a_nested_stack_waits_in_its_parent_and_ends_after_what_is_in_it() {
    let set = nested();
    let plan = create(&deployment(&set), "root", &Estimates::default()).unwrap();
    assert_eq!(times(&plan, "root/Network"), (0, 122 + 10));
    assert_eq!(times(&plan, "root/Network/Vpc"), (0, 12));
    assert_eq!(times(&plan, "root/Topic"), (0, 4));
    // Only the network is needed, but a stack gives nothing before it is done.
    assert_eq!(times(&plan, "root/Data/Group"), (132, 138));
    assert_eq!(times(&plan, "root/Data/Jobs"), (132, 132 + 72));
    assert_eq!(times(&plan, "root/Data"), (132, 132 + 72 + 10));
    assert_eq!(plan.seconds, 214);
    assert_eq!(path(&plan), ["root/Network/Slow", "root/Network", "root/Data/Jobs", "root/Data"]);
    let network = plan.stacks.iter().find(|stack| stack.path == "root/Network").unwrap();
    assert_eq!(network.critical.iter().map(|step| plan.tasks[*step].id.as_str()).collect::<Vec<_>>(), ["Slow", "Network"]);
    let topic = plan.tasks.iter().find(|task| task.id == "Topic").unwrap();
    assert_eq!(topic.slack, 210);
}

#[test]
fn conditions_are_decided_in_nested_stacks_by_what_the_parent_gives() {
    let set = nested();
    let mut deployment = deployment(&set);
    let without = create(&deployment, "root", &Estimates::default()).unwrap();
    assert!(without.tasks.iter().all(|task| task.path != "root/Data/Key"));
    deployment.parameters.set("Extra", "yes");
    let with = create(&deployment, "root", &Estimates::default()).unwrap();
    assert_eq!(times(&with, "root/Data/Key"), (132, 254));
    assert_eq!(times(&with, "root/Data/Jobs"), (254, 326));
}

#[test]
fn deletion_goes_the_other_way_and_keeps_what_policies_keep() {
    let text = "
Resources:
  Key: { Type: AWS::KMS::Key, DeletionPolicy: Retain }
  Data: { Type: AWS::S3::Bucket, DeletionPolicy: RetainExceptOnCreate }
  Name: { Type: AWS::KMS::Alias, Properties: { AliasName: alias/x, TargetKeyId: !Ref Key } }
  Group: { Type: AWS::EC2::SecurityGroup, Properties: { GroupDescription: x } }
  Role: { Type: AWS::IAM::Role }
  Function:
    Type: AWS::Lambda::Function
    Properties: { Role: !GetAtt Role.Arn, VpcConfig: { SecurityGroupIds: [!Ref Group], SubnetIds: [s] } }
  Outside: { Type: AWS::Lambda::Function, Properties: { Role: x, VpcConfig: !Ref 'AWS::NoValue' } }
";
    let set = set(&[("root", text)]);
    let plan = delete(&deployment(&set), "root", &Estimates::default()).unwrap();
    assert_eq!(times(&plan, "root/Name"), (0, 62));
    assert_eq!(times(&plan, "root/Key"), (62, 62));
    assert_eq!(times(&plan, "root/Data"), (0, 0));
    assert_eq!(times(&plan, "root/Function"), (0, 1800));
    assert_eq!(times(&plan, "root/Group"), (1800, 1806));
    assert_eq!(times(&plan, "root/Outside"), (0, 25));
    assert_eq!(plan.seconds, 1812);
}

#[test]
fn a_kept_nested_stack_keeps_everything_in_it() {
    let root = "Resources:\n  Inner: { Type: AWS::CloudFormation::Stack, DeletionPolicy: Retain, Properties: { TemplateURL: ./inner.yaml } }\n";
    let set = set(&[("root", root), ("inner", "Resources:\n  Key: { Type: AWS::KMS::Key }\n")]);
    let plan = delete(&deployment(&set), "root", &Estimates::default()).unwrap();
    assert_eq!((plan.seconds, plan.tasks.len()), (0, 2));
}

const SET: &str = "
Resources:
  Everywhere:
    Type: AWS::CloudFormation::StackSet
    Properties:
      StackSetName: all
      PermissionModel: SELF_MANAGED
      TemplateURL: ./inner.yaml
      OperationPreferences: { RegionConcurrencyType: ORDER }
      Parameters: [{ ParameterKey: Slow, ParameterValue: 'no' }]
      StackInstancesGroup:
        - { DeploymentTargets: { Accounts: ['1'] }, Regions: [eu-west-1] }
        - DeploymentTargets: { Accounts: ['1'] }
          Regions: [us-east-1]
          ParameterOverrides: [{ ParameterKey: Slow, ParameterValue: 'yes' }]
";
const INNER: &str = "
Parameters: { Slow: { Type: String } }
Conditions: { IsSlow: !Equals [!Ref Slow, 'yes'], IsHome: !Equals [!Ref 'AWS::Region', eu-west-1] }
Resources:
  Key: { Type: AWS::KMS::Key, Condition: IsSlow }
  Bucket: { Type: AWS::S3::Bucket, Condition: IsHome }
";

#[test]
fn a_stack_set_waits_for_the_slowest_of_its_regions() {
    let parallel = SET.replace("ORDER", "PARALLEL");
    let set = set(&[("root", &parallel), ("inner", INNER)]);
    let plan = create(&deployment(&set), "root", &Estimates::default()).unwrap();
    assert_eq!(times(&plan, "root/Everywhere/eu-west-1/Bucket"), (0, 30));
    assert_eq!(times(&plan, "root/Everywhere/us-east-1/Key"), (0, 122));
    assert_eq!(plan.seconds, 122 + 17);
}

#[test]
fn regions_of_a_stack_set_may_follow_each_other() {
    let sequential = SET.replace("ORDER", "SEQUENTIAL");
    let set = set(&[("root", &sequential), ("inner", INNER)]);
    let plan = create(&deployment(&set), "root", &Estimates::default()).unwrap();
    assert_eq!(times(&plan, "root/Everywhere/us-east-1/Key"), (30, 152));
    assert_eq!(plan.seconds, 152 + 17);
}

#[test]
fn as_one_stack_references_lead_through_parameters_and_outputs() {
    let set = nested();
    let mut deployment = deployment(&set);
    deployment.parameters.set("Extra", "yes");
    let one = monolith(&deployment, "root", &Estimates::default()).unwrap();
    // The group waits for the VPC only, not for all of the network; the queue waits for its key.
    assert_eq!((one.resources, one.unchained), (6, 122 + 72));
    assert_eq!(one.chained, 12 + 122 + 4 + 6 + 122 + 72);
}

#[test]
fn as_one_stack_what_a_nested_stack_depends_on_still_comes_first() {
    let root = "
Resources:
  First: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: ./inner.yaml } }
  Second: { Type: AWS::CloudFormation::Stack, DependsOn: First, Properties: { TemplateURL: ./inner.yaml } }
";
    let set = set(&[("root", root), ("inner", "Resources:\n  Key: { Type: AWS::KMS::Key }\n")]);
    let one = monolith(&deployment(&set), "root", &Estimates::default()).unwrap();
    assert_eq!((one.resources, one.unchained, one.chained), (2, 244, 244));
}

#[test]
fn what_cannot_be_planned_is_said_with_its_place() {
    let cyclic = "
Resources:
  A: { Type: AWS::SNS::Topic, DependsOn: B }
  B: { Type: AWS::SNS::Topic, DependsOn: A }
";
    let failure = |set: &TemplateSet, root: &str| create(&deployment(set), root, &Estimates::default()).unwrap_err();
    assert_eq!(failure(&set(&[("root", cyclic)]), "root"), "root: resources need each other: A → B → A");
    let set = nested();
    assert_eq!(failure(&set, "rot"), "there is no template `rot`\nhelp: did you mean `root`?");
    let mut wrong = deployment(&set);
    wrong.parameters.set("Extras", "yes");
    let message = create(&wrong, "root", &Estimates::default()).unwrap_err();
    assert!(message.starts_with("root: there is no parameter `Extras` in `root`\nhelp: "), "{message}");
}

#[test]
fn templates_that_multiply_are_refused() {
    let double = |next: &str| {
        let stack = format!("{{ Type: AWS::CloudFormation::Stack, Properties: {{ TemplateURL: ./{next}.yaml }} }}");
        format!("Resources:\n  A: {stack}\n  B: {stack}\n")
    };
    let texts: Vec<(String, String)> = (0..30).map(|level| (format!("t{level}"), double(&format!("t{}", level + 1)))).collect();
    let set = TemplateSet::new(texts.iter().map(|(name, text)| Document::read(name, text).unwrap())).unwrap();
    let message = create(&deployment(&set), "t0", &Estimates::default()).unwrap_err();
    assert!(message.contains("more than 100000 resources"), "{message}");
}

#[test]
fn a_stack_set_of_the_template_that_holds_it_is_refused() {
    let text = SET
        .replace("./inner.yaml", "./root.yaml")
        .replace("      Parameters: [{ ParameterKey: Slow, ParameterValue: 'no' }]\n", "");
    let text = text.replace("          ParameterOverrides: [{ ParameterKey: Slow, ParameterValue: 'yes' }]\n", "");
    let set = set(&[("root", &text)]);
    let message = create(&deployment(&set), "root", &Estimates::default()).unwrap_err();
    assert_eq!(message, "root/Everywhere: the template `root` is inside of itself");
}
