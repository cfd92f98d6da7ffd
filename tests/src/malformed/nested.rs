//! Templates that are nested in each other.

use serde_json::{Value, json};

/// Names of templates, and their texts; the first is the root.
pub type Templates = Vec<(String, String)>;

/// What they are, and the templates.
pub fn nested() -> Vec<(&'static str, Templates)> {
    vec![
        ("a template in itself", templates(1, &|_| vec![0])),
        ("two in each other", templates(2, &|number| vec![1 - number])),
        ("a circle of 500", templates(500, &|number| vec![(number + 1) % 500])),
        ("a circle below a root", templates(4, &|number| vec![number % 3 + 1])),
        ("a chain of 12", templates(12, &|number| below(number, 12, 1))),
        ("a chain of 51", templates(51, &|number| below(number, 51, 1))),
        ("a chain of 2,000", templates(2000, &|number| below(number, 2000, 1))),
        ("8 levels that double", templates(8, &|number| below(number, 8, 2))),
        ("40 levels that double", templates(40, &|number| below(number, 40, 2))),
        ("one template 400 times", templates(2, &|number| below(number, 2, 400))),
        ("a stack set of itself", stack_set()),
    ]
}

fn stack_set() -> Templates {
    let regions = json!([{ "DeploymentTargets": { "Accounts": ["123456789012"] }, "Regions": ["eu-west-1", "us-east-1"] }]);
    let properties = json!({
        "StackSetName": "all",
        "PermissionModel": "SELF_MANAGED",
        "StackInstancesGroup": regions,
        "TemplateURL": "https://bucket.s3.amazonaws.com/t0.json",
    });
    let set = json!({ "Type": "AWS::CloudFormation::StackSet", "Properties": properties });
    vec![("t0".to_string(), json!({ "Resources": { "Set": set } }).to_string())]
}

/// The next template, so many times; nothing in the last one.
fn below(number: usize, count: usize, times: usize) -> Vec<usize> {
    if number + 1 < count { vec![number + 1; times] } else { Vec::new() }
}

fn templates(count: usize, children: &dyn Fn(usize) -> Vec<usize>) -> Templates {
    let template = |number: usize| {
        let queue = [("Queue".to_string(), json!({ "Type": "AWS::SQS::Queue" }))];
        let nested = children(number).into_iter().enumerate().map(|(place, child)| {
            let url = format!("https://bucket.s3.amazonaws.com/t{child}.json");
            (format!("Nested{place}"), json!({ "Type": "AWS::CloudFormation::Stack", "Properties": { "TemplateURL": url } }))
        });
        let resources = Value::Object(queue.into_iter().chain(nested).collect());
        (format!("t{number}"), json!({ "Resources": resources }).to_string())
    };
    (0..count).map(template).collect()
}
