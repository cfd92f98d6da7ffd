//! The plan's timeline, in a browser.

use std::fmt::Write;
use std::fs;
use std::path::PathBuf;
use tap_core::document::{Document, TemplateSet};
use tap_core::evaluate::Deployment;
use tap_core::plan::{self, Estimates, Plan};
use tap_tests::browser::{self, HOSTILE};
use tap_tests::target_dir;

fn set(templates: &[(&str, &str)]) -> TemplateSet {
    let documents = templates.iter().map(|(name, text)| Document::read(name, text).expect("a template"));
    TemplateSet::new(documents).expect("a set")
}

fn measured(durations: &str) -> Estimates {
    Estimates::default().measured("durations.yaml", durations).expect("durations")
}

fn create(set: &TemplateSet, root: &str, estimates: &Estimates) -> Plan {
    plan::create(&Deployment::new(set, Some("eu-west-1")), root, estimates).expect("a plan")
}

/// Two roots; one has two nested stacks, of which one needs something of the other.
fn shop() -> (TemplateSet, Estimates) {
    let root = "
Resources:
  Network: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: network.yaml } }
  Compute:
    Type: AWS::CloudFormation::Stack
    Properties: { TemplateURL: compute.yaml, Parameters: { Subnet: !GetAtt Network.Outputs.Subnet } }
  Topic: { Type: AWS::SNS::Topic }
";
    let network = "
Resources:
  Vpc: { Type: AWS::EC2::VPC }
  Subnet: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Vpc } }
  Table: { Type: AWS::EC2::RouteTable, Properties: { VpcId: !Ref Vpc } }
Outputs:
  Subnet: { Value: !Ref Subnet }
";
    let compute = "
Parameters:
  Subnet: { Type: String }
Resources:
  Role: { Type: AWS::IAM::Role }
  Function: { Type: AWS::Lambda::Function, Properties: { Role: !GetAtt Role.Arn, VpcConfig: { SubnetIds: [!Ref Subnet] } } }
";
    let depot = "Resources:\n  Queue: { Type: AWS::SQS::Queue }\n";
    let durations = "
Shop/Topic: { create: 30 }
Shop/Network/Vpc: { create: 40 }
Shop/Network/Subnet: { create: 60 }
Shop/Network/Table: { create: 20 }
Shop/Compute/Role: { create: 10 }
Shop/Compute/Function: { create: 75 }
Depot/Queue: { create: 60 }
";
    (set(&[("Shop", root), ("network", network), ("compute", compute), ("Depot", depot)]), measured(durations))
}

/// An update in which something is changed, replaced and deleted, with its monitoring time.
fn release() -> Plan {
    let old = set(&[(
        "Shop",
        "Resources:
  Jobs: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: 30 } }
  Table: { Type: AWS::DynamoDB::Table, Properties: { TableName: one, KeySchema: [{ AttributeName: id, KeyType: HASH }] } }
  Topic: { Type: AWS::SNS::Topic }
",
    )]);
    let new = set(&[(
        "Shop",
        "Resources:
  Jobs: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: 60 } }
  Table: { Type: AWS::DynamoDB::Table, Properties: { TableName: two, KeySchema: [{ AttributeName: id, KeyType: HASH }] } }
",
    )]);
    let durations = "
Shop/Jobs: { update: 50 }
Shop/Table: { create: 100, delete: 25 }
Shop/Topic: { delete: 40 }
";
    let of = |set| Deployment::new(set, Some("eu-west-1"));
    plan::update(&of(&old), &of(&new), "Shop", &measured(durations), 160).expect("a plan")
}

/// A stack set over two regions.
fn regions() -> Plan {
    let root = "
Resources:
  Everywhere:
    Type: AWS::CloudFormation::StackSet
    Properties:
      StackSetName: queues
      PermissionModel: SELF_MANAGED
      TemplateURL: queues.yaml
      StackInstancesGroup: [{ DeploymentTargets: { Accounts: ['123456789012'] }, Regions: [eu-west-1, us-east-1] }]
";
    let set = set(&[("Set", root), ("queues", "Resources:\n  Queue: { Type: AWS::SQS::Queue }\n")]);
    create(&set, "Set", &Estimates::default())
}

/// Texts that try to get out of where they stand, in logical ids, types, metadata and the file of durations.
fn hostile() -> (TemplateSet, Estimates) {
    let id = serde_json::to_string(HOSTILE).expect("JSON");
    let root = format!(
        r#"{{ "Metadata": {{ {id}: {id} }}, "Resources": {{
            {id}: {{ "Type": "AWS::CloudFormation::Stack", "Metadata": {{ {id}: {id} }}, "Properties": {{ "TemplateURL": "inner.json" }} }},
            "Plain": {{ "Type": "AWS::SQS::Queue", "DependsOn": {id} }} }} }}"#
    );
    let inner =
        format!(r#"{{ "Resources": {{ {id}: {{ "Type": "Custom::Thing", "Properties": {{ "ServiceToken": {id} }} }} }} }}"#);
    let path = serde_json::to_string(&format!("Shop/{HOSTILE}/{HOSTILE}")).expect("JSON");
    (set(&[("Shop", &root), ("inner", &inner)]), measured(&format!("{{ {path}: {{ \"create\": 42 }} }}")))
}

/// 5,000 resources in ten stacks, each needing some before it.
fn large() -> TemplateSet {
    let mut root = "Resources:\n".to_string();
    let mut parts = Vec::new();
    for part in 0..10 {
        _ = writeln!(
            root,
            "  Part{part}: {{ Type: AWS::CloudFormation::Stack, Properties: {{ TemplateURL: part{part}.yaml }} }}"
        );
        let mut text = "Resources:\n".to_string();
        for index in 0..499 {
            let kind = ["AWS::SQS::Queue", "AWS::IAM::Role", "AWS::S3::Bucket"][index % 3];
            let needs = if index > 2 { format!(", DependsOn: [R{}, R{}]", index / 2, index - 3) } else { String::new() };
            _ = writeln!(text, "  R{index}: {{ Type: {kind}{needs} }}");
        }
        parts.push((format!("part{part}"), text));
    }
    let parts = parts.iter().map(|(name, text)| (name.as_str(), text.as_str()));
    set(&parts.chain([("Large", root.as_str())]).collect::<Vec<_>>())
}

#[test]
fn a_browser_finds_the_timeline_to_do_what_it_says() {
    let folder = target_dir().join("plan-pages");
    fs::create_dir_all(&folder).expect("a folder in the target directory");
    let write = |name: &str, title: &str, plans: &[&Plan]| -> PathBuf {
        let file = folder.join(format!("{name}.html"));
        fs::write(&file, plan::html(title, plans)).expect("a file in the target directory");
        file
    };
    let (shop, own) = shop();
    let (strange, strange_own) = hostile();
    let large = large();
    let pages = [
        write("shop", "shop", &[&create(&shop, "Shop", &own), &create(&shop, "Depot", &own)]),
        write("release", "release", &[&release()]),
        write("regions", "regions", &[&regions()]),
        write("hostile", HOSTILE, &[&create(&strange, "Shop", &strange_own)]),
        write("large", "large", &[&create(&large, "Large", &Estimates::default())]),
        write("nothing", "nothing", &[]),
    ];
    println!("{}", browser::check("plan.test.js", &pages));
}
