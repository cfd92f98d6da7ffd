//! Values changed with regard to what they mean: other kinds, functions misused, circles.

use super::Random;
use serde_json::{Map, Value, json};

const FUNCTIONS: &[&str] = &[
    "Ref",
    "Condition",
    "Fn::And",
    "Fn::Base64",
    "Fn::Cidr",
    "Fn::Contains",
    "Fn::EachMemberEquals",
    "Fn::EachMemberIn",
    "Fn::Equals",
    "Fn::FindInMap",
    "Fn::ForEach::Loop",
    "Fn::GetAZs",
    "Fn::GetAtt",
    "Fn::GetStackOutput",
    "Fn::If",
    "Fn::ImportValue",
    "Fn::Join",
    "Fn::Length",
    "Fn::Nope",
    "Fn::Not",
    "Fn::Or",
    "Fn::RefAll",
    "Fn::Select",
    "Fn::Split",
    "Fn::Sub",
    "Fn::ToJsonString",
    "Fn::Transform",
    "Fn::ValueOf",
    "Fn::ValueOfAll",
    "Fn::",
];

/// Every function with arguments of every kind and number, in a template that has one of everything.
pub fn misused() -> Vec<Value> {
    let scalars = [
        json!(null),
        json!(true),
        json!(-1),
        json!(1e300),
        json!(u64::MAX),
        json!(""),
        json!("Queue"),
        json!("Queue.Arn"),
        json!("Yes"),
        json!("${Queue}"),
        json!("AWS::NoValue"),
        json!({}),
        json!([]),
        json!({ "Ref": "AWS::NoValue" }),
        json!({ "Ref": "List" }),
        json!({ "Ref": "Queue" }),
        json!({ "Fn::GetAZs": "" }),
        json!({ "Fn::If": ["Yes", { "Ref": "AWS::NoValue" }, 1] }),
    ];
    let mut templates = Vec::new();
    for function in FUNCTIONS {
        for (number, scalar) in scalars.iter().enumerate() {
            let other = &scalars[(number * 7 + 3) % scalars.len()];
            let mut calls: Vec<_> =
                (1..=5).map(|length| json!({ *function: &[scalar, other, scalar, other, scalar][..length] })).collect();
            calls.push(json!({ *function: scalar }));
            calls.push(json!({ *function: [scalar, [other, scalar]] }));
            calls.push(json!({ *function: [other, scalar, { "DefaultValue": scalar }] }));
            calls.push(json!({ *function: ["Yes", scalar, other] }));
            calls.push(json!({ *function: scalar, "Fn::Other": other }));
            for call in calls {
                templates.push(with(&call, templates.len()));
            }
        }
    }
    templates
}

/// Where a value may stand in the template, as JSON pointers; the first are commoner.
const PLACES: &[&str] = &[
    "/Resources/Other/Properties/List/0",
    "/Outputs/Value/Value",
    "/Resources/Other/Properties/Value",
    "/Resources/Nested/Properties/Parameters/Value",
    "/Resources/Nested/Properties/TemplateURL",
    "/Resources/Other/Properties/ServiceToken",
    "/Resources/Other/DeletionPolicy",
    "/Resources/Other/Metadata/Value",
    "/Outputs/Value/Export/Name",
    "/Conditions/Value",
    "/Rules/Rule/RuleCondition",
    "/Rules/Rule/Assertions/0/Assert",
    "/Mappings/Queue/Yes/Yes",
];

/// A template that has a value in one of its places.
fn with(value: &Value, number: usize) -> Value {
    let mut template = json!({
        "Transform": "AWS::LanguageExtensions",
        "Parameters": {
            "List": { "Type": "CommaDelimitedList", "Default": "a,b" },
            "Text": { "Type": "String", "Default": "text" },
        },
        "Mappings": { "Queue": { "Yes": { "Yes": [1], "Queue": "a" } } },
        "Conditions": { "Yes": { "Fn::Equals": [1, "1"] }, "Value": { "Condition": "Yes" } },
        "Rules": { "Rule": { "RuleCondition": { "Fn::Equals": [1, 1] }, "Assertions": [{ "Assert": { "Fn::Equals": [1, 1] } }] } },
        "Resources": {
            "Queue": { "Type": "AWS::SQS::Queue" },
            "Other": {
                "Type": "Custom::Thing",
                "Condition": "Yes",
                "DeletionPolicy": "Retain",
                "Metadata": { "Value": 1 },
                "Properties": { "ServiceToken": "arn:aws:lambda:eu-west-1:123456789012:function:f", "List": [1], "Value": 1 },
            },
            "Nested": { "Type": "AWS::CloudFormation::Stack", "Properties": { "TemplateURL": "https://a/b", "Parameters": { "Value": 1 } } },
        },
        "Outputs": { "Value": { "Value": 1, "Export": { "Name": "a" } } },
    });
    let place = PLACES[number % PLACES.len()];
    if !place.contains("Nested")
        && let Some(resources) = template["Resources"].as_object_mut()
    {
        // The template of the nested stack is not known, so that nothing with it is deployed.
        resources.remove("Nested");
    }
    *template.pointer_mut(place).expect("the template has all places") = value.clone();
    template
}

/// Resources, conditions and templates that need each other or themselves, in circles of this length.
pub fn cycles(length: usize) -> Vec<Value> {
    let next = |number: usize| (number + 1) % length;
    let object = |each: &dyn Fn(usize) -> (String, Value)| Value::Object((0..length).map(each).collect());
    let queue = json!({ "Queue": { "Type": "AWS::SQS::Queue" } });
    let refers = |reference: Value| json!({ "Type": "AWS::SNS::Topic", "Properties": { "TopicName": reference } });
    vec![
        json!({ "Resources": object(&|n| (format!("R{n}"), json!({ "Type": "AWS::SQS::Queue", "DependsOn": format!("R{}", next(n)) }))) }),
        json!({ "Resources": object(&|n| (format!("R{n}"), refers(json!({ "Ref": format!("R{}", next(n)) })))) }),
        json!({ "Resources": object(&|n| (format!("R{n}"), refers(json!({ "Fn::Sub": format!("${{R{}.Arn}}", next(n)) })))) }),
        json!({ "Resources": queue, "Conditions": object(&|n| (format!("C{n}"), json!({ "Fn::Not": [{ "Condition": format!("C{}", next(n)) }] }))) }),
        json!({ "Resources": queue, "Conditions": object(&|n| {
            (format!("C{n}"), json!({ "Fn::Equals": [{ "Fn::If": [format!("C{}", next(n)), 1, 2] }, 1] }))
        }) }),
        // The template is called `t`, and so are its children.
        json!({ "Resources": object(&|n| {
            let url = format!("https://bucket.s3.amazonaws.com/{}.json", if n == 0 { "t".to_string() } else { format!("t{n}") });
            (format!("S{n}"), json!({ "Type": "AWS::CloudFormation::Stack", "Properties": { "TemplateURL": url } }))
        }) }),
    ]
}

/// The value with one to three of its values replaced: by one of another kind, by a function, by nothing, by what stands elsewhere.
pub fn replaced(value: &Value, random: &mut Random) -> Value {
    let mut value = value.clone();
    for _ in 0..=random.below(3) {
        let elsewhere = pick(&value, random).clone();
        let count = size(&value);
        let mut at = random.below(count);
        change(&mut value, &mut at, &elsewhere, random);
    }
    value
}

fn size(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(size).sum(),
        Value::Object(members) => members.values().map(size).sum(),
        _ => 0,
    }
}

fn pick<'v>(value: &'v Value, random: &mut Random) -> &'v Value {
    let mut at = value;
    for _ in 0..random.below(8) {
        at = match at {
            Value::Array(items) if !items.is_empty() => random.of(items),
            Value::Object(members) if !members.is_empty() => {
                let number = random.below(members.len());
                members.values().nth(number).unwrap_or(at)
            }
            _ => return at,
        };
    }
    at
}

/// Changes the value of this number, in document order.
fn change(value: &mut Value, at: &mut usize, elsewhere: &Value, random: &mut Random) -> bool {
    if *at == 0 {
        *value = instead(value, elsewhere, random);
        return true;
    }
    *at -= 1;
    match value {
        Value::Array(items) => items.iter_mut().any(|item| change(item, at, elsewhere, random)),
        Value::Object(members) => members.values_mut().any(|member| change(member, at, elsewhere, random)),
        _ => false,
    }
}

fn instead(value: &Value, elsewhere: &Value, random: &mut Random) -> Value {
    match random.below(14) {
        0 => Value::Null,
        1 => json!(true),
        2 => json!(1e300),
        3 => json!(""),
        4 => json!([]),
        5 => json!({}),
        6 => json!([value]),
        7 => json!({ "Fn::Nope": value }),
        8 => json!({ *random.of(FUNCTIONS): value }),
        9 => json!({ *random.of(FUNCTIONS): [value, elsewhere] }),
        10 => json!({ *random.of(FUNCTIONS): [elsewhere, value, value] }),
        11 => match value {
            // One argument or member less.
            Value::Array(items) => Value::Array(items.iter().skip(1).cloned().collect()),
            Value::Object(members) => Value::Object(members.clone().into_iter().skip(1).collect()),
            other => json!({ "Ref": other }),
        },
        12 => match value {
            Value::Object(members) => {
                let again = members.iter().map(|(name, member)| (format!("{name}\u{301}"), member.clone()));
                Value::Object(again.collect::<Map<_, _>>())
            }
            other => json!([other, other, other]),
        },
        _ => elsewhere.clone(),
    }
}
