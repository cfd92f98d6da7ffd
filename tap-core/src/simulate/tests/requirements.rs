//! What has to be acknowledged, and how much a template may have.

use super::{account, app, create, deployment, refused, set};

/// CreateStack: IAM resources have to be acknowledged, those with names of their own by `CAPABILITY_NAMED_IAM`; also in nested stacks.
#[test]
fn iam_is_acknowledged() {
    let role = |name: &str| {
        let document = "AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [] }";
        format!("Resources: {{ Role: {{ Type: AWS::IAM::Role, Properties: {{ {name}{document} }} }} }}")
    };
    let root = "Resources: { Child: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: ./child.yaml } } }";
    let own = app(&role(""));
    let named = app(&role("RoleName: x, "));
    let nested = set(&[("app", root), ("child", &role("RoleName: x, "))]);
    let provider = app("Resources: { It: { Type: AWS::IAM::OIDCProvider, Properties: { Url: https://x.example } } }");
    for (set, wanted) in [(&own, "CAPABILITY_IAM"), (&named, "CAPABILITY_NAMED_IAM"), (&nested, "CAPABILITY_NAMED_IAM")] {
        let mut deployment = deployment(set);
        deployment.capabilities.clear();
        assert_eq!(refused(account().create(&deployment)), format!("`app` has resources of IAM: it requires {wanted}"));
        deployment.capabilities = vec!["CAPABILITY_IAM".to_string()];
        assert_eq!(account().create(&deployment).is_err(), wanted == "CAPABILITY_NAMED_IAM");
        deployment.capabilities = vec!["CAPABILITY_NAMED_IAM".to_string()];
        create(&mut account(), &deployment);
    }
    let mut deployment = deployment(&provider);
    deployment.capabilities.clear();
    create(&mut account(), &deployment);
}

/// CreateStack: macros have to be acknowledged by `CAPABILITY_AUTO_EXPAND`.
#[test]
fn macros_are_acknowledged() {
    let set = app("Transform: AWS::LanguageExtensions\nResources: { It: { Type: AWS::SNS::Topic } }");
    let mut deployment = deployment(&set);
    create(&mut account(), &deployment);
    deployment.capabilities = vec!["CAPABILITY_NAMED_IAM".to_string()];
    assert_eq!(refused(account().create(&deployment)), "`app` has a transform: it requires CAPABILITY_AUTO_EXPAND");
}

fn topics(count: usize) -> String {
    let topics: String = (0..count).map(|number| format!("  T{number}: {{ Type: AWS::SNS::Topic }}\n")).collect();
    format!("Resources:\n{topics}")
}

/// Quotas: 500 resources, 200 parameters, outputs and mappings, 60 dynamic references, 1 MB, and neither one more.
#[test]
fn quotas_of_a_template() {
    let many = |count: usize, section: &str, entry: &str| {
        let entries: String = (0..count).map(|number| format!("  N{number}: {entry}\n")).collect();
        format!("{section}:\n{entries}{}", topics(1))
    };
    let references = |count: usize| {
        let text = "{{resolve:ssm:/a}}".repeat(count);
        format!("Resources: {{ It: {{ Type: AWS::SSM::Parameter, Properties: {{ Type: String, Value: '{text}' }} }} }}")
    };
    let wide = |rows: usize| {
        let rows: String = (0..rows).map(|row| format!("    R{row}: {{ A: b }}\n")).collect();
        format!("Mappings:\n  Wide:\n{rows}{}", topics(1))
    };
    for (fits, does_not, said) in [
        (topics(500), topics(501), "`app` has 501 resources, CloudFormation takes 500"),
        (
            many(200, "Parameters", "{ Type: String, Default: a }"),
            many(201, "Parameters", "{ Type: String, Default: a }"),
            "`app` has 201 parameters, CloudFormation takes 200",
        ),
        (
            many(200, "Outputs", "{ Value: a }"),
            many(201, "Outputs", "{ Value: a }"),
            "`app` has 201 outputs, CloudFormation takes 200",
        ),
        (
            many(200, "Mappings", "{ A: { B: c } }"),
            many(201, "Mappings", "{ A: { B: c } }"),
            "`app` has 201 mappings, CloudFormation takes 200",
        ),
        (references(60), references(61), "`app` has 61 dynamic references, CloudFormation takes 60"),
        (wide(200), wide(201), "mapping `Wide` of `app` has 201 rows, CloudFormation takes 200"),
        (
            format!("# {}\n{}", "x".repeat(1_000_000), topics(1)),
            format!("# {}\n{}", "x".repeat(1 << 20), topics(1)),
            "bytes, CloudFormation takes 1048576",
        ),
    ] {
        let (fits, does_not) = (app(&fits), app(&does_not));
        let mut simulation = account();
        simulation.store("ssm:/a", "b");
        create(&mut simulation, &deployment(&fits));
        let answer = refused(account().create(&deployment(&does_not)));
        assert!(answer.ends_with(said), "{answer}");
    }
}

/// Quotas: 2,500 resources in one operation on nested stacks.
#[test]
fn quota_of_nested_stacks() {
    let root = |count: usize| {
        let stacks: String = (0..count)
            .map(|number| {
                format!("  S{number}: {{ Type: AWS::CloudFormation::Stack, Properties: {{ TemplateURL: ./child.yaml }} }}\n")
            })
            .collect();
        format!("Resources:\n{stacks}")
    };
    let child = topics(499);
    let (fits, does_not) = (set(&[("app", &root(5)), ("child", &child)]), set(&[("app", &root(6)), ("child", &child)]));
    create(&mut account(), &deployment(&fits));
    let said = "`app` and its nested stacks have 3000 resources, CloudFormation takes 2500";
    assert_eq!(refused(account().create(&deployment(&does_not))), said);
}

/// A nested template above a quota fails its stack.
#[test]
fn a_nested_template_has_quotas_too() {
    let root = "Resources: { Child: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: ./child.yaml } } }";
    let set = set(&[("app", root), ("child", &topics(501))]);
    let (_, reason) = super::failed(account().create(&deployment(&set)));
    assert_eq!(reason, "app/Child: `child` has 501 resources, CloudFormation takes 500");
}
