//! Nested stacks.

use super::{account, created, deployment, fail, failed, paths, property, set, statuses, strike, update, when};
use crate::document::TemplateSet;
use crate::simulate::{Action, Status};

const CHILD: &str = "
Parameters: { Name: { Type: String, AllowedPattern: '[a-z]+' } }
Resources: { Slow: { Type: AWS::SNS::Topic, Properties: { TopicName: !Ref Name, DisplayName: x } } }
Outputs: { Name: { Value: !Ref Name } }
";

fn family(name: &str) -> TemplateSet {
    let root = format!(
        "
Resources:
  First: {{ Type: AWS::CloudFormation::Stack, Properties: {{ TemplateURL: ./child.yaml, Parameters: {{ Name: {name} }} }} }}
  Second:
    Type: AWS::CloudFormation::Stack
    Properties: {{ TemplateURL: ./child.yaml, Parameters: {{ Name: !Sub 'after${{First.Outputs.Name}}' }} }}
  Third: {{ Type: AWS::CloudFormation::Stack, Properties: {{ TemplateURL: ./child.yaml, Parameters: {{ Name: third }} }} }}
  Own: {{ Type: AWS::SNS::Topic, Properties: {{ DisplayName: !GetAtt Second.Outputs.Name }} }}
Outputs: {{ Name: {{ Value: !GetAtt Second.Outputs.Name }} }}
"
    );
    set(&[("app", &root), ("child", CHILD)])
}

/// Nested stacks: an output of one is the input of another by `Fn::GetAtt Stack.Outputs.Name`, and makes it wait for the whole stack.
#[test]
fn outputs_are_the_inputs_of_siblings() {
    let set = family("one");
    let simulation = created(&set);
    assert_eq!(property(&simulation, "app/Second/Slow", "TopicName"), "afterone");
    assert_eq!(property(&simulation, "app/Own", "DisplayName"), "afterone");
    assert_eq!(simulation.cloud.outputs(super::REGION, "app")["Name"], "afterone");
    let first = when(&simulation, "app/First", "CREATE_COMPLETE");
    assert!(first >= 100);
    assert!(when(&simulation, "app/Second/Slow", "CREATE_IN_PROGRESS") >= first);
    assert_eq!(when(&simulation, "app/Third/Slow", "CREATE_IN_PROGRESS"), 0);
}

/// Nested stacks: a failure in one rolls the whole hierarchy back.
#[test]
fn a_failure_below_undoes_everything() {
    let set = family("one");
    let mut simulation = account();
    strike(&mut simulation, [fail(Action::Create, "app/Second/Slow")]);
    let (status, reason) = failed(simulation.create(&deployment(&set)));
    assert_eq!((status, reason.as_str()), (Status::RollbackComplete, "app/Second/Slow: CREATE failed"));
    assert_eq!(paths(&simulation), [""; 0]);
    assert_eq!(simulation.cloud.stacks().len(), 1);
}

/// Parameters of a nested stack are checked when it is made: the resource in the parent fails, and nothing of the nested stack is made.
#[test]
fn a_bad_parameter_fails_the_nested_stack() {
    let set = family("ONE");
    let mut simulation = account();
    let (status, reason) = failed(simulation.create(&deployment(&set)));
    assert_eq!(status, Status::RollbackComplete);
    assert!(reason.starts_with("app/First: parameter `Name` of `child` is \"ONE\", which does not match"), "{reason}");
    assert_eq!(statuses(&simulation, "app/First/Slow"), [""; 0]);
}

/// A `TemplateURL` at which there is nothing fails the nested stack.
#[test]
fn a_template_that_is_not_there_fails_the_nested_stack() {
    let set = super::app(
        "
Resources: { Child: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: ./nowhere.yaml } } }
",
    );
    let (status, reason) = failed(account().create(&deployment(&set)));
    assert_eq!((status, reason.as_str()), (Status::RollbackComplete, "app/Child: there is no template at `./nowhere.yaml`"));
}

/// Update of nested stacks: CloudFormation starts an update of every nested stack, and changes only the resources that differ.
#[test]
fn an_update_changes_only_what_differs_below() {
    let set = family("one");
    let next = family("other");
    let mut simulation = created(&set);
    let before = super::ids(&simulation, "app/Third/Slow");
    update(&mut simulation, &deployment(&next));
    assert_eq!(super::ids(&simulation, "app/Third/Slow"), before);
    assert_eq!(statuses(&simulation, "app/Third/Slow"), [""; 0]);
    assert_eq!(statuses(&simulation, "app/Third").first().unwrap(), "UPDATE_IN_PROGRESS");
    assert_eq!(property(&simulation, "app/First/Slow", "TopicName"), "other");
    assert_eq!(property(&simulation, "app/Second/Slow", "TopicName"), "afterother");
}

/// A nested stack that is done with its update keeps what it left over until the root is done, or goes back with it.
#[test]
fn a_nested_stack_that_is_done_goes_back_with_its_root() {
    let (set, next) = (family("one"), family("other"));
    let mut simulation = created(&set);
    let before = super::ids(&simulation, "app/First/Slow");
    strike(&mut simulation, [fail(Action::Update, "app/Own")]);
    let (status, _) = failed(simulation.update(&deployment(&next)));
    assert_eq!(status, Status::UpdateRollbackComplete);
    assert_eq!(super::ids(&simulation, "app/First/Slow"), before);
    let own: Vec<String> = statuses(&simulation, "app/First").into_iter().filter(|status| status.contains("ROLLBACK")).collect();
    assert_eq!(own, ["UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS", "UPDATE_ROLLBACK_COMPLETE"]);
    assert_eq!(simulation.cloud.outputs(super::REGION, "app")["Name"], "afterone");
    update(&mut simulation, &deployment(&next));
    assert_eq!(simulation.cloud.outputs(super::REGION, "app")["Name"], "afterother");
}
