//! Conditions.

use super::{account, app, create, created, deployment, failed, paths, property, refused, update, when};
use crate::simulate::{Deployment, Status};

const TEMPLATE: &str = "
Parameters: { Env: { Type: String, Default: dev, AllowedValues: [dev, prod] } }
Conditions: { Prod: !Equals [!Ref Env, prod] }
Resources:
  Always: { Type: AWS::SNS::Topic, Properties: { DisplayName: !If [Prod, !GetAtt Extra.TopicName, none] } }
  Extra: { Type: AWS::SNS::Topic, Condition: Prod, Properties: { TopicName: extra } }
  After: { Type: AWS::SNS::Topic, DependsOn: Extra }
Outputs:
  Name: { Condition: Prod, Value: !GetAtt Extra.TopicName }
";

fn in_env<'t>(set: &'t crate::document::TemplateSet, env: &str) -> Deployment<'t> {
    let mut deployment = deployment(set);
    deployment.parameters.set("Env", env);
    deployment
}

/// Conditions: a resource or an output whose condition is false does not exist, and nobody waits for it.
#[test]
fn a_false_condition_leaves_out() {
    let set = app(TEMPLATE);
    let simulation = created(&set);
    assert_eq!(paths(&simulation), ["app/After", "app/Always"]);
    assert_eq!(simulation.cloud.outputs(super::REGION, "app").len(), 0);
    assert_eq!(when(&simulation, "app/After", "CREATE_IN_PROGRESS"), 0);
}

/// Conditions are evaluated again on every update: one that turns true makes its resource, one that turns false deletes it in the cleanup.
#[test]
fn a_condition_that_turns_makes_or_deletes() {
    let set = app(TEMPLATE);
    let mut simulation = created(&set);
    update(&mut simulation, &in_env(&set, "prod"));
    assert_eq!(paths(&simulation), ["app/After", "app/Always", "app/Extra"]);
    assert_eq!(property(&simulation, "app/Always", "DisplayName"), "extra");
    assert_eq!(simulation.cloud.outputs(super::REGION, "app")["Name"], "extra");
    update(&mut simulation, &in_env(&set, "dev"));
    assert_eq!(paths(&simulation), ["app/After", "app/Always"]);
    assert!(when(&simulation, "app/Extra", "DELETE_IN_PROGRESS") >= when(&simulation, "app/Always", "UPDATE_COMPLETE"));
}

/// A nested stack of a condition that turns false goes with all that it has.
#[test]
fn a_nested_stack_of_a_false_condition_goes() {
    let root = "
Parameters: { Env: { Type: String, Default: prod } }
Conditions: { Prod: !Equals [!Ref Env, prod] }
Resources:
  Own: { Type: AWS::SNS::Topic }
  Child: { Type: AWS::CloudFormation::Stack, Condition: Prod, Properties: { TemplateURL: ./child.yaml } }
";
    let set = super::set(&[("app", root), ("child", "Resources: { It: { Type: AWS::SNS::Topic } }")]);
    let mut simulation = created(&set);
    assert_eq!(paths(&simulation), ["app/Child/It", "app/Own"]);
    update(&mut simulation, &in_env(&set, "dev"));
    assert_eq!(paths(&simulation), ["app/Own"]);
}

/// A reference to what a condition has left out cannot be resolved.
#[test]
fn what_is_left_out_cannot_be_used() {
    let set = app(&TEMPLATE.replace("!If [Prod, !GetAtt Extra.TopicName, none]", "!GetAtt Extra.TopicName"));
    let (status, reason) = failed(account().create(&deployment(&set)));
    assert_eq!(status, Status::RollbackComplete);
    assert!(reason.contains("`Extra` does not exist, since condition `Prod` is false"), "{reason}");
    create(&mut account(), &in_env(&set, "prod"));
}

/// Rules are asserted before anything is made, if their condition holds.
#[test]
fn a_rule_that_does_not_hold_refuses() {
    let rules = "
Rules:
  Size:
    RuleCondition: !Equals [!Ref Env, prod]
    Assertions: [{ Assert: !Contains [[a], !Ref Size], AssertDescription: production is of size a }]
";
    let set = app(&TEMPLATE
        .replace("Parameters: {", "Parameters: { Size: { Type: String, Default: b },")
        .replace("Conditions:", &format!("{}\nConditions:", rules.trim_start())));
    let mut simulation = account();
    let said = refused(simulation.create(&in_env(&set, "prod")));
    assert_eq!(said, "rule `Size` does not hold: production is of size a");
    assert_eq!(simulation.cloud.events().len(), 0);
    create(&mut simulation, &in_env(&set, "dev"));
    assert!(refused(simulation.update(&in_env(&set, "prod"))).contains("production is of size a"));
    let mut right = in_env(&set, "prod");
    right.parameters.set("Size", "a");
    update(&mut simulation, &right);
}
