//! Dynamic references, and outputs of other stacks.

use super::{REGION, account, app, create, created, delete, deployment, failed, property, update};
use crate::simulate::{Deployment, Status};

fn label(value: &str) -> String {
    format!("Resources: {{ It: {{ Type: AWS::SNS::Topic, Properties: {{ DisplayName: '{value}' }} }} }}")
}

/// Dynamic references, ssm: the value of Parameter Store takes its place, also within a text.
#[test]
fn a_parameter_of_the_store_takes_its_place() {
    let set = app(&label("a {{resolve:ssm:/app/name:3}} z"));
    let mut simulation = account();
    simulation.store("ssm:/app/name", "label");
    create(&mut simulation, &deployment(&set));
    assert_eq!(property(&simulation, "app/It", "DisplayName"), "a label z");
}

/// Dynamic references, ssm: a parameter that a stack has made is one of the store, in its region.
#[test]
fn a_parameter_that_a_stack_made_takes_its_place() {
    let parameter =
        app("Resources: { P: { Type: AWS::SSM::Parameter, Properties: { Name: /app/name, Type: String, Value: made } } }");
    let user = app(&label("{{resolve:ssm:/app/name}}"));
    let mut simulation = created(&parameter);
    create(&mut simulation, &Deployment::new(REGION, "user", &user, "app"));
    assert_eq!(property(&simulation, "user/It", "DisplayName"), "made");
    let elsewhere = simulation.create(&Deployment::new("us-east-1", "user", &user, "app"));
    assert_eq!(failed(elsewhere).0, Status::RollbackComplete);
}

/// Dynamic references: one that leads nowhere fails the resource.
#[test]
fn a_reference_to_nothing_fails() {
    for reference in ["ssm:/nowhere", "secretsmanager:nothing:SecretString:key"] {
        let set = app(&label(&format!("{{{{resolve:{reference}}}}}")));
        let (status, reason) = failed(account().create(&deployment(&set)));
        assert_eq!(status, Status::RollbackComplete);
        assert_eq!(reason, format!("app/It: there is nothing at `{reference}`, which a dynamic reference names"));
    }
}

/// Dynamic references, ssm-secure: CloudFormation keeps the reference and never the value, so a changed secret changes nothing.
#[test]
fn a_secret_stays_a_reference() {
    let cluster = |more: &str| {
        format!(
            "Resources: {{ Db: {{ Type: AWS::RDS::DBCluster, Properties: {{ Engine: aurora-mysql, MasterUsername: root, \
             MasterUserPassword: '{{{{resolve:ssm-secure:/app/password}}}}'{more} }} }} }}"
        )
    };
    let (set, next) = (app(&cluster("")), app(&cluster(", CopyTagsToSnapshot: true")));
    let (_, reason) = failed(account().create(&deployment(&set)));
    assert_eq!(reason, "app/Db: there is nothing at `ssm-secure:/app/password`, which a dynamic reference names");
    let mut simulation = account();
    simulation.store("ssm-secure:/app/password", "one");
    create(&mut simulation, &deployment(&set));
    let kept = "{{resolve:ssm-secure:/app/password}}";
    assert_eq!(property(&simulation, "app/Db", "MasterUserPassword"), kept);
    simulation.store("ssm-secure:/app/password", "two");
    let change_set = simulation.change_set(&deployment(&next)).unwrap();
    assert_eq!(change_set.changes[0].properties, ["CopyTagsToSnapshot"]);
    update(&mut simulation, &deployment(&next));
    assert_eq!(property(&simulation, "app/Db", "MasterUserPassword"), kept);
}

/// Dynamic references: secure values are not supported in custom resources, plain ones are.
#[test]
fn custom_resources_take_no_secrets() {
    let custom = |reference: &str| {
        format!(
            "Resources: {{ It: {{ Type: Custom::Thing, Properties: {{ ServiceToken: x, Value: '{{{{resolve:{reference}}}}}' }} }} }}"
        )
    };
    let (secure, secret, plain) = (app(&custom("ssm-secure:/a")), app(&custom("secretsmanager:a")), app(&custom("ssm:/a")));
    let mut simulation = account();
    ["ssm-secure:/a", "secretsmanager:a", "ssm:/a"].iter().for_each(|reference| simulation.store(reference, "plain"));
    let (_, reason) = failed(simulation.create(&deployment(&secure)));
    assert!(reason.contains("CloudFormation does not resolve secure parameters in `Value`"), "{reason}");
    delete(&mut simulation);
    let (_, reason) = failed(simulation.create(&deployment(&secret)));
    assert_eq!(reason, "app/It: a custom resource takes no secret, such as `secretsmanager:a`");
    delete(&mut simulation);
    create(&mut simulation, &deployment(&plain));
    assert_eq!(property(&simulation, "app/It", "Value"), "plain");
}

const PRODUCER: &str = "
Parameters: { Value: { Type: String, Default: one } }
Resources: { It: { Type: AWS::SNS::Topic } }
Outputs: { Name: { Value: !Ref Value } }
";

fn consumer(output: &str) -> String {
    format!(
        "
Parameters: {{ Label: {{ Type: String, Default: a }} }}
Resources:
  User:
    Type: AWS::SNS::Topic
    Properties: {{ DisplayName: {{ Fn::GetStackOutput: {{ StackName: app, OutputName: {output}, Region: eu-west-1 }} }} }}
  Own: {{ Type: AWS::SNS::Topic, Properties: {{ DisplayName: !Ref Label }} }}
"
    )
}

/// Fn::GetStackOutput gives any output of another stack, of another region too, without an export; what is not there fails.
#[test]
fn an_output_of_another_stack() {
    let (producer, user, wrong) = (app(PRODUCER), app(&consumer("Name")), app(&consumer("Nmae")));
    let mut simulation = created(&producer);
    create(&mut simulation, &Deployment::new("us-east-1", "user", &user, "app"));
    assert_eq!(property(&simulation, "user/User", "DisplayName"), "one");
    let outcome = simulation.create(&Deployment::new(REGION, "wrong", &wrong, "app"));
    assert_eq!(failed(outcome).0, Status::RollbackComplete);
}

/// Fn::GetStackOutput is a weak reference: the producer may change and go, and the consumer finds out when it is updated.
#[test]
fn an_output_of_another_stack_binds_nobody() {
    let (producer, user) = (app(PRODUCER), app(&consumer("Name")));
    let mut simulation = created(&producer);
    let mut consumer = Deployment::new(REGION, "user", &user, "app");
    create(&mut simulation, &consumer);
    let mut changed = deployment(&producer);
    changed.parameters.set("Value", "two");
    update(&mut simulation, &changed);
    assert_eq!(property(&simulation, "user/User", "DisplayName"), "one");
    consumer.parameters.set("Label", "b");
    update(&mut simulation, &consumer);
    assert_eq!(property(&simulation, "user/User", "DisplayName"), "two");
    delete(&mut simulation);
    consumer.parameters.set("Label", "c");
    assert_eq!(failed(simulation.update(&consumer)).0, Status::UpdateRollbackComplete);
}
