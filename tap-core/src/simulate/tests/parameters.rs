//! Parameters.

use super::{account, app, create, created, deployment, property, refused, update};

const TEMPLATE: &str = "
Parameters:
  Name: { Type: String, MinLength: 2, MaxLength: 8, AllowedPattern: '[a-z]+', ConstraintDescription: a short word }
  Count: { Type: Number, Default: 2, MinValue: 1, MaxValue: 3 }
  Size: { Type: String, Default: small, AllowedValues: [small, large] }
  Names: { Type: CommaDelimitedList, Default: 'a, b' }
Resources:
  It: { Type: AWS::SNS::Topic, Properties: { TopicName: !Ref Name, DisplayName: !Sub '${Count} ${Size}' } }
";

/// Parameters: values are validated before CloudFormation makes anything.
#[test]
fn a_bad_value_is_refused_before_anything_is_made() {
    let set = app(TEMPLATE);
    for (name, value, wanted) in [
        ("Name", "a", "is shorter than 2 characters: a short word"),
        ("Name", "abcdefghi", "is longer than 8 characters: a short word"),
        ("Name", "ABC", "does not match the pattern [a-z]+: a short word"),
        ("Count", "4", "is more than 3"),
        ("Count", "0", "is less than 1"),
        ("Count", "two", "is no number"),
        ("Size", "huge", "has to be one of small, large"),
    ] {
        let mut deployment = deployment(&set);
        deployment.parameters.set("Name", "topic");
        deployment.parameters.set(name, value);
        let mut simulation = account();
        let said = refused(simulation.create(&deployment));
        assert!(said.contains(&format!("parameter `{name}` of `app`")) && said.contains(wanted), "{said}");
        assert_eq!((simulation.cloud.events().len(), simulation.cloud.stacks().len()), (0, 0));
    }
}

/// Parameters: one without a default has to be given, and one that the template does not have may not.
#[test]
fn missing_and_unknown_ones_are_refused() {
    let set = app(TEMPLATE);
    let said = refused(account().create(&deployment(&set)));
    assert_eq!(said, "parameter `Name` of `app` has neither a value nor a default");
    let mut deployment = deployment(&set);
    deployment.parameters.set("Nmae", "topic");
    assert!(refused(account().create(&deployment)).contains("did you mean `Name`?"));
}

/// Quotas: a value has at most 4,096 bytes.
#[test]
fn a_long_value_is_refused() {
    let set = app("Parameters: { Label: { Type: String } }\nResources: { It: { Type: AWS::SQS::Queue } }");
    let mut deployment = deployment(&set);
    deployment.parameters.set("Label", &"a".repeat(4097));
    assert_eq!(refused(account().create(&deployment)), "the value of parameter `Label` has more than 4096 bytes");
    deployment.parameters.set("Label", &"a".repeat(4096));
    create(&mut account(), &deployment);
}

/// UpdateStack with previous values, as `aws cloudformation deploy` does it: what is not given keeps its value, and a new parameter has its
/// default.
#[test]
fn an_update_keeps_what_was_given() {
    let set = app(TEMPLATE);
    let more = app(&TEMPLATE.replace("  Size:", "  Word: { Type: String, Default: x }\n  Size:").replace("${Count}", "${Word}"));
    let mut first = deployment(&set);
    first.parameters.set("Name", "topic");
    first.parameters.set("Size", "large");
    let mut simulation = account();
    create(&mut simulation, &first);
    let mut second = deployment(&set);
    second.parameters.set("Count", "3");
    update(&mut simulation, &second);
    assert_eq!(property(&simulation, "app/It", "TopicName"), "topic");
    assert_eq!(property(&simulation, "app/It", "DisplayName"), "3 large");

    update(&mut simulation, &deployment(&more));
    assert_eq!(property(&simulation, "app/It", "DisplayName"), "x large");
}

/// A parameter that has left the template is forgotten.
#[test]
fn a_parameter_that_is_gone_is_forgotten() {
    let set = app(TEMPLATE);
    let without = app("Resources: { It: { Type: AWS::SNS::Topic, Properties: { TopicName: topic } } }");
    let mut first = deployment(&set);
    first.parameters.set("Name", "topic");
    let mut simulation = account();
    create(&mut simulation, &first);
    update(&mut simulation, &deployment(&without));
    assert!(refused(simulation.update(&deployment(&set))).contains("has neither a value nor a default"));
}

/// SSM parameter types: the name is given, the value is what Parameter Store has; a name that it does not have is refused.
#[test]
fn values_come_from_parameter_store() {
    let set = app("
Parameters:
  Image: { Type: 'AWS::SSM::Parameter::Value<String>', Default: /app/image }
Resources:
  It: { Type: AWS::SNS::Topic, Properties: { DisplayName: !Ref Image } }
");
    let mut simulation = account();
    assert_eq!(refused(simulation.create(&deployment(&set))), "SSM has no such parameter as `Image` of `app` names");
    simulation.store("ssm:/app/image", "ami-1");
    create(&mut simulation, &deployment(&set));
    assert_eq!(property(&simulation, "app/It", "DisplayName"), "ami-1");
}

/// Lists are text with commas, also on their way into a nested stack.
#[test]
fn lists_go_into_nested_stacks() {
    let root = "
Parameters: { Names: { Type: CommaDelimitedList, Default: 'a, b' } }
Resources:
  Child: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: ./child.yaml, Parameters: { Names: !Join [',', !Ref Names] } } }
";
    let child = "
Parameters: { Names: { Type: CommaDelimitedList } }
Resources: { It: { Type: AWS::SNS::Topic, Properties: { DisplayName: !Select [1, !Ref Names] } } }
";
    let set = super::set(&[("app", root), ("child", child)]);
    let simulation = created(&set);
    assert_eq!(property(&simulation, "app/Child/It", "DisplayName"), "b");
}
