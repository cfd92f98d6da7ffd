//! Updates: in place, by replacement, or not at all.

use super::{account, app, create, created, deployment, failed, ids, paths, property, refused, statuses, update, when};
use crate::simulate::{Deployment, Status};

const TOPICS: &str = "
Parameters:
  Name: { Type: String, Default: one }
  Label: { Type: String, Default: first }
Resources:
  Topic: { Type: AWS::SNS::Topic, Properties: { TopicName: !Ref Name, DisplayName: !Ref Label } }
  User: { Type: AWS::SNS::Subscription, Properties: { TopicArn: !Ref Topic, Protocol: sqs, Endpoint: x } }
  Other: { Type: AWS::SNS::Topic }
";

fn with<'t>(set: &'t crate::document::TemplateSet, values: &[(&str, &str)]) -> Deployment<'t> {
    let mut deployment = deployment(set);
    values.iter().for_each(|(name, value)| deployment.parameters.set(name, value));
    deployment
}

/// Update behaviors, "update with no interruption": the physical id stays.
#[test]
fn a_property_that_may_change_is_changed_in_place() {
    let set = app(TOPICS);
    let mut simulation = created(&set);
    let before = ids(&simulation, "app/Topic");
    update(&mut simulation, &with(&set, &[("Label", "second")]));
    assert_eq!(ids(&simulation, "app/Topic"), before);
    assert_eq!(property(&simulation, "app/Topic", "DisplayName"), "second");
    assert_eq!(statuses(&simulation, "app/Topic"), ["UPDATE_IN_PROGRESS", "UPDATE_COMPLETE"]);
}

/// Update behaviors: resources that have not changed run without disruption.
#[test]
fn what_does_not_change_is_left_alone() {
    let set = app(TOPICS);
    let mut simulation = created(&set);
    update(&mut simulation, &with(&set, &[("Label", "second")]));
    assert_eq!(statuses(&simulation, "app/Other"), [""; 0]);
    assert_eq!(statuses(&simulation, "app/User"), [""; 0]);
}

/// Update behaviors, "replacement": the new resource is made first, references move to it, then the old one is deleted.
#[test]
fn a_create_only_property_replaces() {
    let set = app(TOPICS);
    let mut simulation = created(&set);
    let (topic, user) = (ids(&simulation, "app/Topic"), property(&simulation, "app/User", "TopicArn"));
    update(&mut simulation, &with(&set, &[("Name", "two")]));
    assert_ne!(ids(&simulation, "app/Topic"), topic);
    assert_ne!(property(&simulation, "app/User", "TopicArn"), user);
    let path = "app/Topic";
    let expected = ["UPDATE_IN_PROGRESS", "UPDATE_COMPLETE", "DELETE_IN_PROGRESS", "DELETE_COMPLETE"];
    assert_eq!(statuses(&simulation, path), expected);
    assert!(when(&simulation, "app/User", "UPDATE_IN_PROGRESS") >= when(&simulation, path, "UPDATE_COMPLETE"));
    assert!(when(&simulation, "app/User", "UPDATE_COMPLETE") <= when(&simulation, path, "DELETE_IN_PROGRESS"));
}

/// Name type: a resource with a custom name cannot be replaced unless the name changes too, since the new one is made while the old one
/// is there.
#[test]
fn a_custom_name_stands_in_the_way_of_a_replacement() {
    let text = |fifo| format!("Resources: {{ Jobs: {{ Type: AWS::SQS::Queue, Properties: {{ QueueName: jobs.fifo{fifo} }} }} }}");
    let (set, next) = (app(&text(", FifoQueue: true")), app(&text(", FifoQueue: true, Tags: []")));
    let mut simulation = created(&set);
    update(&mut simulation, &deployment(&next));

    let (set, next) = (app(&text("")), app(&text(", FifoQueue: true")));
    let mut simulation = created(&set);
    let before = ids(&simulation, "app/Jobs");
    let (status, reason) = failed(simulation.update(&deployment(&next)));
    assert_eq!(status, Status::UpdateRollbackComplete);
    assert!(reason.starts_with("app/Jobs: AWS::SQS::Queue of this name already exists\nhelp: give it another name"), "{reason}");
    assert_eq!(ids(&simulation, "app/Jobs"), before);
}

/// A name that another stack has taken is taken.
#[test]
fn a_name_belongs_to_one_resource() {
    let set = app("Resources: { Table: { Type: AWS::S3::Bucket, Properties: { BucketName: only-one-of-them } } }");
    let mut simulation = created(&set);
    let other = Deployment::new("us-east-1", "other", &set, "app");
    let (status, reason) = failed(simulation.create(&other));
    assert_eq!((status, reason.as_str()), (Status::RollbackComplete, "other/Table: AWS::S3::Bucket of this name already exists"));
    super::delete(&mut simulation);
    simulation.delete("us-east-1", "other").unwrap();
    create(&mut simulation, &other);
}

/// Updating stacks: without a difference there is no update.
#[test]
fn nothing_to_change_is_no_update() {
    let set = app(TOPICS);
    let mut simulation = created(&set);
    assert_eq!(refused(simulation.update(&deployment(&set))), "no updates are to be performed");
    assert_eq!(refused(simulation.update(&with(&set, &[("Label", "first"), ("Name", "one")]))), "no updates are to be performed");
}

/// Custom resources: "you can't change the type during an update"; CloudFormation refuses it for every type.
#[test]
fn a_logical_id_keeps_its_type() {
    let (set, next) = (app("Resources: { It: { Type: AWS::SNS::Topic } }"), app("Resources: { It: { Type: AWS::SQS::Queue } }"));
    let mut simulation = created(&set);
    let said = "update of resource type is not permitted: It\nhelp: give it another logical id";
    assert_eq!(refused(simulation.update(&deployment(&next))), said);
    assert_eq!(simulation.cloud.status(super::REGION, "app"), Some(Status::CreateComplete));
}

/// Another logical id is another resource: the new one is made, then the old one goes.
#[test]
fn a_renamed_resource_is_made_anew() {
    let (set, next) =
        (app("Resources: { Old: { Type: AWS::SNS::Topic } }"), app("Resources: { New: { Type: AWS::SNS::Topic } }"));
    let mut simulation = created(&set);
    update(&mut simulation, &deployment(&next));
    assert_eq!(paths(&simulation), ["app/New"]);
    assert!(when(&simulation, "app/New", "CREATE_COMPLETE") <= when(&simulation, "app/Old", "DELETE_IN_PROGRESS"));
}

/// Only a stack that is complete can be updated; one whose creation failed can only be deleted.
#[test]
fn a_stack_that_was_rolled_back_is_not_updated() {
    let set = app(TOPICS);
    let mut simulation = account();
    assert_eq!(refused(simulation.update(&deployment(&set))), "there is no stack `app` in eu-west-1");
    super::strike(&mut simulation, [super::fail(crate::simulate::Action::Create, "app/Other")]);
    failed(simulation.create(&deployment(&set)));
    let said = refused(simulation.update(&deployment(&set)));
    assert!(said.contains("ROLLBACK_COMPLETE") && said.contains("delete it, and create it again"), "{said}");
    assert!(refused(simulation.create(&deployment(&set))).contains("exists"));
    super::delete(&mut simulation);
    create(&mut simulation, &deployment(&set));
}
