//! Flowcharts, read by Mermaid.

use std::process::Command;
use tap_core::graph;
use tap_tests::{browser, node};

use super::{is_holder, list, number, pairs, read, script, text, write_both, write_small};

fn reader() -> Command {
    browser::node(&script("mermaid.js"), &[node::graph()])
}

#[test]
fn mermaid_reads_every_stack_node_and_edge() {
    let (resources, stacks) = write_both("mermaid", "mmd", graph::mermaid);
    for (written, said) in resources.iter().zip(read(&mut reader(), &resources)) {
        let graph = &written.graph;
        assert!(text(&said, "diagramType").starts_with("flowchart"), "{}", graph.name);
        assert_eq!(list(&said, "nodes").len(), graph.nodes.len(), "{}", graph.name);
        assert_eq!(list(&said, "subgraphs").len(), graph.stacks.len(), "{}", graph.name);
        for subgraph in list(&said, "subgraphs") {
            let stack: usize = text(subgraph, "id")[1..].parse().expect("a stack");
            for member in list(subgraph, "members").iter().filter_map(|member| member.as_str()).filter(|id| id.starts_with('n')) {
                let node = number(member);
                let holds = graph.stacks[stack].holder == Some(node);
                assert!(holds || graph.nodes[node].stack == stack && !is_holder(graph, node), "{member} in {stack}");
            }
        }
        let mut joined: Vec<_> =
            list(&said, "edges").iter().map(|edge| (number(text(edge, "start")), number(text(edge, "end")))).collect();
        joined.sort_unstable();
        assert_eq!(joined, pairs(graph), "{}", graph.name);
        assert_eq!(said["harmed"], false);
    }
    for (written, said) in stacks.iter().zip(read(&mut reader(), &stacks)) {
        assert_eq!(list(&said, "nodes").len(), written.graph.stacks.len(), "{}", written.graph.name);
    }
}

#[test]
fn what_is_drawn_by_mermaid_is_what_was_said() {
    let written = write_small("mermaid-texts", "mmd", graph::mermaid);
    let said = read(&mut reader(), &written);
    let texts = |index: usize| list(&said[index], "texts").iter().filter_map(|text| text.as_str()).collect::<Vec<_>>();
    assert!(texts(0).iter().any(|text| text.contains("SubnetA<br>AWS::EC2::Subnet")), "{:?}", texts(0));
    let hostile = browser::HOSTILE.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    assert!(texts(2).iter().any(|text| text.contains(&hostile)), "{hostile}\n{:#?}", texts(2));

    let cyclic = list(&said[1], "edges");
    let of = |from: &str, to: &str| {
        cyclic.iter().find(|edge| text(edge, "start") == from && text(edge, "end") == to).expect("an edge")
    };
    assert_eq!(text(of("n4", "n8"), "label"), "Tags.0.Value: Output");
    assert_eq!(text(of("n4", "n8"), "stroke"), "dotted");
    assert_eq!(text(of("n5", "n4"), "stroke"), "normal");
    assert!(of("n4", "n8")["style"].to_string().contains("#d1242f"));
    let node =
        |id: &str| list(&said[1], "nodes").iter().find(|node| text(node, "id") == id).expect("a node")["classes"].to_string();
    assert!(node("n9").contains("cycle") && node("n1").contains("cycle") && !node("n7").contains("cycle"));
}
