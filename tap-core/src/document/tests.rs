use super::{Document, Expression, TemplateSet};
use std::path::{Path, PathBuf};

fn message(text: &str) -> String {
    match Document::read("t", text) {
        Ok(_) => "no problem".to_string(),
        Err(problem) => problem.to_string(),
    }
}

#[test]
fn short_forms_become_long() {
    let text = "
Conditions:
  Big: !Not [!Equals [!Ref AWS::Region, us-east-1]]
Resources:
  Jobs: { Type: AWS::SQS::Queue }
  Policy:
    Type: AWS::SQS::QueuePolicy
    Condition: Big
    Properties:
      Queues: [!Ref Jobs]
      PolicyDocument:
        Version: 2012-10-17
        Delay: 010
        Statement: [{ Resource: !GetAtt Jobs.Arn, Sid: !If [Big, !Sub '${Jobs.QueueName}-x', no] }]
";
    let document = Document::read("t.yaml", text).unwrap();
    let wanted = serde_json::json!({
        "Queues": [{ "Ref": "Jobs" }],
        "PolicyDocument": {
            "Version": "2012-10-17",
            "Delay": "010",
            "Statement": [{
                "Resource": { "Fn::GetAtt": ["Jobs", "Arn"] },
                "Sid": { "Fn::If": ["Big", { "Fn::Sub": "${Jobs.QueueName}-x" }, false] },
            }],
        },
    });
    assert_eq!(document.properties("Policy"), Some(&wanted));
    let needs = document.needs("Policy");
    let found: Vec<_> = needs.iter().map(|need| (need.on, need.attribute, need.path.as_str())).collect();
    assert_eq!(
        found,
        [
            ("Jobs", Some("Arn"), "PolicyDocument.Statement.0.Resource"),
            ("Jobs", Some("QueueName"), "PolicyDocument.Statement.0.Sid"),
            ("Jobs", None, "Queues.0"),
        ]
    );
}

#[test]
fn what_is_wrong_is_said_where_it_stands() {
    for (text, wanted) in [
        ("", "t:1:1: there is nothing in this text"),
        ("{ \"Resources\": { \"A\": ", "t:1:22: this is no JSON: EOF while parsing a value"),
        ("{ \"Resources\": { \"A\": 1, \"A\": 2 } }", "t:1:28: this is no JSON: `A` stands twice in one object"),
        ("Resources:\n  A: { Type: X\n", "t:3:1: this is no YAML"),
        ("Resources:\n  A: { Type: X }\n  A: { Type: Y }\n", "t:3:3: `A` stands twice in one mapping"),
        ("Resources:\n  A: &a { Type: X }\n  B: *a\n", "t:3:6: CloudFormation takes no aliases\nhelp: write the value out"),
        ("Resources:\n  A: { Type: X, Properties: { B: !Subb x } }\n", "t:2:34: unknown function `!Subb`"),
        (
            "{ \"Resources\": { \"A\": { \"Type\": \"X\", \"Properties\": {\n  \"B\": [{ \"Fn::Suub\": \"x\" }] } } } }",
            "t:2:11: unknown function `Fn::Suub`, at `Resources.A.Properties.B.0.Fn::Suub`\nhelp: did you mean `Fn::Sub`?",
        ),
        (
            "Resources:\n  A:\n    Type: X\n    Dependson: B\n",
            "t:4:5: unknown attribute `Dependson` of a resource, at `Resources.A.Dependson`\nhelp: did you mean `DependsOn`?",
        ),
        (
            "Resources:\n  A:\n    Type: X\n    DependsOn: AA\n",
            "t:4:5: there is no resource `AA`, at `Resources.A.DependsOn`\nhelp: did you mean `A`?",
        ),
        ("Resource:\n  A: { Type: X }\n", "t:1:1: unknown section `Resource`, at `Resource`\nhelp: did you mean `Resources`?"),
        (
            "Resources:\n  A:\n    Type: X\n    Properties:\n      B: !Sub 'a ${Bee}'\n",
            "t:4:5: there is no parameter or resource `Bee`, at `Resources.A.Properties`",
        ),
        (
            "Resources:\n  A:\n    Type: X\n    Properties: { B: !If [C, 1, 2] }\n",
            "t:4:5: there is no condition `C`, at `Resources.A.Properties`",
        ),
    ] {
        let message = message(text);
        assert!(message.starts_with(wanted), "{message}\nfor {wanted}");
    }
}

#[test]
fn a_megabyte_of_nesting_is_an_error() {
    for text in
        ["[".repeat(1 << 20), "{\"a\":".repeat(1 << 18), "- ".repeat(1 << 19), "a:\n ".repeat(1 << 18), "!Sub ".repeat(1 << 18)]
    {
        assert!(Document::read("t", &text).is_err());
    }
}

#[test]
fn the_platform_is_read_as_it_is_emitted() {
    let set = TemplateSet::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../lib")).unwrap();
    assert_eq!(set.roots(), ["registry-stack", "TapStack", "retention-stack", "stack-set"]);
    let root = set.document("TapStack").unwrap();
    let children: Vec<_> = root.resources.iter().filter(|(_, resource)| resource.is_nested_stack()).collect();
    assert_eq!(children.len(), 5);
    for (id, _) in children {
        assert!(set.child(root, id).is_some(), "{id}");
    }
    let stack_set = set.document("stack-set").unwrap();
    let id = stack_set.resources.iter().find(|(_, resource)| resource.kind == "AWS::CloudFormation::StackSet").unwrap().0;
    assert_eq!(set.child(stack_set, id).unwrap().name(), "TapStack");
}

#[test]
fn substitution_keeps_what_is_escaped() {
    for (text, wanted) in [
        ("${!a}${ b }${b.c}$x", r#"Sub([Text("${a}"), Value(Literal(Number(1))), GetAtt("b", "c"), Text("$x")])"#),
        ("${ !a}${b", r#"Sub([Text("${a}${b")])"#),
        ("{$b}${", r#"Sub([Text("{$b}${")])"#),
    ] {
        let parsed = Expression::parse(&serde_json::json!({ "Fn::Sub": [text, { "b": 1 }] })).unwrap();
        assert_eq!(format!("{parsed:?}"), wanted);
    }
    for text in ["${}", "${a-b}", "${a b}", "${a${b}"] {
        assert!(Expression::parse(&serde_json::json!({ "Fn::Sub": text })).is_err(), "{text}");
    }
}

#[test]
fn only_custom_resources_have_a_version() {
    let of = |kind| message(&format!("Resources:\n  A: {{ Type: '{kind}', Version: '1.0' }}\n"));
    for kind in ["Custom::Thing", "AWS::CloudFormation::CustomResource"] {
        assert_eq!(of(kind), "no problem");
    }
    assert!(of("AWS::SQS::Queue").starts_with("t:2:33: unknown attribute `Version` of a resource"), "{}", of("AWS::SQS::Queue"));
}

#[test]
fn variables_that_multiply_are_refused() {
    let nested = (0..40).fold("1".to_string(), |inner, _| format!("{{\"Fn::Sub\":[\"${{v}}${{v}}\",{{\"v\":{inner}}}]}}"));
    let text = format!("{{\"Resources\":{{\"A\":{{\"Type\":\"B\",\"Properties\":{{\"P\":{nested}}}}}}}}}");
    let message = message(&text);
    assert!(message.contains("its variables make this text larger than 1 MB"), "{message}");
}

#[test]
fn stacks_are_nested_only_so_deep() {
    let set = |count: usize| {
        let template = |number: usize| {
            let url = format!("https://b.s3.amazonaws.com/t{}.json", number + 1);
            let text =
                format!("Resources:\n  N: {{ Type: AWS::CloudFormation::Stack, Properties: {{ TemplateURL: '{url}' }} }}\n");
            Document::read(&format!("t{number}"), &text).unwrap()
        };
        TemplateSet::new((0..count).map(template))
    };
    assert_eq!(set(51).unwrap().roots(), ["t0"]);
    assert_eq!(set(5000).unwrap_err().message, "stacks are nested more than 50 deep");
}

#[test]
fn places_in_json_are_characters() {
    assert_eq!(message("{ \"Resources\": {\n"), "t:2:1: this is no JSON: EOF while parsing an object");
    assert!(message("{ \"Ä\": 1 \"B\": 2 }").starts_with("t:1:10: this is no JSON"), "{}", message("{ \"Ä\": 1 \"B\": 2 }"));
}

#[test]
fn of_several_wrong_templates_the_first_is_said() {
    let file = |number: usize| {
        let kind = if number < 20 { r#"{ "Type": "AWS::SQS::Queue" }"# } else { "1" };
        (PathBuf::from(format!("part-{number:02}.json")), format!(r#"{{ "Resources": {{ "Jobs": {kind} }} }}"#))
    };
    for (from, wrong) in [(0, "part-20.json"), (19, "part-20.json"), (33, "part-33.json")] {
        let problem = TemplateSet::of_files(Path::new("."), (from..50).map(file)).unwrap_err();
        assert_eq!(problem.source, wrong);
    }
}
