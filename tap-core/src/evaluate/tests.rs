use super::{Given, Nothing, Pseudo, Scope, World};
use crate::document::{Document, TemplateSet};
use serde_json::{Value, json};
use std::path::Path;

struct Made;

impl World for Made {
    fn reference(&self, id: &str) -> Option<Value> {
        Some(format!("{id}-1").into())
    }

    fn attribute(&self, id: &str, attribute: &str) -> Option<Value> {
        (attribute != "Later").then(|| format!("arn:{id}:{attribute}").into())
    }

    fn import(&self, name: &str) -> Option<Value> {
        (name == "vpc-dev").then(|| "vpc-1".into())
    }
}

const TEMPLATE: &str = r#"
Parameters:
  Suffix: { Type: String, Default: dev, AllowedPattern: '[a-z]+' }
  Count: { Type: Number, Default: 2, MinValue: 1, MaxValue: 5 }
  Subnets: { Type: CommaDelimitedList, Default: 'a, b,c' }
Mappings:
  Sizes: { us-east-1: { Max: 16, Zones: [x, y] } }
Conditions:
  Many: !Not [!Equals [!Ref Count, '1']]
  Both: !And [!Condition Many, !Equals [!Ref Suffix, dev]]
  Never: !Or [!Equals [a, b], !Not [{ Condition: Both }]]
Resources:
  Jobs: { Type: AWS::SQS::Queue }
  Gone: { Type: AWS::SQS::Queue, Condition: Never }
"#;

fn value(expression: &str) -> Result<Option<Value>, String> {
    let text = format!("{TEMPLATE}Outputs:\n  It:\n    Value: {expression}\n");
    let document = Document::read("t", &text).map_err(|problem| problem.to_string())?;
    let scope =
        Scope::new(&document, &Given::default(), Pseudo::new("us-east-1"), &Made).map_err(|problems| problems.join("; "))?;
    scope.value(&document.outputs["It"].value, &Made).map_err(|error| error.to_string())
}

#[test]
fn every_function_gives_what_the_documentation_says() {
    for (expression, wanted) in [
        ("!Ref Jobs", json!("Jobs-1")),
        ("!Ref Subnets", json!(["a", "b", "c"])),
        ("!Ref Count", json!("2")),
        ("!GetAtt Jobs.Arn", json!("arn:Jobs:Arn")),
        ("!Sub '${Jobs}/${Jobs.Arn}/${Suffix}/${AWS::Region}/${!x}'", json!("Jobs-1/arn:Jobs:Arn/dev/us-east-1/${x}")),
        ("!Sub ['${a}-${b}', { a: !Ref Count, b: 3 }]", json!("2-3")),
        ("!Join ['-', [a, !Ref Suffix, 1, true]]", json!("a-dev-1-true")),
        ("!Join ['', !Ref Subnets]", json!("abc")),
        ("!Select ['1', !Ref Subnets]", json!("b")),
        ("!Select [0, [!Ref Suffix, !GetAtt Jobs.Later]]", json!("dev")),
        ("!Split ['/', 'a/b//c']", json!(["a", "b", "", "c"])),
        ("!If [Both, yes it is, no]", json!("yes it is")),
        ("[!If [Never, 1, !Ref 'AWS::NoValue'], 2]", json!([2])),
        ("!FindInMap [Sizes, !Ref 'AWS::Region', Max]", json!(16)),
        ("!FindInMap [Sizes, nowhere, Max, { DefaultValue: 4 }]", json!(4)),
        ("!Select [1, !FindInMap [Sizes, us-east-1, Zones]]", json!("y")),
        ("!Base64 'a b'", json!("YSBi")),
        ("!Cidr [10.0.0.0/16, !Ref Count, 8]", json!(["10.0.0.0/24", "10.0.1.0/24"])),
        ("!Select [2, !GetAZs '']", json!("us-east-1c")),
        ("!ImportValue { 'Fn::Sub': 'vpc-${Suffix}' }", json!("vpc-1")),
        ("!Length [a, b]", json!(2)),
        ("!ToJsonString { b: !Ref Suffix, a: [1] }", json!("{\"a\":[1],\"b\":\"dev\"}")),
        ("!Ref AWS::URLSuffix", json!("amazonaws.com")),
    ] {
        assert_eq!(value(expression), Ok(Some(wanted)), "{expression}");
    }
    assert_eq!(value("!If [Never, 1, !Ref 'AWS::NoValue']"), Ok(None));
}

#[test]
fn what_cannot_be_told_is_said() {
    for (expression, wanted) in [
        ("!Ref Gone", "`Gone` does not exist, since condition `Never` is false"),
        ("!GetAtt Jobs.Later", "`Jobs.Later` is not known"),
        ("!ImportValue nothing", "export `nothing` is not known"),
        ("!Select [3, !Ref Subnets]", "Fn::Select of item 3 of a list of 3"),
        ("!FindInMap [Sizes, nowhere, Max]", "mapping `Sizes` has no value for `nowhere`, `Max`"),
        ("{ a: [!Join ['', [!Ref Subnets]]] }", "a.0: a list where a text is wanted"),
        ("!Sub '${Subnets}'", "a list where a text is wanted"),
        ("!Cidr [10.0.0.0/24, 3, 7]", "`10.0.0.0/24` has no room for 3 blocks of 7 bits"),
    ] {
        assert_eq!(value(expression), Err(wanted.to_string()), "{expression}");
    }
}

#[test]
fn parameters_are_checked() {
    let document = Document::read("t", TEMPLATE).unwrap();
    let scope = |given| Scope::new(&document, &given, Pseudo::new("us-east-1"), &Nothing).map(|_| ()).unwrap_err().join("; ");
    for (name, given, wanted) in [
        ("Suffix", "Dev", "parameter `Suffix` of `t` is \"Dev\", which does not match the pattern [a-z]+"),
        ("Count", "6", "parameter `Count` of `t` is \"6\", which is more than 5"),
        ("Count", "many", "parameter `Count` of `t` is \"many\", which is no number"),
        ("Sufix", "dev", "there is no parameter `Sufix` in `t`\nhelp: did you mean `Suffix`?"),
    ] {
        assert_eq!(scope(Given::from_iter([(name, given)])), wanted);
    }
}

#[test]
fn texts_have_an_end() {
    let escaped = (0..40).fold("a".to_string(), |inner, _| format!("!ToJsonString [{inner}]"));
    let joined = format!("!Join ['{}', [{}]]", "-".repeat(1000), vec!["a"; 2000].join(","));
    for expression in [escaped, joined] {
        assert!(value(&expression).is_err_and(|error| error.contains("a text of more than 1 MB")), "{expression:.40}");
    }
    let document = Document::read("t", TEMPLATE).unwrap();
    let given = Given::from_iter([("Suffix", "a".repeat(5000))]);
    let problems = Scope::new(&document, &given, Pseudo::new("us-east-1"), &Nothing).unwrap_err();
    assert!(problems[0].ends_with("which is longer than 4,096 bytes"), "{problems:?}");
}

#[test]
fn a_condition_of_what_is_unknown_is_unknown() {
    let document = Document::read("t", TEMPLATE).unwrap();
    let mut given = Given::default();
    given.set_unknown("Suffix");
    let scope = Scope::new(&document, &given, Pseudo::new("us-east-1"), &Nothing).unwrap();
    assert_eq!((scope.condition("Many"), scope.condition("Both"), scope.condition("Never")), (Some(true), None, None));
    given.set("Count", "1");
    let scope = Scope::new(&document, &given, Pseudo::new("us-east-1"), &Nothing).unwrap();
    assert_eq!((scope.condition("Both"), scope.condition("Never")), (Some(false), Some(true)));
}

#[test]
fn rules_are_asserted() {
    let text = format!(
        "{TEMPLATE}Rules:
  Production:
    RuleCondition: !Equals [!Ref Suffix, prod]
    Assertions:
      - Assert: !Contains [['3', '5'], !Ref Count]
        AssertDescription: production has three or five
"
    );
    let document = Document::read("t", &text).unwrap();
    let scope = |suffix, count| {
        let given = Given::from_iter([("Suffix", suffix), ("Count", count)]);
        Scope::new(&document, &given, Pseudo::new("us-east-1"), &Nothing).map(|_| ())
    };
    assert_eq!(scope("dev", "2"), Ok(()));
    assert_eq!(scope("prod", "3"), Ok(()));
    assert_eq!(scope("prod", "2"), Err(vec!["rule `Production` does not hold: production has three or five".to_string()]));
}

#[test]
fn conditions_may_form_long_chains_but_no_circles() {
    let mut text = String::from("Resources: { Jobs: { Type: AWS::SQS::Queue } }\nConditions:\n  C0: !Equals [a, a]\n");
    for number in 1..20_000 {
        text.push_str(&format!("  C{number}: !Not [!Condition C{}]\n", number - 1));
    }
    let document = Document::read("t", &text).unwrap();
    let scope = Scope::new(&document, &Given::default(), Pseudo::new("us-east-1"), &Nothing).unwrap();
    assert_eq!(scope.condition("C19999"), Some(false));

    let text =
        "Resources: { Jobs: { Type: AWS::SQS::Queue } }\nConditions:\n  A: !Not [!Condition B]\n  B: !Not [!Condition A]\n";
    let document = Document::read("t", text).unwrap();
    let problems = Scope::new(&document, &Given::default(), Pseudo::new("us-east-1"), &Nothing).unwrap_err();
    assert_eq!(problems, ["conditions need each other: A → B → A"]);
}

#[test]
fn the_root_of_the_platform_is_evaluated() {
    let set = TemplateSet::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../lib")).unwrap();
    let root = set.document("TapStack").unwrap();
    let mut given = Given::default();
    for (name, parameter) in &root.parameters {
        if parameter.default.is_none() {
            given.set_unknown(name);
        }
    }
    let scope = Scope::new(root, &given, Pseudo::new("us-east-1"), &Nothing).unwrap();
    assert!(scope.parameters().all(|(_, value)| value.is_none_or(|value| !value.is_null())));
}
