use super::super::Document;
use serde_json::{Value, json};

const HEAD: &str = "Transform: AWS::LanguageExtensions\n";

fn section(text: &str, name: &str) -> Value {
    match Document::read("t", &format!("{HEAD}{text}")) {
        Ok(document) => document.json[name].clone(),
        Err(problem) => panic!("{problem}\n{text}"),
    }
}

fn problem(text: &str) -> String {
    Document::read("t", &format!("{HEAD}{text}")).map(|_| ()).unwrap_err().to_string()
}

#[test]
fn a_resource_for_each_item_of_a_parameter() {
    let text = "
Parameters:
  Names: { Type: CommaDelimitedList, Default: 'Success, Failure' }
Resources:
  Fn::ForEach::Topics:
    - Name
    - !Ref Names
    - Topic${Name}:
        Type: AWS::SNS::Topic
        Properties: { TopicName: !Join ['.', [!Ref Name, fifo]], FifoTopic: true }
";
    let topic = |name: &str| {
        let name = json!({ "Fn::Join": [".", [name, "fifo"]] });
        json!({ "Type": "AWS::SNS::Topic", "Properties": { "TopicName": name, "FifoTopic": true } })
    };
    assert_eq!(section(text, "Resources"), json!({ "TopicSuccess": topic("Success"), "TopicFailure": topic("Failure") }));
}

#[test]
fn properties_from_a_mapping() {
    let text = "
Mappings:
  Instances: { m5: { Type: m5.large, Ebs: true }, c5: { Type: c5.large, Ebs: false } }
Resources:
  Fn::ForEach::Instances:
    - Family
    - [m5, c5]
    - Instance${Family}:
        Type: AWS::EC2::Instance
        Properties:
          ImageId: ami-1
          Fn::ForEach::Properties:
            - Property
            - [InstanceType, EbsOptimized]
            - ${Property}: !FindInMap [Instances, !Ref Family, !Ref Property, { DefaultValue: none }]
";
    let instance = |family: &str| {
        let found = |property: &str| json!({ "Fn::FindInMap": ["Instances", family, property, { "DefaultValue": "none" }] });
        json!({
            "ImageId": "ami-1", "InstanceType": found("InstanceType"), "EbsOptimized": found("EbsOptimized"),
        })
    };
    let resources = section(text, "Resources");
    assert_eq!(resources["Instancem5"]["Properties"], instance("m5"));
    assert_eq!(resources["Instancec5"]["Properties"], instance("c5"));
}

#[test]
fn outputs_of_nested_loops_name_what_other_loops_make() {
    let text = "
Resources:
  Fn::ForEach::Buckets:
    - Letter
    - [A, B]
    - Bucket${Letter}: { Type: AWS::S3::Bucket, DependsOn: [Log], Properties: { BucketName: !Sub 'data-${Letter}-${AWS::Region}' } }
  Log: { Type: AWS::S3::Bucket }
Outputs:
  Fn::ForEach::Outputs:
    - Letter
    - [A, B]
    - Fn::ForEach::Attributes:
        - Attribute
        - [Arn, DomainName]
        - Bucket${Letter}${Attribute}: { Value: !GetAtt [!Sub 'Bucket${Letter}', !Ref Attribute] }
";
    let output = |id: &str, attribute: &str| json!({ "Value": { "Fn::GetAtt": [id, attribute] } });
    assert_eq!(
        section(text, "Outputs"),
        json!({
            "BucketAArn": output("BucketA", "Arn"), "BucketADomainName": output("BucketA", "DomainName"),
            "BucketBArn": output("BucketB", "Arn"), "BucketBDomainName": output("BucketB", "DomainName"),
        })
    );
    let name = section(text, "Resources")["BucketA"]["Properties"]["BucketName"].clone();
    assert_eq!(name, json!({ "Fn::Sub": "data-A-${AWS::Region}" }));
}

#[test]
fn names_take_only_letters_and_digits_of_an_item() {
    let text = "
Conditions:
  Fn::ForEach::Regions:
    - Region
    - [us-east-1, eu-west-1]
    - Is&{Region}: !Equals [!Ref AWS::Region, '${Region}']
Resources:
  Fn::ForEach::Tables:
    - Address
    - [10.0.1.0/24, 10.0.2.0/24]
    - Subnet&{Address}: { Type: AWS::EC2::Subnet, Condition: Isuseast1, Properties: { CidrBlock: !Ref Address } }
";
    let equals = |region: &str| json!({ "Fn::Equals": [{ "Ref": "AWS::Region" }, region] });
    let conditions = json!({ "Isuseast1": equals("us-east-1"), "Iseuwest1": equals("eu-west-1") });
    assert_eq!(section(text, "Conditions"), conditions);
    assert_eq!(section(text, "Resources")["Subnet1001024"]["Properties"], json!({ "CidrBlock": "10.0.1.0/24" }));
}

#[test]
fn collections_come_from_mappings_and_loops_around() {
    let text = "
Mappings: { Zones: { web: { Letters: [a, b] }, db: { Letters: [c] } } }
Resources:
  Fn::ForEach::Tiers:
    - Tier
    - [web, db]
    - Fn::ForEach::Zones:
        - Zone
        - !FindInMap [Zones, !Ref Tier, Letters]
        - ${Tier}${Zone}: { Type: AWS::SQS::Queue }
";
    let resources = section(text, "Resources");
    let ids: Vec<_> = resources.as_object().unwrap().keys().collect();
    assert_eq!(ids, ["dbc", "weba", "webb"]);
}

#[test]
fn what_cannot_be_expanded_is_said_where_it_stands() {
    let of = |collection: &str, key: &str| {
        format!(
            "Parameters:\n  P: {{ Type: CommaDelimitedList }}\n  S: {{ Type: String, Default: a }}\nResources:\n  Fn::ForEach::L:\n    - X\n    - {collection}\n    - {key}: {{ Type: 'A::B::C', Properties: {{ Q: !Ref Nobody }} }}\n"
        )
    };
    let many = format!("[{}]", (0..100).map(|number| number.to_string()).collect::<Vec<_>>().join(","));
    let deep = (0..10).fold("'Q${X0}_${X1}_${X2}': {}".to_string(), |inner, depth| {
        format!("'Fn::ForEach::L{depth}': [X{depth}, {many}, {{ {inner} }}]")
    });
    for (text, wanted) in [
        (of("!Ref P", "Q${X}"), "t:8:7: the items of this collection are not known: parameter `P`, which has no default"),
        (of("!Ref S", "Q${X}"), "t:8:7: the items of this collection are not known: parameter `S`, which is of the type String"),
        (of("!Ref Z", "Q${X}"), "t:8:7: the items of this collection are not known: `Z`, which is no parameter"),
        (of("!GetAZs ''", "Q${X}"), "t:8:7: the items of this collection are not known: this"),
        (of("!FindInMap [M, a, b]", "Q${X}"), "t:8:7: the items of this collection are not known: a mapping"),
        (of("[[a]]", "Q${X}"), "t:8:7: an item of a collection is a text, not a list"),
        (of("a", "Q${X}"), "t:8:7: a collection is a list, not \"a\""),
        (of("[a, b]", "Q"), "t:9:7: `Q` is made twice"),
        (of("[a, b]", "Q${X}"), "t:9:33: there is no parameter or resource `Nobody`, at `Resources.Qa.Properties`"),
        (
            "Resources: { 'Fn::ForEach::L': [X, [a]] }".to_string(),
            "t:2:14: a loop takes an identifier, a collection and an object",
        ),
        (
            "Mappings: { 'Fn::ForEach::L': [X, [a], {}] }\nResources: { A: { Type: B } }".to_string(),
            "t:2:13: `Fn::ForEach::L` is a loop",
        ),
        (format!("Resources: {{ {deep} }}"), "t:2:"),
    ] {
        let problem = problem(&text);
        assert!(problem.starts_with(wanted), "{problem}\nfor {wanted}");
    }
    assert!(problem(&format!("Resources: {{ {deep} }}")).contains("loops make more of this template than the 1 MB"));
    let without = Document::read("t", "Resources:\n  Fn::ForEach::L: [X, [a], { '${X}': { Type: B } }]\n").unwrap_err();
    assert!(without.to_string().starts_with("t:2:3: `Fn::ForEach::L` is a loop, which needs the transform"), "{without}");
}
