//! What updates do.

use super::super::{Action, Estimates, Plan, update};
use super::{DATA, NETWORK, ROOT, deployment, set, times};
use crate::document::TemplateSet;
use crate::evaluate::Deployment;

/// What is done, nested stacks apart: action and path, the cleanup after the rest.
fn done(plan: &Plan) -> Vec<String> {
    let resources = plan.tasks.iter().filter(|task| task.kind != "AWS::CloudFormation::Stack");
    resources.map(|task| format!("{}{} {}", if task.is_cleanup { "cleanup " } else { "" }, task.action, task.path)).collect()
}

fn between(old: &TemplateSet, new: &TemplateSet) -> Plan {
    update(&deployment(old), &deployment(new), "root", &Estimates::default(), 0).unwrap()
}

fn one(old: &str, new: &str) -> Plan {
    between(&set(&[("root", old)]), &set(&[("root", new)]))
}

#[test]
fn what_stays_the_same_takes_nothing_but_its_nested_stacks() {
    let set = set(&[("root", ROOT), ("network", NETWORK), ("data", DATA)]);
    let plan = between(&set, &set);
    assert_eq!(done(&plan), Vec::<String>::new());
    // Both are started, one after the other.
    assert_eq!((plan.seconds, plan.ready), (20, 20));
}

#[test]
fn a_replaced_resource_takes_along_what_is_made_of_it_through_stacks() {
    let old = set(&[("root", ROOT), ("network", NETWORK), ("data", DATA)]);
    let other = NETWORK.replace("10.0.0.0/16", "10.1.0.0/16");
    let new = set(&[("root", ROOT), ("network", &other), ("data", DATA)]);
    let plan = between(&old, &new);
    // The security group's `VpcId` can be set only when it is made; the queue has nothing to do with it.
    assert_eq!(
        done(&plan),
        [
            "replace root/Data/Group",
            "replace root/Network/Vpc",
            "cleanup delete root/Data/Group",
            "cleanup delete root/Network/Vpc",
        ]
    );
    let cleanup = |path: &str| plan.tasks.iter().find(|task| task.is_cleanup && task.path == path).unwrap().clone();
    assert_eq!(plan.ready, 12 + 10 + 6 + 10);
    assert_eq!(cleanup("root/Data/Group").start, plan.ready);
    assert!(cleanup("root/Network/Vpc").start >= cleanup("root/Data/Group").end);
    assert_eq!(plan.seconds, plan.ready + 6 + 10 + 12 + 10);
}

#[test]
fn a_parameter_changes_what_is_made_of_it() {
    let set = set(&[("root", ROOT), ("network", NETWORK), ("data", DATA)]);
    let (old, mut new) = (deployment(&set), deployment(&set));
    new.parameters.set("Extra", "yes");
    let plan = update(&old, &new, "root", &Estimates::default(), 60).unwrap();
    assert_eq!(done(&plan), ["update root/Data/Jobs", "create root/Data/Key"]);
    assert_eq!(times(&plan, "root/Data/Key"), (10, 132));
    assert_eq!(times(&plan, "root/Data/Jobs"), (132, 134));
    assert_eq!((plan.ready, plan.seconds), (144, 204));
    // And back: what is no longer there goes after the monitoring time.
    let back = update(&new, &old, "root", &Estimates::default(), 60).unwrap();
    assert_eq!(done(&back), ["update root/Data/Jobs", "cleanup delete root/Data/Key"]);
    assert_eq!((back.ready, back.seconds), (22, 22 + 60 + 122 + 10));
}

#[test]
fn values_that_are_the_same_in_other_words_are_the_same() {
    let old = "Resources:\n  Jobs: { Type: AWS::SQS::Queue, Properties: { QueueName: jobs-eu-west-1 } }\n";
    let new = "Resources:\n  Jobs: { Type: AWS::SQS::Queue, Properties: { QueueName: !Sub 'jobs-${AWS::Region}' } }\n";
    assert_eq!(done(&one(old, new)), Vec::<String>::new());
    let new = "Resources:\n  Jobs: { Type: AWS::SQS::Queue, Properties: { QueueName: work, DelaySeconds: 3 } }\n";
    assert_eq!(done(&one(old, new)), ["replace root/Jobs", "cleanup delete root/Jobs"]);
    let new = "Resources:\n  Jobs: { Type: AWS::SQS::Queue, Properties: { QueueName: jobs-eu-west-1, DelaySeconds: 3 } }\n";
    assert_eq!(done(&one(old, new)), ["update root/Jobs"]);
}

#[test]
fn policies_keep_what_is_replaced_or_removed() {
    let old = "
Resources:
  Jobs: { Type: AWS::SQS::Queue, UpdateReplacePolicy: Retain, Properties: { QueueName: a } }
  Key: { Type: AWS::KMS::Key, DeletionPolicy: Retain }
  Topic: { Type: AWS::SNS::Topic }
";
    let new = "Resources:\n  Jobs: { Type: AWS::SQS::Queue, UpdateReplacePolicy: Retain, Properties: { QueueName: b } }\n";
    let plan = one(old, new);
    assert_eq!(
        done(&plan),
        ["replace root/Jobs", "cleanup keep root/Jobs", "cleanup keep root/Key", "cleanup delete root/Topic"]
    );
    assert_eq!((plan.ready, plan.seconds), (72, 76));
}

#[test]
fn another_type_under_the_same_id_is_another_resource() {
    let old = "Resources:\n  Jobs: { Type: AWS::SQS::Queue }\n";
    let new = "Resources:\n  Jobs: { Type: AWS::SNS::Topic }\n";
    assert_eq!(done(&one(old, new)), ["create root/Jobs", "cleanup delete root/Jobs"]);
}

#[test]
fn a_property_inside_of_another_may_be_the_one_that_replaces() {
    let text = |role: &str, most: u32| {
        format!(
            "Resources:\n  Batch: {{ Type: AWS::Batch::ComputeEnvironment, Properties: {{ Type: MANAGED, ComputeResources: {{ Type: SPOT, \
             SpotIamFleetRole: {role}, MaxvCpus: {most} }} }} }}\n"
        )
    };
    assert_eq!(done(&one(&text("a", 1), &text("a", 2))), ["update root/Batch"]);
    assert_eq!(done(&one(&text("a", 1), &text("b", 1))), ["replace root/Batch", "cleanup delete root/Batch"]);
}

#[test]
fn custom_resources_are_asked_again_and_may_answer_otherwise() {
    let text = |version: u32| {
        format!(
            "Resources:\n  Ask: {{ Type: Custom::Version, Properties: {{ ServiceToken: t, Number: {version} }} }}\n  \
             Jobs: {{ Type: AWS::SQS::Queue, Properties: {{ DelaySeconds: !GetAtt Ask.Delay }} }}\n"
        )
    };
    let plan = one(&text(1), &text(2));
    assert_eq!(done(&plan), ["update root/Ask", "update root/Jobs"]);
    assert_eq!(plan.seconds, 19 + 2);
}

#[test]
fn a_nested_stack_that_is_removed_goes_with_all_that_is_in_it() {
    let without = ROOT.replace(&ROOT[ROOT.find("  Data:").unwrap()..ROOT.find("  Topic:").unwrap()], "");
    let old = set(&[("root", ROOT), ("network", NETWORK), ("data", DATA)]);
    let new = set(&[("root", &without), ("network", NETWORK)]);
    let plan = between(&old, &new);
    assert_eq!(done(&plan), ["cleanup delete root/Data/Group", "cleanup delete root/Data/Jobs"]);
    let stack = plan.tasks.iter().find(|task| task.path == "root/Data").unwrap();
    assert_eq!((stack.action, stack.is_cleanup), (Action::Delete, true));
    assert_eq!(plan.seconds, 10 + 72 + 10);
    // And the other way round all of it is made.
    assert_eq!(done(&between(&new, &old)), ["create root/Data/Group", "create root/Data/Jobs"]);
}

#[test]
fn a_stack_set_is_left_alone_unless_it_changes() {
    let text = |regions: &str, name: &str| {
        format!(
            "Resources:\n  All: {{ Type: AWS::CloudFormation::StackSet, Properties: {{ StackSetName: all, PermissionModel: SELF_MANAGED, \
             Description: {name}, TemplateURL: ./inner.yaml, StackInstancesGroup: [{{ Regions: [{regions}] }}] }} }}\n"
        )
    };
    let inner = ("inner", "Resources:\n  Key: { Type: AWS::KMS::Key }\n");
    let (first, second) = (text("eu-west-1", "a"), text("eu-west-1, us-east-1", "a"));
    let (old, new) = (set(&[("root", &first), inner]), set(&[("root", &second), inner]));
    assert_eq!(done(&between(&old, &old)), Vec::<String>::new());
    assert_eq!(done(&between(&old, &new)), ["update root/All", "create root/All/us-east-1/Key"]);
    assert_eq!(
        done(&between(&new, &old)),
        ["update root/All", "cleanup update root/All", "cleanup delete root/All/us-east-1/Key"]
    );
}

#[test]
fn another_mapping_changes_what_is_looked_up_in_it() {
    let text = |seconds: u32| {
        format!(
            "Parameters: {{ Key: {{ Type: String }} }}\nMappings: {{ Delays: {{ a: {{ Delay: {seconds} }} }}, Others: {{ a: {{ Delay: 1 }} }} }}\n\
             Resources:\n  Jobs: {{ Type: AWS::SQS::Queue, Properties: {{ DelaySeconds: !FindInMap [Delays, !Ref Key, Delay] }} }}\n  \
             Rest: {{ Type: AWS::SQS::Queue, Properties: {{ DelaySeconds: !FindInMap [Others, !Ref Key, Delay] }} }}\n"
        )
    };
    assert_eq!(done(&one(&text(1), &text(2))), ["update root/Jobs"]);
}

#[test]
fn an_unknown_parameter_that_is_given_another_value_changes() {
    let text = "Parameters: { Size: { Type: Number } }\nResources:\n  Jobs: { Type: AWS::SQS::Queue, Properties: { DelaySeconds: !Ref Size } }\n";
    let set = set(&[("root", text)]);
    let unknown = deployment(&set);
    let known = |size: &str| {
        let mut deployment: Deployment = unknown.clone();
        deployment.parameters.set("Size", size);
        deployment
    };
    let plan = |old: &Deployment, new: &Deployment| done(&update(old, new, "root", &Estimates::default(), 0).unwrap());
    assert_eq!(plan(&unknown, &unknown), Vec::<String>::new());
    assert_eq!(plan(&known("1"), &known("1")), Vec::<String>::new());
    assert_eq!(plan(&known("1"), &known("2")), ["update root/Jobs"]);
    assert_eq!(plan(&unknown, &known("2")), ["update root/Jobs"]);
}

#[test]
fn what_only_may_be_replaced_is_updated_and_nothing_follows() {
    let text = |kind: &str| {
        format!(
            "Resources:\n  Server: {{ Type: AWS::EC2::Instance, Properties: {{ ImageId: ami-1, InstanceType: {kind} }} }}\n  \
             Disk: {{ Type: AWS::EC2::VolumeAttachment, Properties: {{ InstanceId: !Ref Server, VolumeId: vol-1 }} }}\n"
        )
    };
    assert_eq!(done(&one(&text("m6i.large"), &text("m6i.xlarge"))), ["update root/Server"]);
}
