//! The graphs that are drawn.

use serde_json::{Value, json};
use tap_core::graph::{Edge, Graph, Node, Reason, StackNode};
use tap_tests::browser::HOSTILE;

fn stack(path: &str, within: Option<(usize, usize)>) -> StackNode {
    let name = path.rsplit('/').next().unwrap_or_default().to_lowercase();
    let (parent, holder) = within.unzip();
    StackNode { path: path.into(), template: format!("{name}-stack"), parent, holder }
}

fn node(id: &str, kind: &str, stack: usize, seconds: u32, properties: Value) -> Node {
    Node { id: id.into(), kind: kind.into(), stack, condition: None, properties, seconds }
}

fn edge(from: usize, to: usize, reason: Reason, path: &str) -> Edge {
    Edge { from, to, reason, path: path.into() }
}

/// Two roots, of which one holds two nested stacks that need things from each other's and from the other root.
pub fn shop() -> Graph {
    let nested = |id| node(id, "AWS::CloudFormation::Stack", 1, 5, json!({ "TemplateURL": format!("{id}.json") }));
    let subnet = |id, zone: u32| {
        let properties = json!({ "VpcId": { "Ref": "Vpc" }, "CidrBlock": format!("10.0.{zone}.0/24") });
        node(id, "AWS::EC2::Subnet", 2, 10, properties)
    };
    let mut graph = Graph {
        name: "shop".into(),
        stacks: vec![
            stack("Registry", None),
            stack("Shop", None),
            stack("Shop/Network", Some((1, 1))),
            stack("Shop/Compute", Some((1, 2))),
        ],
        nodes: vec![
            node("Images", "AWS::ECR::Repository", 0, 5, json!({ "RepositoryName": "shop-images" })),
            nested("Network"),
            nested("Compute"),
            node("Errors", "AWS::CloudWatch::Alarm", 1, 10, json!({ "Threshold": 3, "Namespace": "AWS/Lambda" })),
            node("Vpc", "AWS::EC2::VPC", 2, 12, json!({ "CidrBlock": "10.0.0.0/16", "EnableDnsHostnames": true })),
            subnet("SubnetA", 1),
            subnet("SubnetB", 2),
            node("Gateway", "AWS::EC2::NatGateway", 2, 120, json!({ "SubnetId": { "Ref": "SubnetA" } })),
            node("Role", "AWS::IAM::Role", 3, 20, json!({ "RoleName": "checkout" })),
            node(
                "Checkout",
                "AWS::Lambda::Function",
                3,
                15,
                json!({ "Role": { "Fn::GetAtt": ["Role", "Arn"] }, "MemorySize": 1769 }),
            ),
            node("Queue", "AWS::SQS::Queue", 3, 30, json!({ "KmsMasterKeyId": "alias/orders" })),
        ],
        edges: vec![
            edge(5, 4, Reason::Ref, "VpcId"),
            edge(6, 4, Reason::Ref, "VpcId"),
            edge(7, 5, Reason::Ref, "SubnetId"),
            edge(9, 8, Reason::GetAtt, "Role"),
            edge(9, 5, Reason::Output, "VpcConfig.SubnetIds.0"),
            edge(9, 6, Reason::Output, "VpcConfig.SubnetIds.1"),
            edge(9, 0, Reason::Import, "Code.ImageUri"),
            edge(3, 9, Reason::Output, "Dimensions.0.Value"),
            edge(9, 10, Reason::DependsOn, ""),
        ],
    };
    graph.nodes[10].condition = Some("HasQueue".into());
    graph
}

/// The shop with a cycle between its nested stacks, and one of two resources.
pub fn cyclic() -> Graph {
    let mut graph = shop();
    graph.name = "cyclic".into();
    graph.edges.push(edge(4, 8, Reason::Output, "Tags.0.Value"));
    graph.edges.push(edge(10, 9, Reason::GetAtt, "QueueName"));
    graph
}

/// The shop with texts that try to get out of where they stand.
pub fn hostile() -> Graph {
    let mut graph = shop();
    graph.name = HOSTILE.into();
    graph.stacks[3].path = format!("Shop/{HOSTILE}");
    graph.stacks[3].template = HOSTILE.into();
    graph.nodes[9].id = HOSTILE.into();
    graph.nodes[9].kind = format!("AWS::{HOSTILE}");
    graph.nodes[9].properties = json!({ HOSTILE: [HOSTILE, "\u{0}\u{2028}"], "Plain": "text" });
    graph.nodes[10].condition = Some(HOSTILE.into());
    graph.edges[4].path = HOSTILE.into();
    graph.edges.push(edge(8, 9, Reason::GetAtt, HOSTILE));
    graph
}

/// 5,000 resources with 15,000 edges, in ten stacks.
pub fn large() -> Graph {
    const KINDS: [&str; 5] =
        ["AWS::EC2::VPC", "AWS::Lambda::Function", "AWS::IAM::Role", "AWS::S3::Bucket", "AWS::RDS::DBInstance"];
    let mut state = 7u64;
    let mut below = |limit: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % limit
    };
    let mut graph = Graph { name: "large".into(), stacks: vec![stack("Root", None)], ..Graph::default() };
    for index in 1..10 {
        graph.stacks.push(stack(&format!("Root/Part{index}"), Some((0, index - 1))));
        graph.nodes.push(node(&format!("Part{index}"), "AWS::CloudFormation::Stack", 0, 5, json!({})));
    }
    for index in 9..5000 {
        let properties = json!({ "Name": format!("name-{index}"), "Tags": [{ "Key": "index", "Value": index }] });
        let (kind, seconds) = (KINDS[below(KINDS.len())], below(60) as u32);
        graph.nodes.push(node(&format!("Resource{index}"), kind, (index - 9) * 10 / 4991, seconds, properties));
    }
    while graph.edges.len() < 15_000 {
        let from = 10 + below(4990);
        // Most need something near them.
        let to = if below(10) < 8 { from.saturating_sub(1 + below(60)).max(9) } else { 9 + below(from - 9) };
        let reason = if graph.nodes[from].stack == graph.nodes[to].stack { Reason::Ref } else { Reason::Output };
        graph.edges.push(edge(from, to, reason, "Properties.Name"));
    }
    graph
}
