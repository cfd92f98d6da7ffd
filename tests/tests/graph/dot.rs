//! DOT, read by Graphviz.

use serde_json::Value;
use tap_core::graph;
use tap_tests::browser;

use super::{list, node_with_packages, number, pairs, read, script, text, write_both, write_small};

/// The clusters and the nodes of what Graphviz read.
fn objects(said: &Value) -> (Vec<&Value>, Vec<&Value>) {
    list(said, "objects").iter().partition(|object| text(object, "name").starts_with("cluster"))
}

#[test]
fn graphviz_reads_every_stack_node_and_edge() {
    let (resources, stacks) = write_both("dot", "dot", graph::dot);
    for (written, said) in resources.iter().zip(read(node_with_packages().arg(script("dot.js")), &resources)) {
        let graph = &written.graph;
        let (clusters, nodes) = objects(&said);
        assert_eq!((clusters.len(), nodes.len()), (graph.stacks.len(), graph.nodes.len()), "{}", graph.name);
        // Graphviz numbers its objects by their places.
        let end = |edge: &Value, end: &str| {
            let object = &list(&said, "objects")[edge[end].as_u64().expect("an end") as usize];
            number(text(object, "name"))
        };
        let mut joined: Vec<_> = list(&said, "edges").iter().map(|edge| (end(edge, "tail"), end(edge, "head"))).collect();
        joined.sort_unstable();
        assert_eq!(joined, pairs(graph), "{}", graph.name);
    }
    for (written, said) in stacks.iter().zip(read(node_with_packages().arg(script("dot.js")), &stacks)) {
        assert_eq!(objects(&said).1.len(), written.graph.stacks.len(), "{}", written.graph.name);
    }
}

#[test]
fn graphviz_draws_the_texts_and_marks() {
    let written = write_small("dot-texts", "dot", graph::dot);
    let said = read(node_with_packages().arg(script("dot.js")), &written);
    let node =
        |index: usize, name: &str| objects(&said[index]).1.into_iter().find(|node| text(node, "name") == name).expect("a node");
    // What is drawn, line by line, after all escapes but that of backslashes: the JSON has them doubled, other formats do not.
    let drawn = |object: &Value| {
        let texts = list(object, "_ldraw_").iter().filter(|operation| operation["op"] == "T");
        texts.map(|operation| text(operation, "text").replace("\\\\", "\\")).collect::<Vec<_>>()
    };
    assert_eq!(drawn(node(0, "n5")), ["SubnetA", "AWS::EC2::Subnet"]);
    assert_eq!(drawn(node(0, "n10")), ["Queue", "AWS::SQS::Queue, if HasQueue"]);
    assert_eq!(drawn(node(2, "n9")), [browser::HOSTILE.to_string(), format!("AWS::{}", browser::HOSTILE)]);
    assert_eq!(text(node(1, "n9"), "class"), "cycle");
    assert_eq!(text(node(0, "n7"), "class"), "critical");
    let crossing = list(&said[0], "edges").iter().filter(|edge| edge["style"] == "dashed").count();
    assert_eq!(crossing, 4, "to both subnets, from the alarm, and to the other root");
}
