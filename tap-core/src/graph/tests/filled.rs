use crate::document::{Document, TemplateSet};
use crate::graph::Graph;

fn graph(templates: &[(&str, &str)]) -> Graph {
    let documents = templates.iter().map(|(name, text)| Document::read(name, text).expect("a template"));
    let set = TemplateSet::new(documents.collect::<Vec<_>>().into_iter()).expect("a set");
    Graph::of_templates("test", &set).expect("a graph")
}

/// `user → needed: how`, for each edge.
fn edges(graph: &Graph) -> Vec<String> {
    let line = |edge: &crate::graph::Edge| format!("{} → {}: {}", graph.path_of(edge.from), graph.path_of(edge.to), edge.label());
    graph.edges.iter().map(line).collect()
}

const NETWORK: &str = "
Resources:
  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
  Subnet: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Vpc } }
Outputs:
  SubnetId: { Value: !Ref Subnet }
  Kind: { Value: private }
";

const COMPUTE: &str = "
Parameters: { Subnet: { Type: String }, Kind: { Type: String }, Topic: { Type: String } }
Conditions: { IsPrivate: !Equals [!Ref Kind, private] }
Resources:
  Function: { Type: AWS::Lambda::Function, Condition: IsPrivate, Properties: { VpcConfig: { SubnetIds: [!Ref Subnet] } } }
  Failed: { Type: AWS::CloudWatch::Alarm, DependsOn: Function, Properties: { AlarmActions: [!Sub '${Topic}'] } }
";

const ROOT: &str = "
Resources:
  Topic: { Type: AWS::SNS::Topic }
  Network: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: network.json } }
  Compute:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: compute.json
      Parameters:
        Subnet: !GetAtt Network.Outputs.SubnetId
        Kind: !GetAtt Network.Outputs.Kind
        Topic: !Ref Topic
";

#[test]
fn parameters_and_outputs_lead_to_the_resources_that_are_meant() {
    let graph = graph(&[("root", ROOT), ("network", NETWORK), ("compute", COMPUTE)]);
    let paths: Vec<_> = graph.stacks.iter().map(|stack| stack.path.as_str()).collect();
    assert_eq!(paths, ["root", "root/Compute", "root/Network"]);
    assert_eq!(
        edges(&graph),
        [
            // No resource takes the kind of the network, and none is behind it.
            "root/Compute → root/Network: Parameters.Kind: Output",
            "root/Compute/Failed → root/Topic: AlarmActions.0: Ref",
            "root/Compute/Failed → root/Compute/Function: DependsOn",
            "root/Compute/Function → root/Network/Subnet: VpcConfig.SubnetIds.0: Output",
            "root/Network/Subnet → root/Network/Vpc: VpcId: Ref",
        ]
    );
    let function = graph.nodes.iter().find(|node| node.id == "Function").expect("the function");
    assert_eq!(function.condition.as_deref(), Some("IsPrivate"));
    assert_eq!(function.seconds, tap_schema::duration::create("AWS::Lambda::Function"));
}

#[test]
fn imports_lead_to_the_export_of_the_same_name() {
    let producer = "
Parameters: { Suffix: { Type: String } }
Resources: { Key: { Type: AWS::KMS::Key } }
Outputs: { Arn: { Value: !GetAtt Key.Arn, Export: { Name: !Sub 'key-${Suffix}' } } }
";
    let consumer = "
Parameters: { Suffix: { Type: String } }
Resources:
  Jobs: { Type: AWS::SQS::Queue, Properties: { KmsMasterKeyId: { 'Fn::ImportValue': !Sub 'key-${Suffix}' } } }
  Other: { Type: AWS::SQS::Queue, Properties: { KmsMasterKeyId: { 'Fn::ImportValue': !Sub 'other-${Suffix}' } } }
";
    let graph = graph(&[("producer", producer), ("consumer", consumer)]);
    assert_eq!(edges(&graph), ["consumer/Jobs → producer/Key: KmsMasterKeyId: ImportValue"]);
}

#[test]
fn attributes_refer_as_properties_do() {
    let text = "
Resources:
  Application: { Type: AWS::CodeDeploy::Application }
  Alias:
    Type: AWS::Lambda::Alias
    UpdatePolicy: { CodeDeployLambdaAliasUpdate: { ApplicationName: !Ref Application } }
    Metadata: { Ref: [no, reference] }
";
    assert_eq!(
        edges(&graph(&[("alias", text)])),
        ["alias/Alias → alias/Application: UpdatePolicy.CodeDeployLambdaAliasUpdate.ApplicationName: Ref"]
    );
}

#[test]
fn values_that_lead_in_a_circle_end() {
    let root = "
Resources:
  A: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: part.json, Parameters: { In: !GetAtt B.Outputs.Out } } }
  B: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: part.json, Parameters: { In: !GetAtt A.Outputs.Out } } }
";
    let part = "
Parameters: { In: { Type: String } }
Resources: { Jobs: { Type: AWS::SQS::Queue, Properties: { QueueName: !Ref In } } }
Outputs: { Out: { Value: !Ref In } }
";
    let graph = graph(&[("root", root), ("part", part)]);
    let found = crate::graph::analysis::cycles(&graph);
    assert_eq!(
        found.iter().map(ToString::to_string).collect::<Vec<_>>(),
        [
            "root/A needs root/B (root/A/Jobs needs root/B, QueueName: Output)\nroot/B needs root/A (root/B/Jobs needs root/A, QueueName: Output)"
        ]
    );
}

#[test]
fn templates_that_nest_each_other_again_and_again_are_refused() {
    let layer = |next: usize| {
        let nested = |id: &str| {
            format!("  {id}: {{ Type: AWS::CloudFormation::Stack, Properties: {{ TemplateURL: layer{next}.json }} }}\n")
        };
        format!("Resources:\n{}{}{}", nested("A"), nested("B"), nested("C"))
    };
    let mut layers: Vec<_> = (0..13).map(|index| (format!("layer{index}"), layer(index + 1))).collect();
    layers.push(("layer13".into(), "Resources: { Topic: { Type: AWS::SNS::Topic } }".into()));
    let documents = layers.iter().map(|(name, text)| Document::read(name, text).expect("a template"));
    let set = TemplateSet::new(documents.collect::<Vec<_>>().into_iter()).expect("a set");
    let problem = Graph::of_templates("layers", &set).expect_err("three to the power of thirteen stacks");
    assert!(problem.message.contains("more than 200000 resources"), "{problem}");
}
